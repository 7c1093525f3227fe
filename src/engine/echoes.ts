import { at, getOrMake } from "./collections.ts";
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
  return kept.size === elements.length ? { population, rectangles } : keep(population, rectangles, kept);
}

function addAll(set: Set<number>, members: readonly number[]): void {
  for (const member of members) set.add(member);
}

/** The same with some elements only, numbered anew. */
function keep(
  { endpoints, elements, details }: Population,
  rectangles: readonly Rectangle[],
  kept: ReadonlySet<number>,
): { readonly population: Population; readonly rectangles: readonly Rectangle[] } {
  const gone = new Set(elements.flatMap((element, index) => (kept.has(index) ? [] : element.endpoints)));
  const endpointNumber = renumber(endpoints.length, (index) => !gone.has(index));
  const elementNumber = renumber(elements.length, (index) => kept.has(index));
  const only = <T>(list: readonly T[], numbers: readonly number[]): readonly T[] =>
    list.filter((_, index) => at(numbers, index) >= 0);
  const translate = (list: readonly number[]): readonly number[] =>
    list.flatMap((index) => (at(elementNumber, index) < 0 ? [] : [at(elementNumber, index)]));
  return {
    population: {
      endpoints: only(endpoints, endpointNumber),
      details: only(details, endpointNumber),
      elements: only(elements, elementNumber).map((element) => ({
        before: element.before,
        after: element.after,
        lone: element.lone,
        closeLook: element.closeLook,
        endpoints: element.endpoints.map((index) => at(endpointNumber, index)),
      })),
    },
    rectangles: rectangles
      .map(({ from, to, change }) => ({ from: translate(from), to: translate(to), change }))
      .filter(({ from, to }) => from.length > 0 && to.length > 0),
  };
}

/** New numbers of what is kept, in order; -1 for the rest. */
function renumber(length: number, isKept: (index: number) => boolean): readonly number[] {
  let next = 0;
  return Array.from({ length }, (_, index) => (isKept(index) ? next++ : -1));
}
