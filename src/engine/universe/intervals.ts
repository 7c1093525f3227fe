import { at } from "../collections.ts";
import type { Address, AddressRange, Family, IpBlockPeer } from "../model.ts";
import { wholeFamily } from "../addresses.ts";

/**
 * The address space cut at every border that a policy or setting draws: IPv4 first, ascending. No policy tells two
 * addresses of one interval apart.
 */
export interface Intervals {
  readonly ranges: readonly AddressRange[];
  /** Index of the interval that holds the address. */
  readonly find: (address: Address) => number;
  /** Indices of the intervals inside a range whose borders are borders of intervals. */
  readonly within: (range: AddressRange) => { readonly from: number; readonly to: number };
}

/** `cuts`: further ranges whose borders matter. */
export function cutIntervals(blocks: Iterable<IpBlockPeer>, cuts: readonly AddressRange[]): Intervals {
  const starts: Record<Family, Set<bigint>> = { 4: new Set([0n]), 6: new Set([0n]) };
  const cut = (range: AddressRange): void => {
    starts[range.family].add(range.first);
    if (range.last < wholeFamily(range.family).last) starts[range.family].add(range.last + 1n);
  };
  for (const block of blocks) {
    cut(block.cidr);
    block.except.forEach(cut);
  }
  cuts.forEach(cut);
  const sorted: Record<Family, readonly bigint[]> = { 4: sortNumbers(starts[4]), 6: sortNumbers(starts[6]) };
  // Every IPv4 address is exact as a double, and those are many times faster to compare.
  const ipv4 = Float64Array.from(sorted[4], Number);
  const offset = (family: Family): number => (family === 4 ? 0 : sorted[4].length);
  const ranges = ([4, 6] as const).flatMap((family) => {
    const list = sorted[family];
    return list.map((first, i) => ({
      family,
      first,
      last: i + 1 < list.length ? at(list, i + 1) - 1n : wholeFamily(family).last,
    }));
  });
  const find = ({ family, value }: Address): number =>
    family === 4 ? lastNotAbove(ipv4, Number(value)) : offset(6) + lastNotAbove(sorted[6], value);
  return {
    ranges,
    find,
    within: (range) => ({
      from: find({ family: range.family, value: range.first }),
      to: find({ family: range.family, value: range.last }),
    }),
  };
}

function sortNumbers(values: Iterable<bigint>): readonly bigint[] {
  return [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Index of the last element that is not above `value`; the first element never is. */
function lastNotAbove<T extends number | bigint>(sorted: ArrayLike<T>, value: T): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(sorted, middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
