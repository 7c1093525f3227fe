/** Pages of bounded size: what matters least goes first, by whole units, and every cut says how much it hides. */
import { byteLength } from "./bytes.ts";

/** How many units of each kind are shown: the first ones, over all parts of a page together. */
export type Shares<Kind extends string> = Readonly<Record<Kind, number>>;

/** Units of a kind go, last ones first, until so many are left. */
export interface Cut<Kind extends string> {
  readonly kind: Kind;
  readonly floor: number;
}

/** A text that can be shown in part. */
export interface Part<Kind extends string> {
  /** How many units of each kind there are. */
  readonly sizes: Shares<Kind>;
  /** The text with so many of them, and lines that count the others exactly. */
  readonly render: (shown: Shares<Kind>) => string;
}

/** A part as it is shown. */
export interface Fitted<Kind extends string> {
  readonly text: string;
  readonly shown: Shares<Kind>;
}

/**
 * The text of at most so many bytes that shows the most: cuts are made in their order, each only as deep as it must.
 * The same part gives the same bytes.
 *
 * INVARIANT: with all cuts made the part fits.
 */
export function fitPart<Kind extends string>(
  part: Part<Kind>,
  cuts: readonly Cut<Kind>[],
  maxBytes: number,
): Fitted<Kind> {
  const fits = (shares: Shares<Kind>): boolean => byteLength(part.render(shares)) <= maxBytes;
  let shown = part.sizes;
  for (const { kind, floor } of cuts) {
    if (shown[kind] <= floor) continue;
    if (fits(shown)) break;
    const shares = shown;
    const withUnits = (count: number): Shares<Kind> => ({ ...shares, [kind]: count });
    shown = withUnits(largest(floor, shown[kind], (count) => fits(withUnits(count))));
  }
  if (!fits(shown)) throw new Error("invariant: with all cuts made the page fits");
  return { text: part.render(shown), shown };
}

/** The largest count from `floor` to below `ceiling` that `fits`, by bisection; `floor` when none does. */
function largest(floor: number, ceiling: number, fits: (count: number) => boolean): number {
  let low = floor;
  let high = ceiling;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Parts one below the other, with a blank line between them; the first ones are shown before the others. */
export function joinParts<Kind extends string>(parts: readonly Part<Kind>[], none: Shares<Kind>): Part<Kind> {
  return {
    sizes: parts.reduce((sum, { sizes }) => combine(sum, sizes, (a, b) => a + b), none),
    render: (shown) => {
      const shares = takeShares(shown, parts);
      return paragraphs(parts.map(({ render }, index) => render(shares[index] ?? none)));
    },
  };
}

/** What each part shows of so many units, the first ones before the others. */
export function takeShares<Kind extends string>(
  shown: Shares<Kind>,
  parts: readonly Pick<Part<Kind>, "sizes">[],
): readonly Shares<Kind>[] {
  let left = shown;
  return parts.map(({ sizes }) => {
    const taken = combine(left, sizes, Math.min);
    left = combine(left, taken, (a, b) => a - b);
    return taken;
  });
}

/** Blocks of Markdown with a blank line between them; empty ones are left out. */
export function paragraphs(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== "").join("\n\n");
}

function combine<Kind extends string>(
  a: Shares<Kind>,
  b: Shares<Kind>,
  count: (a: number, b: number) => number,
): Shares<Kind> {
  const kinds = Object.keys(a) as Kind[];
  return Object.fromEntries(kinds.map((kind) => [kind, count(a[kind], b[kind])])) as Record<Kind, number>;
}
