import type { Cluster } from "./model.ts";

/**
 * What decides about the pods of some namespaces alone: their workloads and policies. Between any two of these pods, and
 * between them and addresses, `reach` says the same of it as of the whole cluster, in a fraction of the time: policies
 * of other namespaces select none of them.
 *
 * Source: Kubernetes, NetworkPolicy, `spec.podSelector`: "the pods to which this NetworkPolicy object applies", of its
 * own namespace.
 */
export function excerptOf(cluster: Cluster, namespaces: ReadonlySet<string>): Cluster {
  const isInside = ({ namespace }: { readonly namespace: string }): boolean => namespaces.has(namespace);
  return {
    ...cluster,
    workloads: cluster.workloads.filter(isInside),
    policies: cluster.policies.filter(isInside),
  };
}
