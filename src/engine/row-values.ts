import { EVERYTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import { at, getOrMake } from "./collections.ts";
import type { ContentRow } from "./contents.ts";
import type { Direction } from "./model.ts";
import { isNode, type Item } from "./universe/items.ts";

/**
 * What one end of a connection allows: the rules of all policies that select it, by reference. Nothing is stored for
 * the other end but the default of each group, so rows stay small however many classes their rules list.
 */
export interface Row {
  /** Contents of policies that surely select the end. */
  readonly sure: readonly number[];
  /** Contents of policies that perhaps select it. */
  readonly doubtful: readonly number[];
  /** What the contents grant, in the same order. */
  readonly granted: { readonly sure: readonly ContentRow[]; readonly doubtful: readonly ContentRow[] };
  readonly defaults: readonly Bounds[];
  /** Names of the nodes the end runs on; `null`: not known. Matters where the other end is a node. */
  readonly nodes: readonly string[] | null;
  readonly direction: Direction;
}

/** Reads rows. */
export interface RowValues {
  /** What a row says about a class. */
  readonly value: (row: Row, other: number) => Bounds;
  /** Visits each class for which the row may say something else than its defaults, nodes among them, once. */
  readonly visit: (row: Row, visit: (other: number, value: Bounds) => void) => void;
}

/** Policies of a row from which on what they say together about a class is remembered when it is first asked for. */
const MANY_POLICIES = 16;
/** Below so many, it is worked out each time. */
const FEW_POLICIES = 3;
/** Bound on what is remembered so, in classes over all rows; more is worked out each time. */
const MAX_REMEMBERED = 2_000_000;

export function createRowValues(
  classCount: number,
  itemOf: (classIndex: number) => Item,
  nodes: readonly number[],
  bounds: BoundsSpace,
): RowValues {
  const groupOf = (other: number): Item["group"] => itemOf(other).group;
  /** A union of what the contents grant; not so for nodes, nor when no policy surely selects the end. */
  const isUnion = (row: Row, other: number): boolean => row.sure.length > 0 && !isNode(groupOf(other));
  const merge = createMerge(classCount, groupOf, bounds);
  const memories = new Map<Row, Memory>();
  let remembered = 0;
  /** What the row says about all that it lists, once it has been asked so often that this costs no more than the answers. */
  const summary = (row: Row): ReadonlyMap<number, Bounds> | null => {
    const policies = row.sure.length + row.doubtful.length;
    if (policies < FEW_POLICIES) return null;
    const own = getOrMake(memories, row, () => ({ left: policies < MANY_POLICIES ? listed(row) : 0, summary: null }));
    if (own.summary !== null || remembered > MAX_REMEMBERED) return own.summary;
    own.left -= policies;
    if (own.left > 0) return null;
    own.summary = mergeMany(row, groupOf, bounds);
    remembered += own.summary.size;
    return own.summary;
  };
  const value = (row: Row, other: number): Bounds => {
    const known = isUnion(row, other) ? summary(row) : null;
    if (known !== null) return known.get(other) ?? at(row.defaults, groupOf(other));
    return valueOf(row, other, itemOf(other), bounds);
  };
  return {
    value,
    visit: (row, visit) => {
      const known = summary(row);
      const take = (union: Bounds, other: number): void => {
        if (!isNode(groupOf(other))) visit(other, row.sure.length > 0 ? union : value(row, other));
      };
      if (known === null) merge(row, take);
      else known.forEach(take);
      for (const node of nodes) visit(node, value(row, node));
    },
  };
}

interface Memory {
  /** How many contents may be looked at for answers before the summary pays off. */
  left: number;
  summary: ReadonlyMap<number, Bounds> | null;
}

/** How many classes the contents of a row list, some more than once. */
function listed({ granted: { sure, doubtful } }: Row): number {
  const sizes = (total: number, { exceptions }: ContentRow): number => total + exceptions().size;
  return doubtful.reduce(sizes, sure.reduce(sizes, 0));
}

/**
 * The union of what the policies grant. Policies that perhaps select the end add doubt; when none selects it for sure,
 * it may be open altogether, and only what all of them grant is sure.
 */
export function combine(
  { sure, doubtful }: Row["granted"],
  bounds: BoundsSpace,
  value: (content: ContentRow) => Bounds,
): Bounds {
  if (sure.length === 0) return bounds.undecided(doubtful.map(value).reduce(bounds.intersect));
  const ofSure = unionOf(sure, value, bounds, 0, sure.length);
  if (doubtful.length === 0) return ofSure;
  return bounds.union(ofSure, bounds.doubtful(unionOf(doubtful, value, bounds, 0, doubtful.length)));
}

/** Half with half: when thousands of parts all differ, only few unions are large. */
function unionOf<T>(
  list: readonly T[],
  value: (part: T) => Bounds,
  bounds: BoundsSpace,
  start: number,
  end: number,
): Bounds {
  if (end - start < MANY_POLICIES) {
    let result = value(at(list, start));
    for (let i = start + 1; i < end; i += 1) result = bounds.union(result, value(at(list, i)));
    return result;
  }
  const middle = (start + end) >> 1;
  return bounds.union(unionOf(list, value, bounds, start, middle), unionOf(list, value, bounds, middle, end));
}

/** What the contents of a row grant each class that they list, added up. A visitor must not merge another row. */
function createMerge(
  classCount: number,
  groupOf: (other: number) => Item["group"],
  bounds: BoundsSpace,
): (row: Row, visit: (union: Bounds, other: number) => void) => void {
  /** What was found so far; good where `metIn` holds the turn. */
  const values = new Uint32Array(classCount);
  const metIn = new Uint32Array(classCount);
  let turn = 0;
  return ({ granted, defaults }, visit) => {
    turn += 1;
    const met: number[] = [];
    const add = (other: number, value: Bounds): void => {
      if (at(metIn, other) !== turn) {
        metIn[other] = turn;
        met.push(other);
        values[other] = at(defaults, groupOf(other));
      }
      values[other] = bounds.union(at(values, other), value);
    };
    for (const { exceptions } of granted.sure)
      exceptions().forEach((value, other) => {
        add(other, value);
      });
    for (const { exceptions } of granted.doubtful)
      exceptions().forEach((value, other) => {
        add(other, bounds.doubtful(value));
      });
    for (const other of met) visit(at(values, other), other);
  };
}

/** The same for many contents: what they grant is collected first, and added up half with half. */
function mergeMany(
  { granted, defaults }: Row,
  groupOf: (other: number) => Item["group"],
  bounds: BoundsSpace,
): ReadonlyMap<number, Bounds> {
  const parts = new Map<number, Bounds[]>();
  const add = (other: number, value: Bounds): void => {
    getOrMake(parts, other, () => [at(defaults, groupOf(other))]).push(value);
  };
  for (const { exceptions } of granted.sure)
    exceptions().forEach((value, other) => {
      add(other, value);
    });
  for (const { exceptions } of granted.doubtful)
    exceptions().forEach((value, other) => {
      add(other, bounds.doubtful(value));
    });
  const itself = (value: Bounds): Bounds => value;
  return new Map([...parts].map(([other, list]) => [other, unionOf(list, itself, bounds, 0, list.length)]));
}

/**
 * The node a pod runs on always gets in; whether the pod gets out to it is undefined.
 * Source: Network Policies, "The two sorts of pod isolation"; networking/v1 `NetworkPolicySpec.ingress`.
 */
function valueOf(row: Row, other: number, item: Item, bounds: BoundsSpace): Bounds {
  const value = combine(
    row.granted,
    bounds,
    ({ exceptions, defaults }) => exceptions().get(other) ?? at(defaults(), item.group),
  );
  if (!isNode(item.group)) return value;
  const same = sameNode(row.nodes, item.nodes);
  if (same === "no") return value;
  return same === "yes" && row.direction === "ingress" ? EVERYTHING : bounds.undecided(value);
}

function sameNode(a: readonly string[] | null, b: readonly string[] | null): "yes" | "no" | "perhaps" {
  if (a === null || b === null) return "perhaps";
  if (a.length === 1 && b.length === 1) return a[0] === b[0] ? "yes" : "no";
  return a.some((node) => b.includes(node)) ? "perhaps" : "no";
}
