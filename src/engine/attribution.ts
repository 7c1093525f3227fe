import { ABSENT, type Element } from "./cells.ts";
import type { Attribution, Turn } from "./causes.ts";
import { at, getOrMake } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { Rectangle } from "./rectangles.ts";
import type { Cause } from "./result.ts";
import { OPEN_ROW, type RowTable } from "./rows.ts";

/** A rectangle, all of whose cells changed for the same reasons. */
export interface AttributedRectangle extends Rectangle {
  readonly causes: Readonly<Record<Turn, readonly Cause[]>>;
}

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

  /** What the causes of an end's own half depend on besides the other end. */
  const nearKey = (direction: Direction, index: number): string => {
    const { changed, selection } = at(ends[direction], index);
    return changed ? selection : "";
  };

  /**
   * Whether an end is the only thing that changed, between being open and not: the reason is then the same towards
   * everybody, the policies that isolate it.
   */
  const isOpen = (direction: Direction, index: number, turns: readonly Turn[]): boolean => {
    const { changed, open } = at(ends[direction], index);
    return changed && !isMoved(at(elements, index)) && turns.every((turn) => open[turn]);
  };

  return (rectangle, turns) => {
    const anySource = rectangle.from.some((index) => at(ends.egress, index).changed);
    const anyMovedSource = rectangle.from.some((index) => isMoved(at(elements, index)));
    const openSources = rectangle.from.every((index) => isOpen("egress", index, turns));
    const destinations = new Map<string, number[]>();
    for (const to of rectangle.to) {
      const element = at(elements, to);
      const byClass = anySource && !(openSources && !at(ends.ingress, to).changed);
      const place = isMoved(element) ? `=${String(to)}` : byClass ? String(element.before) : "";
      getOrMake(destinations, `${nearKey("ingress", to)} ${place}`, () => []).push(to);
    }

    const parts = new Map<string, AttributedRectangle & { to: number[] }>();
    const emit = (key: string, part: AttributedRectangle): void => {
      const known = parts.get(key);
      if (known === undefined) parts.set(key, { ...part, to: [...part.to] });
      else known.to.push(...part.to);
    };
    for (const to of destinations.values()) {
      const destination = at(to, 0);
      const isSame = !anySource && isOpen("ingress", destination, turns);
      const listed =
        !isSame && (at(ends.ingress, destination).changed || anyMovedSource)
          ? exceptionsOf(table, at(elements, destination))
          : null;
      const sources = new Map<string, number[]>();
      if (isSame) sources.set("", [...rectangle.from]);
      for (const from of isSame ? [] : rectangle.from) {
        const element = at(elements, from);
        const own = nearKey("egress", from);
        const place = isMoved(element)
          ? `=${String(from)}`
          : listed?.has(element.before) === true
            ? String(element.before)
            : "";
        const other = listed === null || place !== "" ? place : shapeKey(table, element);
        getOrMake(sources, `${own} ${other}`, () => []).push(from);
      }
      const byCauses = new Map<string, { readonly causes: AttributedRectangle["causes"]; readonly from: number[][] }>();
      for (const from of sources.values()) {
        const causes = { gained: [] as readonly Cause[], lost: [] as readonly Cause[] };
        for (const turn of turns)
          causes[turn] = attribution.causes(at(elements, at(from, 0)), at(elements, destination), turn);
        getOrMake(byCauses, causeKey([...causes.gained, ...causes.lost]), () => ({ causes, from: [] })).from.push(from);
      }
      for (const [key, { causes, from }] of byCauses) {
        const whole = byCauses.size === 1;
        const list = whole ? rectangle.from : from.flat().sort((a, b) => a - b);
        emit(whole ? key : `${key} ${list.join(",")}`, { from: list, to, change: rectangle.change, causes });
      }
    }
    return [...parts.values()].map((part) => ({ ...part, to: part.to.sort((a, b) => a - b) }));
  };
}

function isMoved(element: Element): boolean {
  return element.before !== element.after;
}

interface End {
  /** Whether its half of a connection may have changed. */
  readonly changed: boolean;
  /** The policies that select it, before and after. */
  readonly selection: string;
  /** Whether it was open where the flow existed: after, for one that was gained; before, for one that was lost. */
  readonly open: Readonly<Record<Turn, boolean>>;
}

function describe(elements: readonly Element[], table: RowTable, direction: Direction): readonly End[] {
  const [before, after] = [at(table.sides, 0)[direction], at(table.sides, 1)[direction]];
  return elements.map((element) => {
    if (element.before === ABSENT || element.after === ABSENT)
      return { changed: true, selection: "", open: { gained: false, lost: false } };
    const changed = isMoved(element) || at(before.row, element.before) !== at(after.row, element.after);
    const open = {
      gained: at(after.row, element.after) === OPEN_ROW,
      lost: at(before.row, element.before) === OPEN_ROW,
    };
    return {
      changed,
      open,
      selection: `${String(at(before.selection, element.before))}/${String(at(after.selection, element.after))}`,
    };
  });
}

/** Classes that the destination's ingress rules list, before or after. */
function exceptionsOf(table: RowTable, element: Element): ReadonlySet<number> {
  const result = new Set<number>();
  [element.before, element.after].forEach((index, side) => {
    if (index === ABSENT) return;
    const row = at(at(table.sides, side).ingress.row, index);
    table.visitExceptions(row, (other) => result.add(other));
  });
  return result;
}

function shapeKey(table: RowTable, element: Element): string {
  return `g${String(element.before === ABSENT ? table.groupOf(element.after) : table.groupOf(element.before))}`;
}

function causeKey(causes: readonly Cause[]): string {
  return causes
    .map(
      ({ kind, side, object, rule, origin }) =>
        `${kind} ${side} ${object} ${String(rule)} ${origin.path}:${String(origin.line)}:${String(origin.column)}`,
    )
    .join("|");
}
