import { at, getOrMake } from "./collections.ts";
import { keepElements } from "./endpoints/keep-elements.ts";
import type { Population } from "./endpoints/population.ts";
import type { Rectangle } from "./rectangles.ts";

/**
 * Leaves out the representative pods that were added for a close look and show nothing new: every change of theirs is
 * also one of simpler endpoints, towards (or from) the same others.
 */
export function withoutEchoes(
  population: Population,
  rectangles: readonly Rectangle[],
): { readonly population: Population; readonly rectangles: readonly Rectangle[] } {
  const { elements } = population;
  const isPlain = (index: number): boolean => !at(elements, index).closeLook;
  if (elements.every((element) => !element.closeLook)) return { population, rectangles };

  const destinations = new Map<number, Set<number>>();
  const sources = new Map<number, Set<number>>();
  for (const { from, to, change } of rectangles) {
    if (from.some(isPlain))
      addAll(
        getOrMake(destinations, change, () => new Set<number>()),
        to.filter(isPlain),
      );
    if (to.some(isPlain))
      addAll(
        getOrMake(sources, change, () => new Set<number>()),
        from.filter(isPlain),
      );
  }
  /** Whether plain ends show the change for all plain members; without any, nothing plain shows it. */
  const isShown = (members: readonly number[], shown: ReadonlySet<number> | undefined): boolean => {
    const plain = members.filter(isPlain);
    return plain.length > 0 && plain.every((index) => shown?.has(index) === true);
  };
  const kept = new Set(elements.flatMap((element, index) => (element.closeLook ? [] : [index])));
  for (const { from, to, change } of rectangles) {
    if (!isShown(to, destinations.get(change))) addAll(kept, from);
    if (!isShown(from, sources.get(change))) addAll(kept, to);
  }
  if (kept.size === elements.length) return { population, rectangles };
  const some = keepElements(population, kept);
  const translate = (list: readonly number[]): readonly number[] =>
    list.flatMap((index) => (at(some.numbers, index) < 0 ? [] : [at(some.numbers, index)]));
  return {
    population: some.population,
    rectangles: rectangles
      .map(({ from, to, change }) => ({ from: translate(from), to: translate(to), change }))
      .filter(({ from, to }) => from.length > 0 && to.length > 0),
  };
}

function addAll(set: Set<number>, members: readonly number[]): void {
  for (const member of members) set.add(member);
}
