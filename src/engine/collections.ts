/** The element at an index that is known to be in range. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  return list[index] as T;
}

/** The value under a key; made and stored when it is not there yet. */
export function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

/** Numbers for values with equal keys: the first key met is 0, the next 1, and so on. */
export interface Interner<T> {
  readonly intern: (key: string, make: () => T) => number;
  readonly values: readonly T[];
}

export function createInterner<T>(): Interner<T> {
  const ids = new Map<string, number>();
  const values: T[] = [];
  return {
    values,
    intern: (key, make) => {
      const known = ids.get(key);
      if (known !== undefined) return known;
      ids.set(key, values.length);
      values.push(make());
      return values.length - 1;
    },
  };
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
