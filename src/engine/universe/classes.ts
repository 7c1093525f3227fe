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
  const sizes: number[] = [];
  for (const index of classOf) sizes[index] = (sizes[index] ?? 0) + 1;

  for (const set of sets) if (set.family === null) split(classOf, sizes, set);
  const bySelectors = [...classOf];

  const finer = new Map<string, number>();
  items.forEach((item, index) => {
    const nodes = item.nodes === null ? "?" : item.nodes.join(",");
    const key = `${String(at(classOf, index))} ${String(item.group)} ${String(item.families)} ${String(item.portNames)} ${nodes}`;
    classOf[index] = getOrMake(finer, key, () => finer.size);
  });
  sizes.length = 0;
  for (const index of classOf) sizes[index] = (sizes[index] ?? 0) + 1;
  for (const set of sets) if (set.family !== null) split(classOf, sizes, set);

  const sample: number[] = [];
  classOf.forEach((index, item) => (sample[index] ??= item));
  return {
    bySelectors,
    classes: { of: classOf, count: sizes.length, sample, sets: sets.map((set) => toClasses(set, classOf)) },
  };
}

/** Moves the members of the set out of every class that also holds items outside of it. */
function split(classOf: number[], sizes: number[], set: ItemSet): void {
  const byMembership = new Map<Membership, number[]>();
  set.members.forEach((item, i) => getOrMake(byMembership, at(set.memberships, i), () => []).push(item));
  for (const members of byMembership.values()) {
    const inside = new Map<number, number>();
    for (const item of members) {
      const index = at(classOf, item);
      inside.set(index, (inside.get(index) ?? 0) + 1);
    }
    const target = new Map<number, number>();
    for (const [index, count] of inside) {
      const size = at(sizes, index);
      if (count === size) continue;
      target.set(index, sizes.length);
      sizes[index] = size - count;
      sizes.push(count);
    }
    if (target.size === 0) continue;
    for (const item of members) {
      const moved = target.get(at(classOf, item));
      if (moved !== undefined) classOf[item] = moved;
    }
  }
}

function toClasses(set: ItemSet, classOf: readonly number[]): ClassSet {
  const found = new Map<number, Membership>();
  set.members.forEach((item, i) => found.set(at(classOf, item), at(set.memberships, i)));
  return {
    members: [...found.keys()],
    memberships: [...found.values()],
    unaddressed: set.unaddressed,
    family: set.family,
  };
}
