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

/** Gives a value that is made when it is first asked for. */
export function lazily<T extends object>(make: () => T): () => T {
  let value: T | null = null;
  return () => (value ??= make());
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

/**
 * Lists of numbers as numbers: equal lists have equal numbers, 0 is the empty list. Hash consing, one link at a time, so
 * that long lists with a common beginning cost no text.
 */
export interface Sequences {
  /** The list with one more value at its end; `value` is from 0 to 2^26. */
  readonly append: (list: number, value: number) => number;
  /** -1 for the empty list. */
  readonly first: (list: number) => number;
  /** -1 for the empty list. */
  readonly last: (list: number) => number;
  readonly toArray: (list: number) => number[];
}

export function createSequences(): Sequences {
  const longer = new Map<number, number>();
  const shorter = [-1];
  const lasts = [-1];
  const firsts = [-1];
  return {
    append: (list, value) => {
      const key = list * 0x4000000 + value;
      const known = longer.get(key);
      if (known !== undefined) return known;
      shorter.push(list);
      firsts.push(list === 0 ? value : at(firsts, list));
      longer.set(key, lasts.push(value) - 1);
      return lasts.length - 1;
    },
    first: (list) => at(firsts, list),
    last: (list) => at(lasts, list),
    toArray: (list) => {
      const values: number[] = [];
      for (let rest = list; rest !== 0; rest = at(shorter, rest)) values.push(at(lasts, rest));
      return values.reverse();
    },
  };
}

/** Ascending. A typed array sorts numbers without a call for every pair; a large diff holds ten million of them. */
export function sortedNumbers(values: readonly number[]): readonly number[] {
  if (isAscending(values)) return values;
  const sorted = Uint32Array.from(values).sort();
  const result: number[] = [];
  for (let i = 0; i < sorted.length; i += 1) result.push(at(sorted, i));
  return result;
}

function isAscending(values: readonly number[]): boolean {
  for (let i = 1; i < values.length; i += 1) if (at(values, i - 1) > at(values, i)) return false;
  return true;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
