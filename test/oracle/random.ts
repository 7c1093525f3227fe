/** Numbers that look random and are the same for the same seed on every machine. */
export interface Random {
  /** 0 to `below` - 1. */
  readonly integer: (below: number) => number;
  /** True once in `outOf` times. */
  readonly once: (outOf: number) => boolean;
  /** One of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** `atLeast` to `atMost` results of `make`. */
  readonly several: <T>(atLeast: number, atMost: number, make: () => T) => T[];
  /** The same elements in another order. */
  readonly shuffle: <T>(list: readonly T[]) => T[];
  /** Every element with probability 1/2; in the order of the list. */
  readonly some: <T>(list: readonly T[]) => T[];
}

/** Mulberry32: 32 bits of state, good enough for test data. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const integer = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  const once = (outOf: number): boolean => integer(outOf) === 0;
  function pick<T>(list: readonly T[]): T {
    const picked = list[integer(list.length)];
    if (picked === undefined) throw new Error("cannot pick from an empty list");
    return picked;
  }
  function several<T>(atLeast: number, atMost: number, make: () => T): T[] {
    return Array.from({ length: atLeast + integer(atMost - atLeast + 1) }, make);
  }
  function shuffle<T>(list: readonly T[]): T[] {
    const rest = [...list];
    return list.flatMap(() => rest.splice(integer(rest.length), 1));
  }
  const some = <T>(list: readonly T[]): T[] => list.filter(() => once(2));
  return { integer, once, pick, several, shuffle, some };
}
