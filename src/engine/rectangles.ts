import { NOTHING } from "./bounds.ts";
import { findBroad, type Breadth } from "./broad.ts";
import {
  ABSENT,
  createCells,
  createDefaultDeltas,
  type Cells,
  type Element,
  type ShapePair,
  type Sides,
} from "./cells.ts";
import { createChangeSpace, NO_CHANGE, type Change, type ChangeId, type ChangeSpace } from "./changes.ts";
import { at, createSequences } from "./collections.ts";
import type { Direction } from "./model.ts";
import { createNeighbourhoods } from "./neighbourhoods.ts";
import type { RowTable } from "./rows.ts";
import type { Universe } from "./universe/universe.ts";
import { walk, type Effort, type Surroundings } from "./walk.ts";

/** Every element of `from` has the same change towards every element of `to`. Indices of elements, ascending. */
export interface Rectangle {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly change: ChangeId;
}

/**
 * All changed cells, as rectangles that do not overlap, without ever walking a matrix.
 *
 * A cell that no rule lists depends on the shapes of its ends alone. So for every destination whose ingress differs only
 * its exceptions are looked at one by one; destinations with equal exceptions and shape share their rectangles. What is
 * left are destinations whose ingress is unchanged: there only sources whose egress differs can make a difference.
 */
export function findRectangles(
  universe: Universe,
  elements: readonly Element[],
  sides: Sides,
  breadth?: Breadth,
): Findings {
  const found = tryRectangles(universe, elements, sides, Infinity, breadth);
  if (found === null) throw new Error("a walk without a limit gave up");
  return found;
}

/** The same; `null` when more than `limit` pairs of shapes and cells had to be looked at. */
export function tryRectangles(
  universe: Universe,
  elements: readonly Element[],
  sides: Sides,
  limit: number,
  breadth?: Breadth,
): Findings | null {
  const { rows: table, items, partition, space, bounds } = universe;
  const everyone = elements.map((_, i) => i);
  const changed = (direction: Direction): readonly number[] =>
    everyone.filter((i) => differs(at(elements, i), direction, table, sides));
  const [changedIngress, changedEgress] = [changed("ingress"), changed("egress")];
  const broad = findBroad(universe, changedIngress.length + changedEgress.length, breadth);
  const cells = createCells(items, partition.classes, table, space, bounds, broad);
  const changes = createChangeSpace(space, bounds);
  const deltas = createDefaultDeltas(cells, changes, sides);
  const around = createSurroundings(elements, createNeighbourhoods(table, cells, bounds, broad), cells, changes, sides);
  const quiet = new Set(everyone);
  for (const i of changedIngress) quiet.delete(i);
  const effort: Effort = { cells: 0, shapes: 0, limit };
  const lone = (i: number): boolean => at(elements, i).lone;
  const source = (i: number): ShapePair => deltas.source(at(elements, i));
  const destination = (i: number): ShapePair => deltas.destination(at(elements, i));
  const size = elements.length;

  const columns = walk(changedIngress, everyone, {
    size,
    near: destination,
    far: source,
    defaultDelta: (near, far) => deltas.delta(far, near),
    likeness: createLikeness(elements, table, "ingress", sides, destination),
    around: (i) => around(i, "ingress"),
    lone,
    effort,
  });
  if (columns === null) return null;
  const rows = walk(changedEgress, [...quiet], {
    size,
    near: source,
    far: destination,
    defaultDelta: (near, far) => deltas.delta(near, far),
    likeness: createLikeness(elements, table, "egress", sides, source),
    around: (i) => around(i, "egress"),
    lone,
    effort,
  });
  if (rows === null) return null;
  return {
    rectangles: [
      ...columns.map(({ near, far, change }) => ({ from: far, to: near, change })),
      ...rows.map(({ near, far, change }) => ({ from: near, to: far, change })),
    ],
    changes: changes.changes,
    cells,
    visited: effort.cells,
  };
}

