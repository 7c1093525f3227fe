import { NOTHING, type BoundsSpace } from "./bounds.ts";
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
import { at, getOrMake } from "./collections.ts";
import type { Direction } from "./model.ts";
import { createNeighbourhoods } from "./neighbourhoods.ts";
import type { RowTable } from "./rows.ts";
import type { Universe } from "./universe/universe.ts";

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
export function findRectangles(universe: Universe, elements: readonly Element[], sides: Sides): Findings {
  const { rows: table, items, partition, space, bounds } = universe;
  const cells = createCells(items, partition.classes, table, space, bounds);
  const changes = createChangeSpace(space, bounds);
  const deltas = createDefaultDeltas(cells, changes, sides);
  const around = createSurroundings(elements, table, cells, bounds, changes, sides);
  const everyone = elements.map((_, i) => i);
  const changed = (direction: Direction): readonly number[] =>
    everyone.filter((i) => differs(at(elements, i), direction, table, sides));
  const [changedIngress, changedEgress] = [changed("ingress"), changed("egress")];
  const quiet = new Set(everyone);
  for (const i of changedIngress) quiet.delete(i);
  const effort = { cells: 0 };
  const lone = (i: number): boolean => at(elements, i).lone;

  const columns = walk(changedIngress, everyone, {
    size: elements.length,
    around: (i) => around(i, "ingress"),
    defaultDelta: (near, far) => deltas.delta(far, near),
    near: (i) => deltas.destination(at(elements, i)),
    far: (i) => deltas.source(at(elements, i)),
    lone,
    effort,
  });
  const rows = walk(changedEgress, [...quiet], {
    size: elements.length,
    around: (i) => around(i, "egress"),
    defaultDelta: (near, far) => deltas.delta(near, far),
    near: (i) => deltas.source(at(elements, i)),
    far: (i) => deltas.destination(at(elements, i)),
    lone,
    effort,
  });
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

interface Walk {
  /** How many elements there are. */
  readonly size: number;
  readonly around: (near: number) => Surroundings;
  readonly defaultDelta: (near: ShapePair, far: ShapePair) => ChangeId;
  readonly near: (index: number) => ShapePair;
  readonly far: (index: number) => ShapePair;
  readonly lone: (index: number) => boolean;
  readonly effort: { cells: number };
}

interface Found {
  readonly near: readonly number[];
  readonly far: readonly number[];
  readonly change: ChangeId;
}

function walk(nears: readonly number[], fars: readonly number[], walk: Walk): readonly Found[] {
  if (nears.length === 0 || fars.length === 0) return [];
  const buckets = new Map<number, { readonly shape: ShapePair; readonly members: number[] }>();
  const shapeOf = Array.from<ShapePair | undefined>({ length: walk.size });
  for (const far of fars) {
    const shape = walk.far(far);
    shapeOf[far] = shape;
    getOrMake(buckets, shape.id, () => ({ shape, members: [] })).members.push(far);
  }

  const groups = new Map<
    string,
    { readonly shape: ShapePair; readonly holes: ReadonlyMap<number, ChangeId>; readonly members: number[] }
  >();
  const seen = new Uint32Array(walk.size);
  let round = 0;
  for (const near of nears) {
    const shape = walk.near(near);
    const holes: [number, ChangeId][] = [];
    round += 1;
    const { visitExceptions, delta } = walk.around(near);
    visitExceptions((far) => {
      if (seen[far] === round) return;
      seen[far] = round;
      const farShape = shapeOf[far];
      if (farShape === undefined) return;
      walk.effort.cells += 1;
      const change = far === near && walk.lone(near) ? NO_CHANGE : delta(far);
      if (change !== walk.defaultDelta(shape, farShape)) holes.push([far, change]);
    });
    const own = shapeOf[near];
    if (
      own !== undefined &&
      walk.lone(near) &&
      !holes.some(([far]) => far === near) &&
      walk.defaultDelta(shape, own) !== NO_CHANGE
    ) {
      holes.push([near, NO_CHANGE]);
    }
    holes.sort(([a], [b]) => a - b);
    const key = `${String(shape.id)} ${holes.map(([far, change]) => `${String(far)}:${String(change)}`).join(",")}`;
    getOrMake(groups, key, () => ({ shape, holes: new Map(holes), members: [] })).members.push(near);
  }

  const found: Found[] = [];
  for (const { shape, holes, members } of groups.values()) {
    const byChange = new Map<ChangeId, number[]>();
    for (const bucket of buckets.values()) {
      const change = walk.defaultDelta(shape, bucket.shape);
      if (change === NO_CHANGE) continue;
      const list = getOrMake(byChange, change, () => []);
      for (const far of bucket.members) if (!holes.has(far)) list.push(far);
    }
    for (const [far, change] of holes) if (change !== NO_CHANGE) getOrMake(byChange, change, () => []).push(far);
    for (const [change, far] of byChange) {
      if (far.length > 0) found.push({ near: members, far: far.sort((a, b) => a - b), change });
    }
  }
  return found;
}

/** What is to know about one end of many cells. */
interface Surroundings {
  /** Visits the elements that a rule of this end lists, or whose own rules list this end; some more than once. */
  readonly visitExceptions: (visit: (far: number) => void) => void;
  readonly delta: (far: number) => ChangeId;
}

/** Elements around an element: as the destination (`ingress`) or the source (`egress`). Good until the next one. */
function createSurroundings(
  elements: readonly Element[],
  table: RowTable,
  cells: Cells,
  bounds: BoundsSpace,
  changes: ChangeSpace,
  { before, after }: Sides,
): (near: number, direction: Direction) => Surroundings {
  const neighbourhood = createNeighbourhoods(table, cells, bounds);
  const elementsOf = (classOf: (element: Element) => number): readonly (readonly number[] | undefined)[] => {
    const byClass: number[][] = [];
    elements.forEach((element, i) => {
      if (classOf(element) !== ABSENT) (byClass[classOf(element)] ??= []).push(i);
    });
    return byClass;
  };
  const [elementsBefore, elementsAfter] = [
    elementsOf((element) => element.before),
    elementsOf((element) => element.after),
  ];
  return (near, direction) => {
    const own = at(elements, near);
    const old = before === null || own.before === ABSENT ? null : neighbourhood(before, direction, own.before);
    const now = own.after === ABSENT ? null : neighbourhood(after, direction, own.after);
    return {
      visitExceptions: (visit) => {
        for (const other of old?.exceptions ?? []) elementsBefore[other]?.forEach(visit);
        for (const other of now?.exceptions ?? []) elementsAfter[other]?.forEach(visit);
      },
      delta: (far) => {
        const other = at(elements, far);
        const families = cells.sharedFamilies(own.before, other.before) | cells.sharedFamilies(own.after, other.after);
        return changes.between(
          old === null || other.before === ABSENT ? NOTHING : old.value(other.before),
          now === null || other.after === ABSENT ? NOTHING : now.value(other.after),
          families,
        );
      },
    };
  };
}
