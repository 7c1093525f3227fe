import { ABSENT, type Deltas, type Element, type ShapePair } from "./cells.ts";
import { NO_CHANGE, type ChangeId } from "./changes.ts";
import { at, getOrMake } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { RowTable } from "./rows.ts";

/** Every element of `from` has the same change towards every element of `to`. Indices of elements, ascending. */
export interface Rectangle {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly change: ChangeId;
}

/** What the walk had to look at; deterministic, so that growth can be watched without a clock. */
export interface Effort {
  cells: number;
}

/**
 * All changed cells, as rectangles that do not overlap, without ever walking a matrix.
 *
 * A cell that no rule lists depends on the shapes of its ends alone. So for every destination whose ingress differs only
 * its exceptions are looked at one by one; destinations with equal exceptions and shape share their rectangles. What is
 * left are destinations whose ingress is unchanged: there only sources whose egress differs can make a difference.
 */
export function findRectangles(
  elements: readonly Element[],
  table: RowTable,
  sides: Sides,
  deltas: Deltas,
  effort: Effort,
): readonly Rectangle[] {
  const index = indexElements(elements, table, sides);
  const everyone = elements.map((_, i) => i);
  const changedIngress = everyone.filter((i) => differs(at(elements, i), "ingress", table, sides));
  const quiet = new Set(everyone);
  for (const i of changedIngress) quiet.delete(i);
  const changedEgress = everyone.filter((i) => differs(at(elements, i), "egress", table, sides));

  const columns = walk(changedIngress, everyone, {
    size: elements.length,
    exceptions: (i, visit) => {
      index.exceptions(at(elements, i), "ingress", visit);
    },
    delta: (near, far) => deltas.delta(at(elements, far), at(elements, near)),
    defaultDelta: (near, far) => deltas.defaultDelta(far, near),
    near: (i) => deltas.destination(at(elements, i)),
    far: (i) => deltas.source(at(elements, i)),
    lone: (i) => at(elements, i).lone,
    effort,
  });
  const rows = walk(changedEgress, [...quiet], {
    size: elements.length,
    exceptions: (i, visit) => {
      index.exceptions(at(elements, i), "egress", visit);
    },
    delta: (near, far) => deltas.delta(at(elements, near), at(elements, far)),
    defaultDelta: (near, far) => deltas.defaultDelta(near, far),
    near: (i) => deltas.source(at(elements, i)),
    far: (i) => deltas.destination(at(elements, i)),
    lone: (i) => at(elements, i).lone,
    effort,
  });
  return [
    ...columns.map(({ near, far, change }) => ({ from: far, to: near, change })),
    ...rows.map(({ near, far, change }) => ({ from: near, to: far, change })),
  ];
}

export interface Sides {
  /** Index into the sides of the row table; `null`: there is nothing before. */
  readonly before: number | null;
  readonly after: number;
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
  /** Visits the elements that a rule of this end lists, or whose own rules list this end; some more than once. */
  readonly exceptions: (near: number, visit: (far: number) => void) => void;
  readonly delta: (near: number, far: number) => ChangeId;
  readonly defaultDelta: (near: ShapePair, far: ShapePair) => ChangeId;
  readonly near: (index: number) => ShapePair;
  readonly far: (index: number) => ShapePair;
  readonly lone: (index: number) => boolean;
  readonly effort: Effort;
}

interface Found {
  readonly near: readonly number[];
  readonly far: readonly number[];
  readonly change: ChangeId;
}

function walk(nears: readonly number[], fars: readonly number[], walk: Walk): readonly Found[] {
  if (nears.length === 0) return [];
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
    walk.exceptions(near, (far) => {
      if (seen[far] === round) return;
      seen[far] = round;
      const farShape = shapeOf[far];
      if (farShape === undefined) return;
      walk.effort.cells += 1;
      const change = far === near && walk.lone(near) ? NO_CHANGE : walk.delta(near, far);
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

interface ElementIndex {
  readonly exceptions: (element: Element, direction: Direction, visit: (index: number) => void) => void;
}

/** Who is an exception to whom, in both senses. */
function indexElements(elements: readonly Element[], table: RowTable, { before, after }: Sides): ElementIndex {
  const sides = [
    ...(before === null ? [] : [{ side: before, classOf: (element: Element) => element.before }]),
    { side: after, classOf: (element: Element) => element.after },
  ].map(({ side, classOf }) => {
    const byClass = new Map<number, number[]>();
    elements.forEach((element, i) => {
      if (classOf(element) !== ABSENT) getOrMake(byClass, classOf(element), () => []).push(i);
    });
    return { side, classOf, byClass };
  });

  return {
    exceptions: (element, direction, visit) => {
      const opposite: Direction = direction === "ingress" ? "egress" : "ingress";
      for (const { side, classOf, byClass } of sides) {
        const index = classOf(element);
        if (index === ABSENT) continue;
        const visitMembers = (other: number): void => byClass.get(other)?.forEach(visit);
        table.visitExceptions(at(at(table.sides, side)[direction], index), visitMembers);
        table.visitExcepting(side, opposite, index, visitMembers);
      }
    },
  };
}