/** Which elements have the same rules and are the same to the rules of all others, before and after. */
function createLikeness(
  elements: readonly Element[],
  table: RowTable,
  direction: Direction,
  { before, after }: Sides,
  shape: (index: number) => ShapePair,
): (index: number) => number {
  const opposite: Direction = direction === "ingress" ? "egress" : "ingress";
  const keys = createSequences();
  /** 0: there is no such end. */
  const end = (side: number | null, classIndex: number): number => {
    if (side === null || classIndex === ABSENT) return 0;
    const like = table.likeness(opposite, classIndex);
    return like === -1 ? -1 : keys.append(keys.append(0, at(at(table.sides, side)[direction], classIndex)), like);
  };
  return (index) => {
    const own = at(elements, index);
    const [old, now] = [end(before, own.before), end(after, own.after)];
    return old === -1 || now === -1 ? -1 : keys.append(keys.append(keys.append(0, shape(index).id), old), now);
  };
}

/** What was found, and the means to look closer at it. */
export interface Findings {
  readonly rectangles: readonly Rectangle[];
  /** Changes by their number. */
  readonly changes: readonly Change[];
  readonly cells: Cells;
  /** How many cells were looked at one by one; deterministic, so that growth can be watched without a clock. */
  readonly visited: number;
}

/** Whether an end's own half of its connections may differ. */
function differs(element: Element, direction: Direction, table: RowTable, { before, after }: Sides): boolean {
  if (before === null || element.before !== element.after) return true;
  return (
    at(at(table.sides, before)[direction], element.before) !== at(at(table.sides, after)[direction], element.after)
  );
}

/** Elements around an element: as the destination (`ingress`) or the source (`egress`). Good until the next one. */
function createSurroundings(
  elements: readonly Element[],
  neighbourhood: ReturnType<typeof createNeighbourhoods>,
  cells: Cells,
  changes: ChangeSpace,
  { before, after }: Sides,
): (near: number, direction: Direction) => Surroundings {
  const visitBefore = createByClass(elements, (element) => element.before);
  const visitAfter = createByClass(elements, (element) => element.after);
  return (near, direction) => {
    const own = at(elements, near);
    const old = before === null || own.before === ABSENT ? null : neighbourhood(before, direction, own.before);
    const now = own.after === ABSENT ? null : neighbourhood(after, direction, own.after);
    return {
      visitExceptions: (visit) => {
        for (const one of old?.listed ?? []) visitBefore(one, visit);
        for (const one of old?.listing ?? []) visitBefore(one, visit);
        for (const one of now?.listed ?? []) visitAfter(one, visit);
        for (const one of now?.listing ?? []) visitAfter(one, visit);
      },
      delta: (far) => {
        const other = at(elements, far);
        const was = old === null || other.before === ABSENT ? NOTHING : old.value(other.before);
        const is = now === null || other.after === ABSENT ? NOTHING : now.value(other.after);
        if (was === is) return NO_CHANGE;
        const families = cells.sharedFamilies(own.before, other.before) | cells.sharedFamilies(own.after, other.after);
        return changes.between(was, is, families);
      },
    };
  };
}

/** Visits the elements of a class. Two flat arrays: most classes hold one element, and a list costs more than that. */
function createByClass(
  elements: readonly Element[],
  classOf: (element: Element) => number,
): (classIndex: number, visit: (element: number) => void) => void {
  const classes = elements.map(classOf);
  const count = classes.reduce((most, one) => Math.max(most, one), ABSENT) + 1;
  /** The last element of each class, and the one before each element; -1 for none. */
  const last = new Int32Array(count).fill(-1);
  const previous = new Int32Array(elements.length).fill(-1);
  classes.forEach((one, element) => {
    if (one === ABSENT) return;
    previous[element] = at(last, one);
    last[one] = element;
  });
  return (classIndex, visit) => {
    if (classIndex >= count) return;
    for (let element = at(last, classIndex); element >= 0; element = at(previous, element)) visit(element);
  };
}
