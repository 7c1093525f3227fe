import { ABSENT, type Element } from "./cells.ts";
import { at } from "./collections.ts";
import { settle } from "./endpoints/population.ts";
import { gainedFlows } from "./flows.ts";
import type { Cluster, ClusterSettings } from "./model.ts";
import { findRectangles } from "./rectangles.ts";
import type { Endpoint, Flow, Side } from "./result.ts";

/**
 * What one side of a comparison allows from and to some of its endpoints, changed or not. `near` and the flows hold
 * indices into the endpoints of the comparison. Products that do not overlap, in no particular order: together exactly
 * the pairs that can connect on that side, as `reach` says it, of which one end is near, or is not told from one that is.
 */
export type Survey = (side: Side, near: (index: number) => boolean) => readonly Flow[];

/**
 * Prepares to look at both sides of a comparison as they are. `endpoints`: those of `compare` for the same arguments. It
 * takes as long as `compare` takes for next to no change, and then as long as changes of those that are near would take.
 */
export function createSurvey(
  base: Cluster,
  head: Cluster,
  settings: ClusterSettings,
  endpoints: readonly Endpoint[],
): Survey {
  const { universe, population } = settle([base, head], settings, 0, 1);
  const numbers = new Map(endpoints.map(({ id }, index) => [id, index]));
  // The comparison leaves out endpoints that show nothing new.
  const elements = population.elements
    .map((element): Element => {
      const known = element.endpoints.flatMap((index) => numbers.get(at(population.endpoints, index).id) ?? []);
      return { ...element, endpoints: known.toSorted((a, b) => a - b) };
    })
    .filter((element) => element.endpoints.length > 0);
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
