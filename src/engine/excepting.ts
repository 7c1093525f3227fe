import { at } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { Classes } from "./universe/classes.ts";
import type { Program } from "./universe/program.ts";

/** Who lists a class, among the contents of one direction. */
export interface Excepting {
  /** The contents that may say something else about a class than about others of its group, some more than once. */
  readonly contents: (other: number) => readonly number[];
  /** The sets that hold a class and that some content lists as peers, ascending. */
  readonly sets: (other: number) => Uint32Array;
}

/** `declaring`: the classes that declare a port, by `protocol/name`. */
export function indexExceptingContents(
  { sides, contents, ports, sets: { length: setCount } }: Program,
  { count, sets }: Classes,
  direction: Direction,
  declaring: ReadonlyMap<string, readonly number[]>,
): Excepting {
  const used = [...new Set(sides.flatMap((policies) => policies.map(({ content }) => content[direction])))].filter(
    (content) => content >= 0,
  );
  const contentsOfSet = invert(setCount, used, (content, take) => {
    for (const { peers } of at(contents, content).grants) peers?.forEach(take);
  });
  const listed = Array.from({ length: setCount }, (_, set) => set).filter((set) => contentsOfSet(set).length > 0);
  const setsOfClass = invert(count, listed, (set, take) => {
    at(sets, set).members.forEach(take);
  });
  const listing = (other: number): readonly number[] =>
    [...setsOfClass(other)].flatMap((set) => [...contentsOfSet(set)]);
  if (direction === "ingress") return { contents: listing, sets: setsOfClass };
  const naming = invert(count, used, (content, take) => {
    for (const grant of at(contents, content).grants) {
      for (const { protocol, name } of at(ports, grant.ports).names)
        declaring.get(`${protocol}/${name}`)?.forEach(take);
    }
  });
  return { contents: (other) => [...listing(other), ...naming(other)], sets: setsOfClass };
}

/**
 * Turns lists of targets around: for a target the sources that list it. `visit` calls back with every target of a
 * source. Two flat arrays, so that millions of entries cost no object each.
 */
function invert(
  targets: number,
  sources: readonly number[],
  visit: (source: number, take: (target: number) => void) => void,
): (target: number) => Uint32Array {
  const ends = new Uint32Array(targets + 1);
  for (const source of sources) {
    visit(source, (target) => {
      ends[target + 1] = at(ends, target + 1) + 1;
    });
  }
  for (let target = 1; target <= targets; target += 1) ends[target] = at(ends, target) + at(ends, target - 1);
  const starts = ends.slice(0, targets);
  const entries = new Uint32Array(at(ends, targets));
  const free = starts.slice();
  for (const source of sources) {
    visit(source, (target) => {
      entries[at(free, target)] = source;
      free[target] = at(free, target) + 1;
    });
  }
  return (target) => entries.subarray(at(starts, target), at(ends, target + 1));
}
