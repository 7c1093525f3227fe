import { compareText, getOrMake } from "./collections.ts";
import type { Cluster } from "./model.ts";

/**
 * The same cluster with its objects by name, whatever the order of the files and documents that they come from. All that
 * is chosen from several equals, a representative for example, is then chosen alike.
 */
export function inCanonicalOrder({ namespaces, workloads, policies, nodes }: Cluster): Cluster {
  return {
    namespaces: sortedBy(namespaces, ({ name }) => name),
    workloads: byNamespace(workloads, ({ kind, name }) => `${kind}/${name}`),
    policies: byNamespace(policies, ({ name }) => name),
    nodes: sortedBy(nodes, ({ name }) => name),
  };
}

/** By `namespace/key`. Short keys within each namespace are compared much faster than long ones of all. */
function byNamespace<T extends { readonly namespace: string }>(
  list: readonly T[],
  keyOf: (item: T) => string,
): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const item of list) getOrMake(groups, item.namespace, () => []).push(item);
  return sortedBy([...groups], ([namespace]) => `${namespace}/`).flatMap(([, own]) => sortedBy(own, keyOf));
}

function sortedBy<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const keyed = list.map((item) => ({ item, key: keyOf(item) }));
  const isSorted = keyed.every(({ key }, i) => i === 0 || compareText(keyed[i - 1]?.key ?? "", key) <= 0);
  return isSorted ? list : keyed.sort((a, b) => compareText(a.key, b.key)).map(({ item }) => item);
}
