import { EVERYTHING, type Bounds } from "./bounds.ts";
import { at, createSequences, getOrMake, lazily, type Sequences } from "./collections.ts";
import { createContentTable, type ContentRow, type ContentSources } from "./contents.ts";
import type { Direction } from "./model.ts";
import { combine, createRowValues, type Row } from "./row-values.ts";
import type { Classes } from "./universe/classes.ts";
import { GROUPS, isNode, type Group, type Item } from "./universe/items.ts";
import type { CompiledPolicy } from "./universe/program.ts";
import { SURE } from "./universe/sets.ts";

/** The row of everybody that no policy isolates. */
export const OPEN_ROW = 0;

/** A policy that selects a class, and whether it surely does. */
export interface Selected {
  readonly policy: number;
  readonly surely: boolean;
}

/** The rows of one side. Indices are classes; equal rows are the same number, on both sides. */
export type SideRows = Readonly<Record<Direction, readonly number[]>>;

export interface RowTable {
  /** How many different rows there are. */
  readonly count: number;
  readonly sides: readonly SideRows[];
  /** Classes that are nodes: for an isolated end each of them is an exception. */
  readonly nodes: readonly number[];
  /** What a row says about an end that it makes no exception for, by group. */
  readonly defaults: (row: number) => readonly Bounds[];
  /** What a row says about a class. */
  readonly value: (row: number, other: number) => Bounds;
  /**
   * Visits the classes for which a row may say something else than its defaults, some more than once; without those
   * that only contents of `skipped` list.
   */
  readonly visitExceptions: (row: number, visit: (other: number) => void, skipped?: ReadonlySet<number>) => void;
  /** Whether one of these classes passes a test; they are tested one after the other, until one does. */
  readonly someException: (row: number, test: (other: number) => boolean) => boolean;
  /** Visits the same classes, each once, with what the row says about them. */
  readonly visitValues: (row: number, visit: (other: number, value: Bounds) => void) => void;
  /**
   * Visits the classes whose rows of one side and direction may make an exception for a class, some more than once;
   * without those that do so only by contents of `skipped`.
   */
  readonly visitExcepting: (
    side: number,
    direction: Direction,
    other: number,
    visit: (classIndex: number) => void,
    skipped?: ReadonlySet<number>,
  ) => void;
  /** The contents of the policies that surely select ends with this row, and what they grant. */
  readonly sureContents: (row: number) => readonly { readonly content: number; readonly grants: ContentRow }[];
  /** For how many classes a content may say something else than its defaults; some may count more than once. */
  readonly listedBy: (direction: Direction, content: number) => number;
  /** Equal for classes of which all rows of a direction say the same; -1 for a class that is like no other. */
  readonly likeness: (direction: Direction, other: number) => number;
  /** The policies that select a class, in the order of the side's policies. */
  readonly selected: (side: number, direction: Direction, classIndex: number) => readonly Selected[];
  /** Whether policies surely select an end with this row: everybody else is open, or may be. */
  readonly isolates: (row: number) => "surely" | "perhaps" | "no";
  readonly groupOf: (classIndex: number) => Group;
}

/**
 * Only the numbers of the rows are found for every class: that is enough to tell where the sides differ. What a row says
 * is worked out when it is asked for, and most rows never are.
 */
