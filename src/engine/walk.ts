import type { ShapePair } from "./cells.ts";
import { NO_CHANGE, type ChangeId } from "./changes.ts";
import { at, getOrMake, sortedNumbers } from "./collections.ts";

/** What a walk looks at: near ends one after the other, and the far ends around each. Ends are indices of elements. */
export interface Walk {
  /** How many elements there are. */
  readonly size: number;
  readonly near: (index: number) => ShapePair;
  readonly far: (index: number) => ShapePair;
  /** The change between two ends that no rule lists. */
  readonly defaultDelta: (near: ShapePair, far: ShapePair) => ChangeId;
  /** Equal numbers for near ends with the same change towards every far end; -1 for one that is like no other. */
  readonly likeness: (near: number) => number;
  /** What is around a near end; good until the next one is asked for. */
  readonly around: (near: number) => Surroundings;
  /** A single pod, which makes no pair with itself. */
  readonly lone: (index: number) => boolean;
  readonly effort: Effort;
}

/** How much was looked at, over several walks. */
export interface Effort {
  /** Cells, one by one. */
  cells: number;
  /** Pairs of shapes. */
  shapes: number;
  /** Bound on the sum of both; a walk gives up when it is passed. */
  readonly limit: number;
}

/** What is to know about one end of many cells. */
export interface Surroundings {
  /** Visits the elements that a rule of this end lists, or whose own rules list this end; some more than once. */
  readonly visitExceptions: (visit: (far: number) => void) => void;
  readonly delta: (far: number) => ChangeId;
}

/** The near ends of `near` have this change towards those of `far`; both ascending. */
export interface Found {
  readonly near: readonly number[];
  readonly far: readonly number[];
  readonly change: ChangeId;
}

/** Near ends with the same changes; `members` ascending. */
interface NearGroup {
  readonly shape: ShapePair;
  /** Where the change is another than that of the shapes: `far * HOLE + change`, ascending. */
  readonly holes: Float64Array;
  readonly members: number[];
}

/** Larger than any number of a change. */
const HOLE = 0x4000000;

/** Below so many near ends, looking at each of them costs less than telling who is alike. */
const LIKENESS_PAYS = 16;

/** Far ends that share their shape, ascending. */
interface Bucket {
  readonly shape: ShapePair;
  readonly members: number[];
}

/** All changes from `nears` to `fars`, as rectangles; `null` when that was too much. Both lists ascend. */
export function walk(nears: readonly number[], fars: readonly number[], walk: Walk): readonly Found[] | null {
  if (nears.length === 0 || fars.length === 0) return [];
  const buckets = new Map<number, Bucket>();
  for (const far of fars) {
    const shape = walk.far(far);
    getOrMake(buckets, shape.id, () => ({ shape, members: [] })).members.push(far);
  }
  const list = [...buckets.values()];
  const deltas = createDeltas(list, walk);
  const groups = groupNears(nears, list, walk, deltas);
  if (groups === null) return null;
  const far = createFarLists(list, walk.size, deltas);
  return unite(groups.map((group) => ({ shape: group.shape, members: group.members, found: far(group) })));
}

/** By bucket: how connections of a near end of some shape change towards far ends that no rule lists. */
type Deltas = (shape: ShapePair) => Int32Array;

function createDeltas(buckets: readonly Bucket[], { defaultDelta, effort }: Walk): Deltas {
  const byShape = new Map<number, Int32Array>();
  return (shape) =>
    getOrMake(byShape, shape.id, () => {
      effort.shapes += buckets.length;
      return Int32Array.from(buckets, (bucket) => defaultDelta(shape, bucket.shape));
    });
}

/** A group and what changes around it. */
interface Finding {
  readonly shape: ShapePair;
  readonly members: readonly number[];
  readonly found: readonly Omit<Found, "near">[];
}

/** Joins groups whose shapes differ in broad contents only, and that turned out to have the same changes. */
function unite(findings: readonly Finding[]): readonly Found[] {
  const united: (Omit<Finding, "members"> & { members: readonly number[] })[] = [];
  const byHash = new Map<number, typeof united>();
  for (const { shape, members, found } of findings) {
    if (found.length === 0) continue;
    const ordered = [...found].sort((a, b) => a.change - b.change);
    const candidates = getOrMake(byHash, hashAll(shape.plain, ordered), () => []);
    const same = candidates.find((one) => one.shape.plain === shape.plain && areEqual(one.found, ordered));
    if (same !== undefined) {
      same.members = merge(same.members, members);
      continue;
    }
    const fresh = { shape, members, found: ordered };
    candidates.push(fresh);
    united.push(fresh);
  }
  return united.flatMap(({ members, found }) => found.map((one) => ({ near: members, ...one })));
}

function areEqual(a: Finding["found"], b: Finding["found"]): boolean {
  return a.length === b.length && a.every((one, i) => one.change === at(b, i).change && isEqual(one.far, at(b, i).far));
}

function hashAll(plain: number, found: Finding["found"]): number {
  let result = plain;
  for (const { change, far } of found) {
    result = mix(result, change);
    for (const one of far) result = mix(result, one);
  }
  return result;
}

