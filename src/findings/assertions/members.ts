/** A set of endpoints of the comparison: 1 for those in it, by index. */
export type Members = Uint8Array;

/** What is in any of the sets, of which there may be none. */
export function union(sets: readonly Members[], size: number): Members {
  const [first = new Uint8Array(size), ...more] = sets;
  if (more.length === 0) return first;
  return first.map((one, index) => (one === 1 || more.some((set) => set[index] === 1) ? 1 : 0));
}

/** Members of the first that are not in the second. */
export function without(set: Members, other: Members): Members {
  return set.map((one, index) => (other[index] === 1 ? 0 : one));
}

export function sizeOf(set: Members): number {
  return set.reduce((sum, one) => sum + one, 0);
}

/** The members, ascending. */
export function indicesOf(set: Members): readonly number[] {
  const result: number[] = [];
  set.forEach((one, index) => {
    if (one === 1) result.push(index);
  });
  return result;
}