export function buildRows(sources: ContentSources): RowTable {
  const { program, classes, bounds, items } = sources;
  const itemOf = (classIndex: number): Item => at(items.items, at(classes.sample, classIndex));
  const groups = Array.from({ length: classes.count }, (_, index) => itemOf(index).group);
  const groupOf = (classIndex: number): Group => at(groups, classIndex);
  const nodes = groups.flatMap((group, index) => (isNode(group) ? [index] : []));
  const contents = createContentTable(sources, itemOf);
  const lists = createSequences();
  const numbers = createRowNumbers(sources, lists, nodes.length > 0 ? "nodes matter" : "nodes do not matter");

  const sides = program.sides.map((policies): SideRows => {
    const build = (direction: Direction): readonly number[] =>
      contentLists(policies, direction, classes, lists).map((list, index) =>
        list === 0 ? OPEN_ROW : numbers.find(direction, list, itemOf(index)),
      );
    return { ingress: build("ingress"), egress: build("egress") };
  });

  const rows: Row[] = [];
  const row = (index: number): Row => {
    const known = rows[index];
    if (known !== undefined) return known;
    const { direction, list, names, nodes: own } = numbers.parts(index);
    const entries = lists.toArray(list);
    const pick = (surely: number): readonly number[] =>
      entries.flatMap((entry) => (entry % 2 === surely ? [Math.trunc(entry / 2)] : []));
    const [sure, doubtful] = [pick(1), pick(0)];
    const rowOf = (content: number): ContentRow =>
      contents.row(direction, content, numbers.usesNames(direction, content) ? names : 0);
    const granted = { sure: sure.map(rowOf), doubtful: doubtful.map(rowOf) };
    const defaults = GROUPS.map((group) => combine(granted, bounds, (content) => at(content.defaults(), group)));
    return (rows[index] = { sure, doubtful, granted, defaults, nodes: own, direction });
  };
  const isolates: ReturnType<RowTable["isolates"]>[] = ["no"];
  const isolatedBy = (index: number): "surely" | "perhaps" => {
    // Those that surely select the end come first.
    return lists.first(numbers.parts(index).list) % 2 === 1 ? "surely" : "perhaps";
  };
  const everything = GROUPS.map(() => EVERYTHING);
  const values = createRowValues(classes.count, itemOf, nodes, bounds);
  const namespaceOf = (classIndex: number): string | undefined => items.namespaces[itemOf(classIndex).namespace]?.name;
  const selectors = program.sides.map((policies) => createSelectors(policies, classes, namespaceOf));

  return {
    count: numbers.count(),
    sides,
    nodes,
    groupOf,
    isolates: (index) => (isolates[index] ??= isolatedBy(index)),
    defaults: (index) => (index === OPEN_ROW ? everything : row(index).defaults),
    value: (index, other) => (index === OPEN_ROW ? EVERYTHING : values.value(row(index), other)),
    visitExceptions: (index, visit, skipped) => {
      if (index === OPEN_ROW) return;
      const { sure, doubtful, direction } = row(index);
      for (const list of [sure, doubtful]) {
        for (const content of list)
          if (skipped?.has(content) !== true) contents.visitExceptions(direction, content, visit);
      }
      nodes.forEach(visit);
    },
    someException: (index, test) => {
      if (index === OPEN_ROW) return false;
      const { sure, doubtful, direction } = row(index);
      const lists = (content: number): boolean => contents.someException(direction, content, test);
      return sure.some(lists) || doubtful.some(lists) || nodes.some(test);
    },
    visitValues: (index, visit) => {
      if (index !== OPEN_ROW) values.visit(row(index), visit);
    },
    visitExcepting: (side, direction, other, visit, skipped) => {
      const own = at(selectors, side);
      for (const content of contents.exceptingFor(direction, other))
        if (skipped?.has(content) !== true) own.visitSubjects(direction, content, visit);
      if (isNode(groupOf(other))) {
        at(sides, side)[direction].forEach((index, classIndex) => {
          if (index !== OPEN_ROW) visit(classIndex);
        });
      }
    },
    sureContents: (index) => {
      if (index === OPEN_ROW) return [];
      const { sure, granted } = row(index);
      return sure.map((content, i) => ({ content, grants: at(granted.sure, i) }));
    },
    listedBy: (direction, content) => {
      let count = 0;
      contents.visitExceptions(direction, content, () => {
        count += 1;
      });
      return count;
    },
    likeness: contents.likeness,
    selected: (side, direction, classIndex) => at(selectors, side).selected(direction, classIndex),
  };
}

interface RowNumbers {
  /** The number of a row with these contents, for ends like the item. */
  readonly find: (direction: Direction, list: number, item: Item) => number;
  readonly parts: (row: number) => RowParts;
  /** Port names matter to an ingress row only if a rule uses one. */
  readonly usesNames: (direction: Direction, content: number) => boolean;
  readonly count: () => number;
}

interface RowParts {
  readonly direction: Direction;
  /** Sequence of `2 * content + 1` for policies that surely select the end, then of `2 * content` for the others. */
  readonly list: number;
  readonly names: number;
  readonly nodes: readonly string[] | null;
}

function createRowNumbers(
  { program, items }: ContentSources,
  lists: Sequences,
  nodesMatter: "nodes matter" | "nodes do not matter",
): RowNumbers {
  const parts: RowParts[] = [{ direction: "ingress", list: 0, names: 0, nodes: null }];
  const known = new Map<number, Map<number, number>>();
  const nodeLists = new Map<string, number>();
  const named = new Map<number, boolean>();
  const usesNames = (direction: Direction, content: number): boolean =>
    direction === "ingress" && at(program.contents, content).usesNames;
  const listUsesNames = (direction: Direction, list: number): boolean =>
    direction === "ingress" &&
    getOrMake(named, list, () => lists.toArray(list).some((entry) => usesNames(direction, Math.trunc(entry / 2))));

  return {
    usesNames,
    parts: (row) => at(parts, row),
    count: () => parts.length,
    find: (direction, list, item) => {
      const names = listUsesNames(direction, list) ? item.portNames : 0;
      const nodes = nodesMatter === "nodes matter" ? item.nodes : null;
      const place = nodes === null ? 0 : getOrMake(nodeLists, nodes.join(","), () => nodeLists.size + 1);
      const variants = getOrMake(known, list * 2 + (direction === "ingress" ? 0 : 1), () => new Map<number, number>());
      return getOrMake(
        variants,
        place * items.portNames.length + names,
        () => parts.push({ direction, list, names, nodes }) - 1,
      );
    },
  };
}

/**
 * Per class the list of the contents of the policies that select it, as `RowParts.list`; 0 when there are none. The
 * policies are taken in the order of their contents, so that equal lists of contents are equal numbers.
 */
