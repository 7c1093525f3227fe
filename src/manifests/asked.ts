import type { Selector } from "../engine/index.ts";
import type { NamedObject } from "./named-objects.ts";

/** What policies can tell pods apart by, beside their namespaces and addresses. */
export interface Asked {
  /** Keys that a selector of pods asks for. */
  readonly labels: ReadonlySet<string>;
  /** Names of ports. */
  readonly portNames: ReadonlySet<string>;
}

/** What the policies among these objects ask of pods. */
export function askedBy(objects: Iterable<NamedObject>): Asked {
  const labels = new Set<string>();
  const portNames = new Set<string>();
  const add = ({ requirements }: Selector): void => {
    for (const { key } of requirements) labels.add(key);
  };
  for (const { facts } of objects) {
    if (facts.type !== "policy") continue;
    const { subject, ingress, egress } = facts.policy;
    add(subject);
    for (const { peers, ports } of [...(ingress ?? []), ...(egress ?? [])]) {
      for (const peer of peers ?? []) if (peer.type === "pods") add(peer.pods);
      for (const port of ports ?? []) if (port.type === "name") portNames.add(port.name);
    }
  }
  return { labels, portNames };
}
