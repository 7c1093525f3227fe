import { EVERYTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import { at, createInterner, getOrMake } from "./collections.ts";
import {
  createContentTable,
  type ContentRow,
  type ContentRowId,
  type ContentSources,
  type ContentTable,
} from "./contents.ts";
import type { Direction } from "./model.ts";
import type { Classes } from "./universe/classes.ts";
import { GROUPS, isNode, type Group, type Item } from "./universe/items.ts";
import type { CompiledPolicy } from "./universe/program.ts";
import { SURE } from "./universe/sets.ts";

/**
 * What one end of a connection allows: the rules of all policies that select it, by reference. Nothing is stored for
 * the other end but the default of each group, so rows stay small however many classes their rules list.
 */
export interface Row {
  readonly defaults: readonly Bounds[];
  /** Rules of policies that surely select the end. */
  readonly sure: readonly ContentRowId[];
  /** Rules of policies that perhaps select it. */
  readonly doubtful: readonly ContentRowId[];
  /** Names of the nodes the end runs on; `null`: not known. Matters where the other end is a node. */
  readonly nodes: readonly string[] | null;
  readonly direction: Direction;
}

/** The row of everybody that no policy isolates. */
export const OPEN_ROW = 0;

/** A policy that selects a class, and whether it surely does. */
export interface Selected {
  readonly policy: number;
  readonly surely: boolean;
}

/** The rows of one side. Indices are classes. */
export interface SideRows {
  readonly ingress: DirectionRows;
  readonly egress: DirectionRows;
}

export interface DirectionRows {
  /** Row of each class. Equal rows are the same number, on both sides. */
  readonly row: readonly number[];
  /** Number of the list of policies that select the class; equal lists of one side have equal numbers. */
  readonly selection: readonly number[];
  readonly selections: readonly (readonly Selected[])[];
}

export interface RowTable {
  readonly rows: readonly Row[];
  readonly contents: readonly ContentRow[];
  readonly sides: readonly SideRows[];
  /** Classes that are nodes: for an isolated end each of them is an exception. */
  readonly nodes: readonly number[];
  /** What a row says about a class. */
  readonly value: (row: number, other: number) => Bounds;
  /** Visits the classes for which a row may say something else than its defaults, some more than once. */
  readonly visitExceptions: (row: number, visit: (other: number) => void) => void;
  readonly groupOf: (classIndex: number) => Group;
}

export function buildRows(sources: ContentSources): RowTable {
  const { program, classes, bounds } = sources;
  const itemOf = (classIndex: number): Item => at(sources.items.items, at(classes.sample, classIndex));
  const groups = Array.from({ length: classes.count }, (_, index) => itemOf(index).group);
  const groupOf = (classIndex: number): Group => at(groups, classIndex);
  const nodes = groups.flatMap((group, index) => (isNode(group) ? [index] : []));
  const contents = createContentTable(sources, itemOf);

  const rows = createInterner<Row>();
  const open: Row = {
    defaults: GROUPS.map(() => EVERYTHING),
    sure: [],
    doubtful: [],
    nodes: null,
    direction: "ingress",
  };
  rows.intern("open", () => open);

  const makeRow = (
    policies: readonly CompiledPolicy[],
    direction: Direction,
    item: Item,
    list: readonly Selected[],
  ): number => {
    const pick = (surely: Selected["surely"]): readonly ContentRowId[] => {
      const chosen = list
        .filter((entry) => entry.surely === surely)
        .map((entry) => at(policies, entry.policy).content[direction]);
      return [...new Set(chosen)]
        .map((content) => contents.find(direction, content, namesFor(direction, content, item, sources)))
        .sort((a, b) => a - b);
    };
    const [sure, doubtful] = [pick(true), pick(false)];
    const own = nodes.length > 0 ? item.nodes : null;
    return rows.intern(`${direction} ${sure.join(",")} ${doubtful.join(",")} ${own?.join(",") ?? "?"}`, () => ({
      defaults: GROUPS.map((group) =>
        combine(sure, doubtful, bounds, (id) => at(at(contents.rows, id).defaults, group)),
      ),
      sure,
      doubtful,
      nodes: own,
      direction,
    }));
  };

  const sides = program.sides.map((policies) => {
    const build = (direction: Direction): DirectionRows => {
      const lists = selectedBy(policies, direction, classes);
      const selections = createInterner<readonly Selected[]>();
      const known = new Map<string, number>();
      const row: number[] = [];
      const selection: number[] = [];
      for (let index = 0; index < classes.count; index += 1) {
        const list = at(lists, index);
        const key = list.map((entry) => (entry.surely ? entry.policy : `${String(entry.policy)}?`)).join(",");
        const chosen = selections.intern(key, () => list);
        selection.push(chosen);
        if (list.length === 0) {
          row.push(OPEN_ROW);
          continue;
        }
        const item = itemOf(index);
        const place = `${String(chosen)} ${String(item.portNames)} ${item.nodes?.join(",") ?? "?"}`;
        row.push(getOrMake(known, place, () => makeRow(policies, direction, item, list)));
      }
      return { row, selection, selections: selections.values };
    };
    return { ingress: build("ingress"), egress: build("egress") };
  });

  return {
    rows: rows.values,
    contents: contents.rows,
    sides,
    nodes,
    groupOf,
    value: (row, other) =>
      row === OPEN_ROW ? EVERYTHING : valueOf(at(rows.values, row), other, contents, itemOf(other), bounds),
    visitExceptions: (row, visit) => {
      if (row === OPEN_ROW) return;
      const { sure, doubtful } = at(rows.values, row);
      const ofContent = (id: ContentRowId): void => {
        for (const other of at(contents.rows, id).exceptions.keys()) visit(other);
      };
      sure.forEach(ofContent);
      doubtful.forEach(ofContent);
      nodes.forEach(visit);
    },
  };
}

/** Port names matter to an ingress row only if a rule uses one. */
function namesFor(direction: Direction, content: number, item: Item, { program }: ContentSources): number {
  return direction === "ingress" && at(program.contents, content).usesNames ? item.portNames : 0;
}

function selectedBy(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  classes: Classes,
): readonly (readonly Selected[])[] {
  const lists: Selected[][] = Array.from({ length: classes.count }, () => []);
  policies.forEach((policy, index) => {
    if (policy.content[direction] < 0) return;
    const { members, memberships } = at(classes.sets, policy.subject);
    members.forEach((member, i) => {
      at(lists, member).push({ policy: index, surely: at(memberships, i) === SURE });
    });
  });
  return lists;
}

/**
 * The union of what the policies grant. Policies that perhaps select the end add doubt; when none selects it for sure,
 * it may be open altogether, and only what all of them grant is sure.
 */
function combine(
  sure: readonly ContentRowId[],
  doubtful: readonly ContentRowId[],
  bounds: BoundsSpace,
  value: (id: ContentRowId) => Bounds,
): Bounds {
  if (sure.length === 0) return bounds.undecided(doubtful.map(value).reduce(bounds.intersect));
  let result = value(at(sure, 0));
  for (let i = 1; i < sure.length; i += 1) result = bounds.union(result, value(at(sure, i)));
  for (const id of doubtful) result = bounds.union(result, bounds.doubtful(value(id)));
  return result;
}

/**
 * The node a pod runs on always gets in; whether the pod gets out to it is undefined.
 * Source: Network Policies, "The two sorts of pod isolation"; networking/v1 `NetworkPolicySpec.ingress`.
 */
function valueOf(row: Row, other: number, contents: ContentTable, item: Item, bounds: BoundsSpace): Bounds {
  const value = combine(row.sure, row.doubtful, bounds, (id) => {
    const { exceptions, defaults } = at(contents.rows, id);
    return exceptions.get(other) ?? at(defaults, item.group);
  });
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
