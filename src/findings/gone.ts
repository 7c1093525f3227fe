import type { Endpoint, Side } from "../engine/index.ts";
import { lazily } from "./collections.ts";
import type { ChangeView } from "./views.ts";

/**
 * Prepares to ask whether an endpoint is pods of namespaces only that the base declares, or has workloads in, and the head
 * does not even use. Where only policies went, the pods may still be there.
 */
export function createGone({
  base,
  head,
}: Readonly<Record<Side, ChangeView["base"]>>): (endpoint: Endpoint) => boolean {
  const gone = lazily(() => {
    const left = new Set(head.cluster.namespaces.map(({ name }) => name));
    const held = [
      ...base.cluster.namespaces.flatMap(({ name, origin }) => (origin === null ? [] : [name])),
      ...base.cluster.workloads.map(({ namespace }) => namespace),
    ];
    return new Set(held.filter((name) => !left.has(name)));
  });
  return (endpoint) =>
    endpoint.type === "pods" &&
    endpoint.patterns.every(({ namespace }) => namespace.type === "name" && gone().has(namespace.name));
}
