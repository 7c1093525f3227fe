import type { PortRanges } from "../../engine/index.ts";

/** Whole protocols. */
export const ALL_NUMBERS: PortRanges = [[1, 65535]];

/** Inclusive ranges in any order as the fewest that do not touch, ascending. */
export function normalRanges(ranges: PortRanges): PortRanges {
  const result: (readonly [number, number])[] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = result.at(-1);
    if (before === undefined || first > before[1] + 1) result.push([first, last]);
    else result[result.length - 1] = [before[0], Math.max(before[1], last)];
  }
  return result;
}

/** What both hold; each ascending, without overlaps. */
export function intersectRanges(a: PortRanges, b: PortRanges): PortRanges {
  return a.flatMap(([first, last]) =>
    b.flatMap(([from, to]) => {
      const [low, high] = [Math.max(first, from), Math.min(last, to)];
      return low <= high ? [[low, high] as const] : [];
    }),
  );
}

/** What the first holds and the second does not; each ascending, without overlaps. */
export function subtractRanges(a: PortRanges, b: PortRanges): PortRanges {
  return b.reduce<PortRanges>(
    (rest, [from, to]) =>
      rest.flatMap(([first, last]) => {
        if (to < first || last < from) return [[first, last] as const];
        const parts: PortRanges = [
          [first, from - 1],
          [to + 1, last],
        ];
        return parts.filter(([low, high]) => low <= high);
      }),
    a,
  );
}
