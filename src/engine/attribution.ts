import { ABSENT, type Element } from "./cells.ts";
import type { Attribution, Turn } from "./causes.ts";
import { at, createInterner, getOrMake, sortedNumbers } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { Rectangle } from "./rectangles.ts";
import type { Cause } from "./result.ts";
import { OPEN_ROW, type RowTable } from "./rows.ts";
import { GROUPS } from "./universe/items.ts";

/** A rectangle, all of whose cells changed for the same reasons. */
export interface AttributedRectangle extends Rectangle {
  readonly causes: Readonly<Record<Turn, readonly Cause[]>>;
  /** False: there was too much to do, so the causes are those of one of its cells. */
  readonly toldApart: boolean;
}

/**
 * Bound on the work of telling causes apart, over the whole comparison: an end to look at is 1; causes to find are as
 * many as policies select the two ends and as are found, but at least 50.
 */
const MAX_EFFORT = 2_000_000;
const CAUSES_EFFORT = 50;

const TURNS: readonly Turn[] = ["gained", "lost"];

/**
 * Cuts a rectangle so that each part has one list of causes.
 *
 * Causes depend on which policies select the ends, and on which of their rules list the other end. So they are asked
 * once for every combination of those, never for every cell.
 */
export function createAttributor(
  elements: readonly Element[],
  table: RowTable,
  attribution: Attribution,
): (rectangle: Rectangle, turns: readonly Turn[]) => readonly AttributedRectangle[] {
  const ends = { ingress: describe(elements, table, "ingress"), egress: describe(elements, table, "egress") };
  let effort = 0;

  /** Whether an end changed between being open and not: the rules that list others are then no causes. */
  const isOpen = (direction: Direction, index: number, turns: readonly Turn[]): boolean => {
    const { changed, open } = ends[direction].of(index);
    return changed && turns.every((turn) => open[turn]);
  };
  /**
   * Whether that is the only thing that changed: the reason is then the same towards everybody, the policies that
   * isolate it.
   */
  const isOnlyOpen = (direction: Direction, index: number, turns: readonly Turn[]): boolean =>
    at(elements, index).before === at(elements, index).after && isOpen(direction, index, turns);
  /** Ends with equal keys have equal causes towards an end whose rules list the classes in `listed`. */
  const keyOf = (direction: Direction, index: number, listed: ReadonlySet<number> | null): number => {
    const { like, key } = ends[direction].of(index);
    if (listed === null || listed.size === 0) return key;
    const { before, after } = at(elements, index);
    return listed.has(before) || listed.has(after) ? keyFrom(like, GROUPS.length + index) : key;
  };
  /** Sources whose causes towards the destination are equal. */
  const bySource = (from: readonly number[], destination: number): readonly (readonly number[])[] => {
    effort += from.length;
    const listed = listedBy([destination], elements, table, "ingress");
    return groupBy(from, (index) => keyOf("egress", index, listed));
  };
  const causesOf = (
    from: readonly number[],
    to: readonly number[],
    turns: readonly Turn[],
  ): Record<Turn, readonly Cause[]> => {
    const ask = (turn: Turn): readonly Cause[] => (turns.includes(turn) ? attribution.causes(from, to, turn) : []);
    const causes = { gained: ask("gained"), lost: ask("lost") };
    const policies = ends.egress.of(at(from, 0)).policies + ends.ingress.of(at(to, 0)).policies;
    effort += Math.max(CAUSES_EFFORT, policies + causes.gained.length + causes.lost.length);
    return causes;
  };

  return (rectangle, turns) => {
    const { from, to, change } = rectangle;
    if (effort > MAX_EFFORT)
      return [{ ...rectangle, causes: causesOf(from.slice(0, 1), to.slice(0, 1), turns), toldApart: false }];
    const anySource = from.some((index) => ends.egress.of(index).changed);
    const anywhere = from.every((index) => TURNS.every((turn) => ends.egress.of(index).open[turn]));
    const openSources = from.every((index) => isOnlyOpen("egress", index, turns));
    const listedBySources = anySource && !openSources ? listedBy(from, elements, table, "egress") : null;

    const parts = new Map<string, Part[]>();
    const partFor = (key: string, list: readonly number[], causes: Part["causes"]): Part => {
      const known = getOrMake(parts, key, () => []);
      const same = known.find((part) => isEqual(part.from, list));
      if (same !== undefined) return same;
      const part = { from: list, to: [], causes };
      known.push(part);
      return part;
    };
    for (const own of groupBy(to, (index) => keyOf("ingress", index, listedBySources))) {
      const destination = at(own, 0);
      // What moved matters to no rule of a source that is open throughout either.
      const isSame =
        !anySource && (anywhere ? isOpen("ingress", destination, turns) : isOnlyOpen("ingress", destination, turns));
      const sources = isSame ? [from] : bySource(from, destination);
      const byCauses = new Map<string, { readonly causes: Part["causes"]; readonly from: (readonly number[])[] }>();
      for (const list of sources) {
        const causes = causesOf(list, own, turns);
        const key = `${String(attribution.numberOf(causes.gained))} ${String(attribution.numberOf(causes.lost))}`;
        getOrMake(byCauses, key, () => ({ causes, from: [] })).from.push(list);
      }
      for (const [key, { causes, from: lists }] of byCauses) {
        const list = byCauses.size === 1 ? from : ascending(lists);
        partFor(key, list, causes).to.push(own);
      }
    }
    return [...parts.values()].flat().map((part) => ({ ...part, to: ascending(part.to), change, toldApart: true }));
  };
}

