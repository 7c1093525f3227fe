/** How often a stretch between two anchors is looked at again for anchors of its own. */
const MAX_ROUNDS = 24;

/**
 * Which lines of `right` the lines of `left` are: for each line of `left` the index of its partner, -1 for none. Partners
 * are equal and in the same order. It is a patience diff: common ends, then lines that stand once on either side, then
 * the same in between; O(n log n) for each of at most 24 rounds. What repeats too often to be told apart has no partner.
 */
export function matchLines(left: readonly string[], right: readonly string[]): Int32Array {
  const partners = new Int32Array(left.length).fill(-1);
  let stretches: Stretch[] = [{ left: 0, leftEnd: left.length, right: 0, rightEnd: right.length }];
  for (let round = 0; round < MAX_ROUNDS && stretches.length > 0; round++)
    stretches = stretches.flatMap((stretch) => matchStretch(left, right, stretch, partners));
  return partners;
}

/** Lines of both sides that may be partners of each other; the ends are exclusive. */
interface Stretch {
  left: number;
  leftEnd: number;
  right: number;
  rightEnd: number;
}

function matchStretch(
  left: readonly string[],
  right: readonly string[],
  stretch: Stretch,
  partners: Int32Array,
): readonly Stretch[] {
  matchEnds(left, right, stretch, partners);
  if (stretch.left === stretch.leftEnd || stretch.right === stretch.rightEnd) return [];
  const anchors = anchorsOf(left, right, stretch);
  if (anchors.length === 0) return [];
  const rest: Stretch[] = [];
  let from = { left: stretch.left, right: stretch.right };
  for (const anchor of anchors) {
    partners[anchor.left] = anchor.right;
    rest.push({ left: from.left, leftEnd: anchor.left, right: from.right, rightEnd: anchor.right });
    from = { left: anchor.left + 1, right: anchor.right + 1 };
  }
  rest.push({ left: from.left, leftEnd: stretch.leftEnd, right: from.right, rightEnd: stretch.rightEnd });
  return rest.filter((part) => part.left < part.leftEnd && part.right < part.rightEnd);
}

/** Takes equal lines off both ends of the stretch. */
function matchEnds(left: readonly string[], right: readonly string[], stretch: Stretch, partners: Int32Array): void {
  while (stretch.left < stretch.leftEnd && stretch.right < stretch.rightEnd) {
    if (left[stretch.left] !== right[stretch.right]) break;
    partners[stretch.left++] = stretch.right++;
  }
  while (stretch.left < stretch.leftEnd && stretch.right < stretch.rightEnd) {
    if (left[stretch.leftEnd - 1] !== right[stretch.rightEnd - 1]) break;
    partners[--stretch.leftEnd] = --stretch.rightEnd;
  }
}

interface Anchor {
  readonly left: number;
  readonly right: number;
}

/** Lines that stand once on either side, as many as keep their order. */
function anchorsOf(left: readonly string[], right: readonly string[], stretch: Stretch): readonly Anchor[] {
  const once = onlyOnce(right, stretch.right, stretch.rightEnd);
  const pairs: Anchor[] = [];
  for (const [line, index] of onlyOnce(left, stretch.left, stretch.leftEnd)) {
    const partner = once.get(line);
    if (index !== -1 && partner !== undefined && partner !== -1) pairs.push({ left: index, right: partner });
  }
  pairs.sort((a, b) => a.left - b.left);
  return longestRising(pairs);
}

/** Each line with its index; -1 where it stands more than once. */
function onlyOnce(lines: readonly string[], from: number, to: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let index = from; index < to; index++) {
    const line = lines[index] ?? "";
    found.set(line, found.has(line) ? -1 : index);
  }
  return found;
}

/** The longest choice of pairs, in order of `left`, whose `right` rises. */
function longestRising(pairs: readonly Anchor[]): readonly Anchor[] {
  const ends: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.right ?? 0) < pair.right) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  }
  const chosen: Anchor[] = [];
  for (let index = ends.at(-1) ?? -1; index !== -1; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) chosen.push(pair);
  }
  return chosen.reverse();
}
