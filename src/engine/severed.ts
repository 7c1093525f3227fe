import { NOTHING } from "./bounds.ts";
import { ABSENT, type Element } from "./cells.ts";
import { at, getOrMake } from "./collections.ts";
import type { Population } from "./endpoints/population.ts";
import type { Direction } from "./model.ts";
import { NO_PORTS } from "./ports.ts";
import type { Findings, Rectangle } from "./rectangles.ts";
import type { Severed } from "./result.ts";
import type { Universe } from "./universe/universe.ts";

/** Bound on the pairs that are looked at, over the whole comparison; whoever is left after it counts as connected. */
const MAX_TRIES = 2_000_000;

/**
 * Endpoints that lose connections in a direction and keep none to or from any other endpoint. Only those that lose
 * something are looked at, and of the others mostly one is enough.
 */
export function findSevered(
  { rows }: Universe,
  { elements }: Population,
  { cells, changes }: Pick<Findings, "cells" | "changes">,
  rectangles: readonly Rectangle[],
): readonly Severed[] {
  const byClass = new Map<number, Element[]>();
  for (const element of elements) {
    if (element.after !== ABSENT) getOrMake(byClass, element.after, () => []).push(element);
  }
  let tries = 0;
  const meets = (element: Element, other: Element, direction: Direction): boolean => {
    tries += 1;
    if (other.after === ABSENT || (other === element && element.endpoints.length === 1)) return false;
    const [from, to] = direction === "ingress" ? [other, element] : [element, other];
    return cells.value(1, from.after, to.after) !== NOTHING;
  };
  const isConnected = (element: Element, direction: Direction): boolean => {
    const row = at(at(rows.sides, 1)[direction], element.after);
    const isReached = (other: Element): boolean => tries > MAX_TRIES || meets(element, other, direction);
    if (rows.defaults(row).some((value) => value !== NOTHING)) return elements.some(isReached);
    const tried = new Set<number>();
    return rows.someException(row, (other) => {
      if (tried.has(other)) return false;
      tried.add(other);
      return byClass.get(other)?.some(isReached) === true;
    });
  };
  return losers(elements, rectangles, changes).flatMap(({ element, direction }) =>
    isConnected(element, direction) ? [] : [{ endpoints: element.endpoints, direction }],
  );
}

/** The elements on both sides that lose connections, by direction. */
function losers(
  elements: readonly Element[],
  rectangles: readonly Rectangle[],
  changes: Findings["changes"],
): readonly { readonly element: Element; readonly direction: Direction }[] {
  const found = { ingress: new Set<number>(), egress: new Set<number>() };
  for (const { from, to, change } of rectangles) {
    const { certain, assumed } = at(changes, change).lost;
    if (certain === NO_PORTS && assumed === NO_PORTS) continue;
    for (const index of to) found.ingress.add(index);
    for (const index of from) found.egress.add(index);
  }
  return (["ingress", "egress"] as const).flatMap((direction) =>
    [...found[direction]]
      .sort((a, b) => a - b)
      .map((index) => ({ element: at(elements, index), direction }))
      .filter(({ element }) => element.before !== ABSENT && element.after !== ABSENT),
  );
}