/** Sources and destinations with one list of causes. */
interface Part {
  readonly from: readonly number[];
  /** Lists without a common member. */
  readonly to: (readonly number[])[];
  readonly causes: AttributedRectangle["causes"];
}

/** `part`: a group, or a number behind those of the groups. */
function keyFrom(like: number, part: number): number {
  return like * 0x4000000 + part;
}

/** Members with equal keys, in their order; the list itself when all are equal. */
function groupBy(list: readonly number[], key: (member: number) => number): readonly (readonly number[])[] {
  const first = key(at(list, 0));
  const other = list.findIndex((member) => key(member) !== first);
  if (other < 0) return [list];
  const groups = new Map<number, number[]>([[first, list.slice(0, other)]]);
  for (let i = other; i < list.length; i += 1) {
    const member = at(list, i);
    getOrMake(groups, key(member), () => []).push(member);
  }
  return [...groups.values()];
}

/** One ascending list of all; a single list is taken to be one. */
function ascending(lists: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = lists;
  return lists.length < 2 ? first : sortedNumbers(lists.flat());
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((value, index) => value === b[index]));
}

function kindOf({ before, after }: Element): "same" | "moved" | "new" | "gone" {
  if (before === after) return "same";
  return before === ABSENT ? "new" : after === ABSENT ? "gone" : "moved";
}

interface End {
  /** Whether its half of a connection may have changed. */
  readonly changed: boolean;
  /** How many policies select it, before and after. */
  readonly policies: number;
  /** Equal for ends of one kind that the same policies select, where that matters: when its half did change. */
  readonly like: number;
  /** Equal for ends that are alike and in one group. */
  readonly key: number;
  /** Whether it was open where the flow existed: after, for one that was gained; before, for one that was lost. */
  readonly open: Readonly<Record<Turn, boolean>>;
}

/** What is to know about the ends of one direction; found out once for each that is asked for. */
function describe(
  elements: readonly Element[],
  table: RowTable,
  direction: Direction,
): { readonly of: (index: number) => End } {
  const [before, after] = [at(table.sides, 0)[direction], at(table.sides, 1)[direction]];
  const alike = createInterner<Element>();
  const selection = (side: number, classIndex: number): string =>
    table
      .selected(side, direction, classIndex)
      .map(({ policy, surely }) => (surely ? policy : `${String(policy)}?`))
      .join(",");
  const ends: End[] = [];
  const make = (element: Element): End => {
    const kind = kindOf(element);
    const like = (selections: string): number => alike.intern(`${kind} ${selections}`, () => element);
    const group = table.groupOf(element.before === ABSENT ? element.after : element.before);
    if (kind === "new" || kind === "gone") {
      const own = like("");
      return { changed: true, policies: 0, like: own, key: keyFrom(own, group), open: { gained: false, lost: false } };
    }
    const [old, now] = [at(before, element.before), at(after, element.after)];
    const changed = kind === "moved" || old !== now;
    const selections = changed ? `${selection(0, element.before)}/${selection(1, element.after)}` : "";
    const policies = [element.before, element.after].reduce(
      (sum, own, side) => sum + table.selected(side, direction, own).length,
      0,
    );
    const own = like(selections);
    const open = { gained: now === OPEN_ROW, lost: old === OPEN_ROW };
    return { changed, policies, like: own, key: keyFrom(own, group), open };
  };
  return { of: (index) => (ends[index] ??= make(at(elements, index))) };
}

/** Classes that the rules of some ends list, before or after. */
function listedBy(
  indices: readonly number[],
  elements: readonly Element[],
  table: RowTable,
  direction: Direction,
): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const index of indices) {
    const { before, after } = at(elements, index);
    if (before !== ABSENT) rows.add(at(at(table.sides, 0)[direction], before));
    if (after !== ABSENT) rows.add(at(at(table.sides, 1)[direction], after));
  }
  const result = new Set<number>();
  for (const row of rows) table.visitExceptions(row, (other) => result.add(other));
  return result;
}
