import type { PolicyReference } from "../explanation.ts";
import { compareText } from "./order.ts";
import type { Cluster, Direction, Policy } from "../model.ts";

export interface IndexedPolicy {
  readonly policy: Policy;
  readonly reference: PolicyReference;
}

/** The policies of a cluster by namespace. */
export interface PolicyIndex {
  /** By name; empty for a namespace without policies. */
  readonly of: (namespace: string) => readonly IndexedPolicy[];
  /** Whether any policy at all isolates something in this direction. */
  readonly isolates: (direction: Direction) => boolean;
}

export function indexPolicies({ policies }: Cluster): PolicyIndex {
  const byNamespace = new Map<string, IndexedPolicy[]>();
  for (const policy of [...policies].sort((a, b) => compareText(a.name, b.name))) {
    const { namespace, name, origin } = policy;
    const list = byNamespace.get(namespace) ?? [];
    list.push({ policy, reference: { namespace, name, origin } });
    byNamespace.set(namespace, list);
  }
  const directions: readonly Direction[] = ["ingress", "egress"];
  const isolating = new Set(directions.filter((direction) => policies.some((policy) => policy[direction] !== null)));
  return {
    of: (namespace) => byNamespace.get(namespace) ?? [],
    isolates: (direction) => isolating.has(direction),
  };
}
