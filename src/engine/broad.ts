import type { Bounds } from "./bounds.ts";
import { at, getOrMake } from "./collections.ts";
import type { ContentRow } from "./contents.ts";
import type { Direction } from "./model.ts";
import { SURE } from "./universe/sets.ts";
import type { Universe } from "./universe/universe.ts";

/** What it takes to be broad. */
export interface Breadth {
  /** Changed ends, below which nothing is: there is little to do. */
  readonly ends: number;
  /** Pairs of classes that a content must decide. */
  readonly cells: number;
}

/** Measured: below these the work of telling broad contents from others is more than what it saves. */
const USUAL: Breadth = { ends: 500, cells: 20_000 };
/** Bound on broad contents of one direction. */
const MAX_BROAD = 64;

/**
 * Contents that select many and list many: "every namespace lets team A in". Nearly all cells of a large change are
 * decided by these few. They are made part of the shapes of the ends, so that no such cell is looked at on its own.
 */
export interface Broad {
  /** By direction; none when there is little to do. */
  readonly contents: Readonly<Record<Direction, ReadonlySet<number>>>;
  /** What the broad contents of a row grant, as numbers of grants; ascending. */
  readonly granting: (row: number) => readonly number[];
  /** What grants of a direction say about a class that they list. */
  readonly granted: (direction: Direction, classIndex: number) => ReadonlyMap<number, Bounds>;
}

const NONE: ReadonlyMap<number, Bounds> = new Map();

/** `ends`: how many ends changed. */
export function findBroad(universe: Universe, ends: number, breadth: Breadth = USUAL): Broad {
  const contents =
    ends < breadth.ends
      ? { ingress: new Set<number>(), egress: new Set<number>() }
      : { ingress: broadContents(universe, "ingress", breadth), egress: broadContents(universe, "egress", breadth) };
  const { rows: table } = universe;
  const known = new Map<ContentRow, number>();
  const byRow = new Map<number, readonly number[]>();
  const granted = { ingress: new Map<number, Map<number, Bounds>>(), egress: new Map<number, Map<number, Bounds>>() };
  const add = (direction: Direction, row: number): void => {
    const own: number[] = [];
    for (const { content, grants } of table.sureContents(row)) {
      if (!contents[direction].has(content)) continue;
      const number = getOrMake(known, grants, () => {
        const next = known.size;
        grants.exceptions().forEach((value, other) => {
          getOrMake(granted[direction], other, () => new Map<number, Bounds>()).set(next, value);
        });
        return next;
      });
      own.push(number);
    }
    byRow.set(
      row,
      own.sort((a, b) => a - b),
    );
  };
  for (const direction of ["ingress", "egress"] as const) {
    if (contents[direction].size === 0) continue;
    for (const side of table.sides) for (const row of new Set(side[direction])) add(direction, row);
  }
  return {
    contents,
    granting: (row) => byRow.get(row) ?? [],
    granted: (direction, classIndex) => granted[direction].get(classIndex) ?? NONE,
  };
}

/** The contents that decide most cells, of policies that surely select everybody they select. */
function broadContents(
  { program, partition, rows }: Universe,
  direction: Direction,
  breadth: Breadth,
): ReadonlySet<number> {
  const subjects = new Map<number, number>();
  const unsure = new Set<number>();
  for (const policies of program.sides) {
    for (const { content, subject } of policies) {
      const own = content[direction];
      if (own < 0) continue;
      const { members, memberships } = at(partition.classes.sets, subject);
      subjects.set(own, (subjects.get(own) ?? 0) + members.length);
      if (memberships.some((membership) => membership !== SURE)) unsure.add(own);
    }
  }
  return new Set(
    [...subjects]
      .filter(([content]) => !unsure.has(content))
      .map(([content, count]) => ({ content, cells: count * rows.listedBy(direction, content) }))
      .filter(({ cells }) => cells >= breadth.cells)
      .sort((a, b) => b.cells - a.cells || a.content - b.content)
      .slice(0, MAX_BROAD)
      .map(({ content }) => content),
  );
}

/** Broad contents as part of a key. */
export function broadKey(granting: readonly number[], granted: ReadonlyMap<number, Bounds>): string {
  return granting.length + granted.size === 0 ? "" : `${granting.join(",")}/${[...granted].join(";")}`;
}
