import { NOTHING, type Bounds } from "./bounds.ts";
import { ABSENT, type Cells, type Element, type Shape } from "./cells.ts";
import { at, getOrMake, lazily } from "./collections.ts";
import type { Population } from "./endpoints/population.ts";
import type { Direction } from "./model.ts";
import { NO_PORTS } from "./ports.ts";
import type { Findings, Rectangle } from "./rectangles.ts";
import type { Severed } from "./result.ts";
import { isNode } from "./universe/items.ts";
import type { Universe } from "./universe/universe.ts";

/** Bound on the pairs that are looked at, over the whole comparison; whoever is left after it counts as connected. */
const MAX_TRIES = 2_000_000;

/**
 * Endpoints that lose connections in a direction and keep none to or from any other endpoint; that the node of a pod
 * always gets in is none. Only those that lose something are looked at, and of the others mostly one is enough.
 */
export function findSevered(
  { rows, bounds }: Universe,
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
    const [from, to] = direction === "ingress" ? [other.after, element.after] : [element.after, other.after];
    const value = cells.value(1, from, to);
    if (value === NOTHING || !isNode(rows.groupOf(other.after))) return value !== NOTHING;
    // The node of a pod gets in whatever policies say, and any node may be it: only what rules grant is a connection.
    return bounds.parts(value).assumed !== NO_PORTS && value !== cells.mask(from, to);
  };
  /** By direction: who was met last. Most that are connected at all meet the same few, the internet for example. */
  const met: Partial<Record<Direction, Element>> = {};
  const buckets = {
    ingress: lazily(() => byShape(elements, cells.sourceShape)),
    egress: lazily(() => byShape(elements, cells.destinationShape)),
  };
  /** Elements by shape, of the shapes with which an element is connected where no rule lists either of the two. */
  const meetsByDefault = (element: Element, direction: Direction): readonly (readonly Element[])[] => {
    const own =
      direction === "ingress" ? cells.destinationShape(1, element.after) : cells.sourceShape(1, element.after);
    if (own === null) return [];
    const value = (other: Shape): Bounds =>
      direction === "ingress" ? cells.defaultValue(other, own) : cells.defaultValue(own, other);
    return [...buckets[direction]()].flatMap(([shape, members]) => (value(shape) === NOTHING ? [] : [members]));
  };
  const isConnected = (element: Element, direction: Direction): boolean => {
    const last = met[direction];
    if (last !== undefined && meets(element, last, direction)) return true;
    const isReached = (other: Element): boolean => {
      if (tries > MAX_TRIES) return true;
      if (!meets(element, other, direction)) return false;
      met[direction] = other;
      return true;
    };
    const tried = new Set<number>();
    const reaches = (classIndex: number): boolean => {
      if (tried.has(classIndex)) return false;
      tried.add(classIndex);
      return byClass.get(classIndex)?.some(isReached) === true;
    };
    const row = at(at(rows.sides, 1)[direction], element.after);
    // Who grants nothing but to those that its own rules list is connected to none but those.
    if (rows.defaults(row).every((value) => value === NOTHING)) return rows.someException(row, reaches);
    if (meetsByDefault(element, direction).some((members) => members.some(isReached))) return true;
    if (rows.someException(row, reaches)) return true;
    const listing: number[] = [];
    rows.visitExcepting(1, direction === "ingress" ? "egress" : "ingress", element.after, (one) => listing.push(one));
    return listing.some(reaches);
  };
  return losers(elements, rectangles, changes).flatMap(({ element, direction }) =>
    isConnected(element, direction) ? [] : [{ endpoints: element.endpoints, direction }],
  );
}

/** The elements of the head by their shape as the other end. */
function byShape(elements: readonly Element[], shapeOf: Cells["sourceShape"]): ReadonlyMap<Shape, readonly Element[]> {
  const result = new Map<Shape, Element[]>();
  for (const element of elements) {
    const shape = shapeOf(1, element.after);
    if (shape !== null) getOrMake(result, shape, () => []).push(element);
  }
  return result;
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