/** Near ends by what changes around them, in the order of their first members. */
function groupNears(
  nears: readonly number[],
  buckets: readonly Bucket[],
  walk: Walk,
  deltas: Deltas,
): readonly NearGroup[] | null {
  const { size, likeness, lone, effort } = walk;
  const bucketOf = new Int32Array(size).fill(-1);
  buckets.forEach(({ members }, bucket) => {
    for (const far of members) bucketOf[far] = bucket;
  });
  const holesOf = createHoles(bucketOf, walk, deltas);
  const groups: NearGroup[] = [];
  const byHash = new Map<number, NearGroup[]>();
  const alike = new Map<number, NearGroup>();
  for (const near of nears) {
    if (effort.cells + effort.shapes > effort.limit) return null;
    const like = lone(near) || nears.length < LIKENESS_PAYS ? -1 : likeness(near);
    const known = alike.get(like);
    if (known !== undefined) {
      known.members.push(near);
      continue;
    }
    const shape = walk.near(near);
    const holes = holesOf(near, shape);
    const candidates = getOrMake(byHash, hash(shape.id, holes), () => []);
    let group = candidates.find((one) => one.shape === shape && isEqual(one.holes, holes));
    if (group === undefined) {
      group = { shape, holes, members: [] };
      candidates.push(group);
      groups.push(group);
    }
    group.members.push(near);
    if (like !== -1) alike.set(like, group);
  }
  return groups;
}

/** Looks at the exceptions of a near end one by one, for where they differ from what the shapes say. */
function createHoles(
  bucketOf: Int32Array,
  { around, lone, effort }: Walk,
  deltasOf: Deltas,
): (near: number, shape: ShapePair) => Float64Array {
  const seen = new Uint32Array(bucketOf.length);
  let round = 0;
  return (near, shape) => {
    const deltas = deltasOf(shape);
    const holes: number[] = [];
    round += 1;
    const { visitExceptions, delta } = around(near);
    const isLone = lone(near);
    visitExceptions((far) => {
      if (seen[far] === round) return;
      seen[far] = round;
      const bucket = at(bucketOf, far);
      if (bucket < 0) return;
      effort.cells += 1;
      const change = isLone && far === near ? NO_CHANGE : delta(far);
      if (change !== deltas[bucket]) holes.push(far * HOLE + change);
    });
    const own = at(bucketOf, near);
    if (isLone && own >= 0 && seen[near] !== round && deltas[own] !== NO_CHANGE) holes.push(near * HOLE + NO_CHANGE);
    return Float64Array.from(holes).sort();
  };
}

/** Far ends by change, for a group of near ends: those of the shapes without the holes, and the holes themselves. */
function createFarLists(
  buckets: readonly Bucket[],
  size: number,
  deltas: Deltas,
): (group: NearGroup) => readonly Omit<Found, "near">[] {
  const byShape = new Map<number, ReadonlyMap<ChangeId, readonly number[]>>();
  const whole = (shape: ShapePair): ReadonlyMap<ChangeId, readonly number[]> =>
    getOrMake(byShape, shape.id, () => {
      const result = new Map<ChangeId, number[]>();
      const own = deltas(shape);
      for (const [index, bucket] of buckets.entries()) {
        const change = at(own, index);
        if (change === NO_CHANGE) continue;
        const list = getOrMake(result, change, () => []);
        for (const far of bucket.members) list.push(far);
      }
      return new Map([...result].map(([change, list]) => [change, sortedNumbers(list)]));
    });
  /** Holds the turn in which a far end was a hole. */
  const holeIn = new Uint32Array(size);
  let turn = 0;
  return ({ shape, holes }) => {
    turn += 1;
    const byChange = new Map<ChangeId, number[]>();
    for (const hole of holes) {
      const far = Math.floor(hole / HOLE);
      const change = hole - far * HOLE;
      holeIn[far] = turn;
      if (change !== NO_CHANGE) getOrMake(byChange, change, () => []).push(far);
    }
    const found: Omit<Found, "near">[] = [];
    for (const [change, list] of whole(shape)) {
      const added = byChange.get(change);
      byChange.delete(change);
      const far =
        holes.length === 0
          ? list
          : merge(
              list.filter((one) => holeIn[one] !== turn),
              added ?? [],
            );
      if (far.length > 0) found.push({ far, change });
    }
    for (const [change, far] of byChange) found.push({ far, change });
    return found;
  };
}

/** Two ascending lists without a common member as one. */
function merge(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a;
  const result: number[] = [];
  let next = 0;
  for (const one of a) {
    while (next < b.length && at(b, next) < one) result.push(at(b, next++));
    result.push(one);
  }
  while (next < b.length) result.push(at(b, next++));
  return result;
}

function isEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** A number that is mostly different for different holes; equal for equal ones. */
function hash(shape: number, holes: Float64Array): number {
  let result = shape;
  for (const hole of holes) result = mix(mix(result, Math.floor(hole / HOLE)), hole % HOLE);
  return result;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
