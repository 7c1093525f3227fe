import { at, compareText, getOrMake } from "./collections.ts";
import type { Cluster } from "./model.ts";

/**
 * The same clusters with their objects by name, whatever the order of the files and documents that they come from. All
 * that is chosen from several equals, a representative for example, is then chosen alike.
 */
export function inCanonicalOrder(clusters: readonly Cluster[]): readonly Cluster[] {
  const sortAll = <T extends Named>(listOf: (cluster: Cluster) => readonly T[], order: Order<T>): Lists<T> => {
    const lists = clusters.map(listOf);
    const [first = []] = lists;
    const positions = order(first);
    // The sides of a change mostly hold the same names in the same order.
    return lists.map((list) => {
      const own = haveSameNames(first, list) ? positions : order(list);
      return own.map((position) => at(list, position));
    });
  };
  const namespaces = sortAll((cluster) => cluster.namespaces, byName);
  const workloads = sortAll((cluster) => cluster.workloads, byNamespace);
  const policies = sortAll((cluster) => cluster.policies, byNamespace);
  const nodes = sortAll((cluster) => cluster.nodes, byName);
  return clusters.map((_, side) => ({
    namespaces: at(namespaces, side),
    workloads: at(workloads, side),
    policies: at(policies, side),
    nodes: at(nodes, side),
  }));
}

/**
 * The objects of two sides with equal names together: their positions, -1 where a side has none. In canonical order, as
 * both lists must be.
 */
export function pairByName(
  before: readonly NamedInNamespace[],
  after: readonly NamedInNamespace[],
): readonly (readonly [before: number, after: number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [old, now] = [0, 0];
  while (old < before.length || now < after.length) {
    const order = old === before.length ? 1 : now === after.length ? -1 : compare(at(before, old), at(after, now));
    pairs.push([order <= 0 ? old : -1, order >= 0 ? now : -1]);
    if (order <= 0) old += 1;
    if (order >= 0) now += 1;
  }
  return pairs;
}

type Lists<T> = readonly (readonly T[])[];
/** The positions of the members of a list, in the order in which they are wanted. */
type Order<T> = (list: readonly T[]) => readonly number[];

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
}

type NamedInNamespace = Named & { readonly namespace: string };

function haveSameNames(a: readonly Named[], b: readonly Named[]): boolean {
  return a === b || (a.length === b.length && a.every((one, index) => isNamedAlike(one, at(b, index))));
}

function isNamedAlike(a: Named, b: Named): boolean {
  return a === b || (a.name === b.name && a.namespace === b.namespace && a.kind === b.kind);
}

function byName(list: readonly Named[]): readonly number[] {
  return sorted(
    list.map((_, position) => position),
    (a, b) => compareNames(at(list, a), at(list, b)),
  );
}

/** Namespace by namespace: names within one are short, and mostly in order already. */
function byNamespace(list: readonly NamedInNamespace[]): readonly number[] {
  const groups = new Map<string, number[]>();
  list.forEach(({ namespace }, position) => {
    getOrMake(groups, namespace, () => []).push(position);
  });
  const comparePositions = (a: number, b: number): number => compareNames(at(list, a), at(list, b));
  const namespaces = sorted([...groups], ([a], [b]) => compareNamespaces(a, b));
  return namespaces.flatMap(([, own]) => sorted(own, comparePositions));
}

function compare(a: NamedInNamespace, b: NamedInNamespace): number {
  if (isNamedAlike(a, b)) return 0;
  return compareNamespaces(a.namespace, b.namespace) || compareNames(a, b);
}

/** As `namespace/name` sorts, the ids of endpoints. */
function compareNamespaces(a: string, b: string): number {
  return a === b ? 0 : compareText(`${a}/`, `${b}/`);
}

function compareNames(a: Named, b: Named): number {
  return compareText(a.kind ?? "", b.kind ?? "") || compareText(a.name, b.name);
}

/** The list itself where it is in order. */
function sorted<T>(list: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const isSorted = list.every((item, i) => i === 0 || compare(list[i - 1] ?? item, item) <= 0);
  return isSorted ? list : [...list].sort(compare);
}