function contentLists(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  classes: Classes,
  lists: Sequences,
): readonly number[] {
  const result = Array.from({ length: classes.count }, () => 0);
  const inOrder = policies
    .filter((policy) => policy.content[direction] >= 0)
    .sort((a, b) => a.content[direction] - b.content[direction]);
  for (const surely of [1, 0]) {
    for (const policy of inOrder) {
      const entry = 2 * policy.content[direction] + surely;
      const { members, memberships } = at(classes.sets, policy.subject);
      // Members mostly have the same list so far.
      let [known, longer] = [-1, -1];
      for (let i = 0; i < members.length; i += 1) {
        if ((at(memberships, i) === SURE ? 1 : 0) !== surely) continue;
        const member = at(members, i);
        const list = at(result, member);
        if (list !== known) {
          known = list;
          longer = lists.last(list) === entry ? list : lists.append(list, entry);
        }
        result[member] = longer;
      }
    }
  }
  return result;
}

interface Selectors {
  readonly visitSubjects: (direction: Direction, content: number, visit: (classIndex: number) => void) => void;
  readonly selected: (direction: Direction, classIndex: number) => readonly Selected[];
}

/** So many classes are answered one by one before everybody is: a small change asks for a handful. */
const ASKED_ONE_BY_ONE = 32;

/** Who is selected by the policies of a side. Indices are made when they are first asked for. */
function createSelectors(
  policies: readonly CompiledPolicy[],
  classes: Classes,
  namespaceOf: (classIndex: number) => string | undefined,
): Selectors {
  const near = lazily(() => policiesByNamespace(policies));
  const subjects: Partial<Record<Direction, ReadonlyMap<number, ReadonlySet<number>>>> = {};
  const everybody: Partial<Record<Direction, (classIndex: number) => readonly Selected[]>> = {};
  const asked = { ingress: new Map<number, readonly Selected[]>(), egress: new Map<number, readonly Selected[]>() };
  return {
    visitSubjects: (direction, content, visit) => {
      const byContent = (subjects[direction] ??= subjectsByContent(policies, direction));
      for (const subject of byContent.get(content) ?? []) at(classes.sets, subject).members.forEach(visit);
    },
    selected: (direction, classIndex) => {
      const known = asked[direction].get(classIndex);
      if (known !== undefined) return known;
      if (asked[direction].size >= ASKED_ONE_BY_ONE)
        return (everybody[direction] ??= selectedBy(policies, direction, classes))(classIndex);
      // Policies select pods of their own namespace only.
      const candidates = near().get(namespaceOf(classIndex) ?? "") ?? [];
      const own = candidates.flatMap((policy) => selects(at(policies, policy), policy, direction, classIndex, classes));
      asked[direction].set(classIndex, own);
      return own;
    },
  };
}

/** Indices of the policies of each namespace, ascending. */
function policiesByNamespace(policies: readonly CompiledPolicy[]): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, number[]>();
  let [namespace, own] = ["", new Array<number>()];
  policies.forEach(({ policy }, index) => {
    // Those of one namespace mostly follow each other.
    if (policy.namespace !== namespace) {
      namespace = policy.namespace;
      own = getOrMake(result, namespace, () => []);
    }
    own.push(index);
  });
  return result;
}

/** Whether a policy selects a class; a list of one, or none. */
function selects(
  { content, subject }: CompiledPolicy,
  policy: number,
  direction: Direction,
  classIndex: number,
  { sets }: Classes,
): readonly Selected[] {
  if (content[direction] < 0) return [];
  const { members, memberships } = at(sets, subject);
  const place = members.indexOf(classIndex);
  return place < 0 ? [] : [{ policy, surely: at(memberships, place) === SURE }];
}

function subjectsByContent(
  policies: readonly CompiledPolicy[],
  direction: Direction,
): ReadonlyMap<number, ReadonlySet<number>> {
  const result = new Map<number, Set<number>>();
  for (const { content, subject } of policies)
    getOrMake(result, content[direction], () => new Set<number>()).add(subject);
  return result;
}

/** Per class the policies that select it; classes that the same ones select share the list. */
function selectedBy(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  classes: Classes,
): (classIndex: number) => readonly Selected[] {
  const lists = createSequences();
  const result = Array.from({ length: classes.count }, () => 0);
  policies.forEach((policy, index) => {
    if (policy.content[direction] < 0) return;
    const { members, memberships } = at(classes.sets, policy.subject);
    const [surely, perhaps] = [2 * index + 1, 2 * index];
    let [known, entry, longer] = [-1, -1, -1];
    members.forEach((member, i) => {
      const list = at(result, member);
      const own = at(memberships, i) === SURE ? surely : perhaps;
      if (list !== known || own !== entry) [known, entry, longer] = [list, own, lists.append(list, own)];
      result[member] = longer;
    });
  });
  const byList = new Map<number, readonly Selected[]>();
  return (classIndex) => {
    const list = at(result, classIndex);
    return getOrMake(byList, list, () =>
      lists.toArray(list).map((entry) => ({ policy: Math.trunc(entry / 2), surely: entry % 2 === 1 })),
    );
  };
}
