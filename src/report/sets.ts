/** Sets of endpoints as ascending indices without duplicates. */
export type IndexSet = readonly number[];

/** Gives equal sets the same number, and remembers arrays it has seen. For one report only. */
export type SetInterner = (set: IndexSet) => number;

export function createSetInterner(): SetInterner {
  const seen = new Map<IndexSet, number>();
  const buckets = new Map<number, { readonly set: IndexSet; readonly id: number }[]>();
  let next = 0;
  return (set) => {
    const known = seen.get(set);
    if (known !== undefined) return known;
    const hash = hashOf(set);
    const bucket = buckets.get(hash) ?? [];
    let id = bucket.find((entry) => equal(entry.set, set))?.id;
    if (id === undefined) {
      id = next;
      next += 1;
      bucket.push({ set, id });
      buckets.set(hash, bucket);
    }
    seen.set(set, id);
    return id;
  };
}

function hashOf(set: IndexSet): number {
  let hash = set.length;
  for (const member of set) hash = (Math.imul(hash, 31) + member) | 0;
  return hash;
}

function equal(a: IndexSet, b: IndexSet): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}

/** Everything that is in at least one of the sets. */
export function unionOf(sets: readonly IndexSet[]): IndexSet {
  if (sets.length === 1) return sets[0] ?? [];
  const members = new Set<number>();
  for (const set of sets) for (const member of set) members.add(member);
  return [...members].sort((a, b) => a - b);
}

/** What is in `set` and not in `removed`. */
export function without(set: IndexSet, removed: ReadonlySet<number>): IndexSet {
  return removed.size === 0 ? set : set.filter((member) => !removed.has(member));
}
