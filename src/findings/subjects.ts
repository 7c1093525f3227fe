import type { Cause, Policy, Side } from "../engine/index.ts";
import type { ChangeView } from "./views.ts";

/** Whether a rule should speak of an endpoint as the one to whom something happens, for these causes. */
export type Speaks = (endpoint: number, causes: readonly Cause[]) => boolean;

/**
 * Pods that the manifests do not hold count only where they alone show what a policy does. Where it selects, or selected,
 * known workloads, these tell: a policy that goes together with its workload leaves nobody open.
 */
export function createSpeaks({ base, head, comparison: { endpoints } }: ChangeView): Speaks {
  const sides = { base, head };
  const policies: Partial<Record<Side, ReadonlyMap<string, Policy>>> = {};
  const find = (side: Side, object: string): Policy | undefined =>
    (policies[side] ??= new Map(sides[side].cluster.policies.map((policy) => [objectOf(policy), policy]))).get(object);
  const selectsKnown = ({ side, object }: Cause): boolean => {
    const policy = find(side, object);
    return policy !== undefined && sides[side].selection.inNamespace(policy.namespace, policy.subject).length > 0;
  };
  return (endpoint, causes) => endpoints[endpoint]?.type !== "pods" || !causes.some(selectsKnown);
}

/** As causes name a policy. */
export function objectOf({ namespace, name }: Policy): string {
  return `NetworkPolicy ${namespace}/${name}`;
}
