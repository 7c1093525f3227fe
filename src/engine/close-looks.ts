import { withoutEchoes } from "./echoes.ts";
import { keepElements } from "./endpoints/keep-elements.ts";
import type { Population } from "./endpoints/population.ts";
import { findRectangles, tryRectangles, type Findings, type Rectangle } from "./rectangles.ts";
import type { Universe } from "./universe/universe.ts";

/**
 * Bound on the cells and pairs of shapes that are looked at with the representative pods that were added for a close
 * look. Where every policy of a repository changed, each of them may be like no other.
 */
const MAX_EFFORT = 1_000_000;

/** What changed between the sides 0 and 1, and among whom. */
export interface ChangesFound {
  /** Without representatives that show nothing new. */
  readonly population: Population;
  readonly rectangles: readonly Rectangle[];
  readonly found: Findings;
  /** Whether everything that changed was looked at closely. */
  readonly looked: Universe["looked"];
}

/** Finds what changed, with a close look as far as it can be afforded. */
export function findChanges(universe: Universe, everyone: Population, maxEffort = MAX_EFFORT): ChangesFound {
  const sides = { before: 0, after: 1 };
  const limit = everyone.elements.some(({ closeLook }) => closeLook) ? maxEffort : Infinity;
  const closely = tryRectangles(universe, everyone.elements, sides, limit);
  if (closely !== null)
    return { ...withoutEchoes(everyone, closely.rectangles), found: closely, looked: universe.looked };
  const plain = new Set(everyone.elements.flatMap(({ closeLook }, index) => (closeLook ? [] : [index])));
  const { population } = keepElements(everyone, plain);
  const found = findRectangles(universe, population.elements, sides);
  return { population, rectangles: found.rectangles, found, looked: "in part" };
}
