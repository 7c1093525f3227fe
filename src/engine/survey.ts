import { ABSENT, type Element } from "./cells.ts";
import { at } from "./collections.ts";
import type { Population } from "./endpoints/population.ts";
import { gainedFlows } from "./flows.ts";
import { findRectangles } from "./rectangles.ts";
import type { Flow, Side } from "./result.ts";
import type { Universe } from "./universe/universe.ts";

/**
 * What one side of a comparison allows from and to some of its endpoints, changed or not. `near` and the flows hold
 * indices into the endpoints of the comparison. Products that do not overlap, in no particular order: together exactly
 * the pairs that can connect on that side, as `reach` says it, of which one end is near, or is not told from one that is.
 */
export type Survey = (side: Side, near: (index: number) => boolean) => readonly Flow[];

/**
 * Prepares to look at both sides of a comparison as they are; `population`: of the comparison. A look takes as long as
 * changes of those that are near would take.
 */
export function createSurvey(universe: Universe, { elements, endpoints }: Population): Survey {
  return (side, near) => {
    const number = side === "base" ? 0 : 1;
    // As if those that are near were new on this side, and nothing else changed: then their flows are what is new.
    const present = elements.flatMap((element): readonly Element[] => {
      const own = at([element.before, element.after], number);
      if (own === ABSENT) return [];
      return [{ ...element, before: element.endpoints.some(near) ? ABSENT : own, after: own }];
    });
    const found = findRectangles(universe, present, { before: number, after: number });
    return gainedFlows(found, present, endpoints, universe.space);
  };
}
