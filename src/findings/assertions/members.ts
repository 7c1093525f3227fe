import { remember } from "../collections.ts";

/** A set of endpoints of the comparison: 1 for those in it, by index. */
export type Members = Uint8Array;

/** What is in any of the sets, of which there may be none. */
export function union(sets: readonly Members[], size: number): Members {
  const [first = new Uint8Array(size), ...more] = sets;
  if (more.length === 0) return first;
  const all = first.slice();
  for (const set of more)
    for (let index = 0; index < all.length; index += 1) all[index] = (all[index] ?? 0) | (set[index] ?? 0);
  return all;
}

/** Members of the first that are not in the second. */
export type Without = (set: Members, other: Members) => Members;

/** Assertions share their ends: the same two sets give the same third, so that what is known of it is known once. */
export function createWithout(): Without {
  const known = new Map<Members, Map<Members, Members>>();
  return (set, other) =>
    remember(
      remember(known, set, () => new Map<Members, Members>()),
      other,
      () => {
        const rest = set.slice();
        for (let index = 0; index < rest.length; index += 1) if (other[index] === 1) rest[index] = 0;
        return rest;
      },
    );
}

export function sizeOf(set: Members): number {
  let size = 0;
  for (const one of set) size += one;
  return size;
}

/** The members, ascending. */
export function indicesOf(set: Members): readonly number[] {
  const result: number[] = [];
  for (let index = 0; index < set.length; index += 1) if (set[index] === 1) result.push(index);
  return result;
}
