import type { Address, Cluster, Family, Labels, Selector } from "../model.ts";
import type { End } from "./ends.ts";

/** Text that is equal for ends that all selectors, ipBlocks and port names of the cluster treat alike. */
export function createSignature(cluster: Cluster): (end: End) => string {
  const values = selectorValues(cluster);
  const cuts = new Map(([4, 6] as const).map((family) => [family, blockCuts(cluster, family)]));
  const addresses = (list: readonly Address[]): string =>
    list.map(({ family, value }) => `${String(family)}.${String(rankOf(value, cuts.get(family) ?? []))}`).join(",");
  return (end) => {
    if (end.type !== "pod") return `${end.type} ${addresses(end.addresses)}`;
    const ports = (end.namedPorts ?? []).map(({ name, protocol, number }) => `${name}=${String(number)}/${protocol}`);
    return JSON.stringify([end.namespace.name, seenLabels(end.labels, values), ports, addresses(end.addresses)]);
  };
}

/** The keys that selectors speak of, each with the values they name. */
function selectorValues({ policies }: Cluster): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  const add = ({ requirements }: Selector): void => {
    for (const { key, values: named } of requirements) {
      const known = values.get(key) ?? new Set();
      for (const value of named) known.add(value);
      values.set(key, known);
    }
  };
  for (const { subject, ingress, egress } of policies) {
    add(subject);
    for (const rule of [...(ingress ?? []), ...(egress ?? [])]) {
      for (const peer of rule.peers ?? []) if (peer.type === "pods") add(peer.pods);
    }
  }
  return values;
}

/** Labels as selectors see them: `[]` for an absent key, `[1]` for a value that no selector names. */
function seenLabels(labels: Labels, values: ReadonlyMap<string, ReadonlySet<string>>): readonly unknown[] {
  return [...values].map(([key, named]) => {
    const value = labels.get(key);
    if (value === undefined) return [];
    return value === null ? null : named.has(value) ? value : [1];
  });
}

/** Where the membership in some ipBlock of the cluster may change, ascending. */
function blockCuts({ policies }: Cluster, family: Family): readonly bigint[] {
  const rules = policies.flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])]);
  const peers = rules.flatMap((rule) => rule.peers ?? []);
  const ranges = peers.flatMap((peer) => (peer.type === "ipBlock" ? [peer.cidr, ...peer.except] : []));
  const cuts = ranges.filter((range) => range.family === family).flatMap(({ first, last }) => [first, last + 1n]);
  return [...new Set(cuts)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** How many cuts are not above the value. */
function rankOf(value: bigint, cuts: readonly bigint[]): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? 0n) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
