/** The value under a key; made and stored when it is not there yet. */
export function remember<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

/** Members with equal keys together: keys in the order in which they are met, members in their order. */
export function groupBy<K, T>(list: readonly T[], key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const result = new Map<K, T[]>();
  for (const item of list) remember(result, key(item), () => []).push(item);
  return result;
}

/** Makes a value when it is first asked for, and once. */
export function lazily<T>(make: () => T): () => T {
  const made: T[] = [];
  return () => {
    const [known] = made;
    if (known !== undefined) return known;
    const value = make();
    made.push(value);
    return value;
  };
}

/** Equal numbers for what is put into equal words, which happens once for each object. */
export function createNumbering<T extends object>(words: (value: T) => string): (value: T) => number {
  const [known, texts] = [new Map<T, number>(), new Map<string, number>()];
  return (value) => remember(known, value, () => remember(texts, words(value), () => texts.size));
}
