import { at, getOrMake } from "../collections.ts";
import { HOST, isAddress, type Group, type Item } from "./items.ts";
import type { ItemSet, Membership } from "./sets.ts";

/** A partition of the items: two items of one class are in the same sets, with the same membership. */
export interface Classes {
  /** Class of each item. */
  readonly of: readonly number[];
  readonly count: number;
  /** One item of each class. */
  readonly sample: readonly number[];
  /** Sets over classes instead of items. */
  readonly sets: readonly ClassSet[];
}

export interface ClassSet extends Omit<ItemSet, "members" | "memberships"> {
  readonly members: readonly number[];
  readonly memberships: readonly Membership[];
}

/** Partitions of the items by what selectors tell apart, and by everything policies tell apart. */
export interface Partition {
  /** Class of each item when only selectors are asked, not addresses nor port names. */
  readonly bySelectors: readonly number[];
  readonly classes: Classes;
}

/** Splits the items by every set, in time linear in the sizes of the sets. Source: partition refinement, Paige and Tarjan. */
export function partition(items: readonly Item[], sets: readonly ItemSet[]): Partition {
  const kinds = new Map<Group | "pod", number>();
  const classOf = items.map((item) => {
    const kind = isAddress(item.group) || item.group === HOST ? item.group : "pod";
    return getOrMake(kinds, kind, () => kinds.size);
  });

  const refine = (chosen: readonly ItemSet[]): void => {
    const sizes: number[] = [];
    for (const index of classOf) sizes[index] = (sizes[index] ?? 0) + 1;
    const split = createSplitter(classOf, sizes);
    for (const set of chosen) split(set);
  };
  refine(sets.filter((set) => set.family === null));
  const bySelectors = [...classOf];
  splitByItem(classOf, items);
  refine(sets.filter((set) => set.family !== null));

  const sample: number[] = [];
  classOf.forEach((index, item) => (sample[index] ??= item));
  const toClasses = createTranslator(classOf, sample.length);
  return { bySelectors, classes: { of: classOf, count: sample.length, sample, sets: sets.map(toClasses) } };
}

/** Tells apart what the items themselves say besides their labels. */
function splitByItem(classOf: number[], items: readonly Item[]): void {
  const finer = new Map<number, number>();
  items.forEach(({ traits }, index) => {
    classOf[index] = getOrMake(finer, traits * 0x4000000 + at(classOf, index), () => finer.size);
  });
}

/** Moves the members of a set out of every class that also holds items outside of it. */
function createSplitter(classOf: number[], sizes: number[]): (set: ItemSet) => void {
  // One place per class instead of a map per set: most sets are small, and there are many of them.
  const inside: number[] = [];
  const target: number[] = [];
  const splitOut = (members: readonly number[]): void => {
    const touched: number[] = [];
    for (const item of members) {
      const index = at(classOf, item);
      const count = inside[index] ?? 0;
      if (count === 0) touched.push(index);
      inside[index] = count + 1;
    }
    let moves = 0;
    for (const index of touched) {
      const count = at(inside, index);
      inside[index] = 0;
      const size = at(sizes, index);
      target[index] = count === size ? index : sizes.length;
      if (count === size) continue;
      moves += 1;
      sizes[index] = size - count;
      sizes.push(count);
    }
    if (moves === 0) return;
    for (const item of members) classOf[item] = at(target, at(classOf, item));
  };
  return ({ members, memberships }) => {
    const first = memberships[0];
    if (memberships.every((membership) => membership === first)) {
      splitOut(members);
      return;
    }
    for (const wanted of new Set(memberships))
      splitOut(members.filter((_, index) => at(memberships, index) === wanted));
  };
}

/** Sets over classes: all items of a class have one membership. */
function createTranslator(classOf: readonly number[], count: number): (set: ItemSet) => ClassSet {
  const seenIn = new Int32Array(count).fill(-1);
  let turn = -1;
  return (set) => {
    turn += 1;
    const members: number[] = [];
    const memberships: Membership[] = [];
    set.members.forEach((item, index) => {
      const own = at(classOf, item);
      if (seenIn[own] === turn) return;
      seenIn[own] = turn;
      members.push(own);
      memberships.push(at(set.memberships, index));
    });
    return { members, memberships, unaddressed: set.unaddressed, family: set.family };
  };
}
