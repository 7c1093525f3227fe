import { compareText } from "./collections.ts";
import type { Cluster } from "./model.ts";
import { workloadId } from "./workload-id.ts";

/**
 * The same cluster with its objects by name, whatever the order of the files and documents that they come from. All that
 * is chosen from several equals, a representative for example, is then chosen alike.
 */
export function inCanonicalOrder({ namespaces, workloads, policies, nodes }: Cluster): Cluster {
  return {
    namespaces: sortedBy(namespaces, ({ name }) => name),
    workloads: sortedBy(workloads, workloadId),
    policies: sortedBy(policies, ({ namespace, name }) => `${namespace}/${name}`),
    nodes: sortedBy(nodes, ({ name }) => name),
  };
}

function sortedBy<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const keyed = list.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ item }) => item);
}
