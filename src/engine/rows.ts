import { EVERYTHING, type Bounds } from "./bounds.ts";
import { at, createSequences } from "./collections.ts";
import { createContentTable, type ContentRow, type ContentSources } from "./contents.ts";
import type { Direction } from "./model.ts";
import { contentLists, createRowNumbers } from "./row-numbers.ts";
import { combine, createRowValues, type Row } from "./row-values.ts";
import { createSelectors, type Selected } from "./selecting.ts";
import { GROUPS, isNode, type Group, type Item } from "./universe/items.ts";

/** The row of everybody that no policy isolates. */
export const OPEN_ROW = 0;

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
