/** Roots that one side alone has: their workloads are told, and not also the pods that nobody has. */
import type { Endpoint, Flow, Side } from "../engine/index.ts";
import type { DiffRoot } from "./review.ts";
import { without } from "./sets.ts";

/** The side that alone has anything of a root; `null` where both have, or where it has no workloads. */
export function onlySide({ counts, diff }: DiffRoot): Side | null {
  const sides = (["base", "head"] as const).filter((side) => counts[side].workloads + counts[side].policies > 0);
  const [side] = sides;
  if (side === undefined || sides.length > 1) return null;
  return diff.endpoints.some((endpoint) => endpoint.type === "workload" && endpoint.only === side) ? side : null;
}

/**
 * The representative pods that stand in namespaces for which a new root brings workloads, and in no others: what its policies
 * do to its workloads is told of these.
 */
export function echoesOf(endpoints: readonly Endpoint[], side: Side): ReadonlySet<number> {
  const own = new Set(
    endpoints.flatMap((endpoint) =>
      endpoint.type === "workload" && endpoint.only === side ? [endpoint.namespace] : [],
    ),
  );
  const isEcho = (endpoint: Endpoint): boolean =>
    endpoint.type === "pods" &&
    endpoint.patterns.every(({ namespace }) => namespace.type === "name" && own.has(namespace.name));
  return new Set(endpoints.flatMap((endpoint, index) => (isEcho(endpoint) ? [index] : [])));
}

/** Flows without some ends; those that lose one altogether are left out. */
export function flowsWithout<Some extends Flow>(flows: readonly Some[], left: ReadonlySet<number>): readonly Some[] {
  if (left.size === 0) return flows;
  return flows.flatMap((flow) => {
    const from = without(flow.from, left);
    const to = without(flow.to, left);
    return from.length === 0 || to.length === 0 ? [] : [{ ...flow, from, to }];
  });
}
