/** As many entries with the same key are told apart; of what repeats more often, the first ones stand for all. */
const MAX_IN_BUCKET = 32;

/** Lists by key, of at most 32 entries each, so that looking one up costs the same however often a value repeats. */
export type Buckets<T> = ReadonlyMap<string, readonly T[]>;

export function bucketsOf<T>(entries: Iterable<readonly [string, T]>): Buckets<T> {
  const buckets = new Map<string, T[]>();
  for (const [key, entry] of entries) {
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [entry]);
    else if (bucket.length < MAX_IN_BUCKET) bucket.push(entry);
  }
  return buckets;
}
