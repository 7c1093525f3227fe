import { at } from "../collections.ts";
import type { Population } from "./population.ts";

/** A population with some of its elements only; `numbers`: the new number of each element, -1 for those left out. */
export function keepElements(
  { endpoints, elements, details }: Population,
  kept: ReadonlySet<number>,
): { readonly population: Population; readonly numbers: readonly number[] } {
  const gone = new Set(elements.flatMap((element, index) => (kept.has(index) ? [] : element.endpoints)));
  const endpointNumber = renumber(endpoints.length, (index) => !gone.has(index));
  const numbers = renumber(elements.length, (index) => kept.has(index));
  const only = <T>(list: readonly T[], chosen: readonly number[]): readonly T[] =>
    list.filter((_, index) => at(chosen, index) >= 0);
  return {
    population: {
      endpoints: only(endpoints, endpointNumber),
      details: only(details, endpointNumber),
      elements: only(elements, numbers).map((element) => ({
        before: element.before,
        after: element.after,
        lone: element.lone,
        closeLook: element.closeLook,
        endpoints: element.endpoints.map((index) => at(endpointNumber, index)),
      })),
    },
    numbers,
  };
}

/** New numbers of what is kept, in order; -1 for the rest. */
function renumber(length: number, isKept: (index: number) => boolean): readonly number[] {
  let next = 0;
  return Array.from({ length }, (_, index) => (isKept(index) ? next++ : -1));
}
