import { NOTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import type { Broad } from "./broad.ts";
import type { Cells } from "./cells.ts";
import { at } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { RowTable } from "./rows.ts";

/** One end of connections on one side, towards every class the other end may be in. */
export interface Neighbourhood {
  /** The classes that a rule of this end lists, but for broad contents; each once. */
  readonly listed: readonly number[];
  /** The classes whose own rules list this end, but for broad contents, and that are not in `listed`; each once. */
  readonly listing: readonly number[];
  /** What passes between the two: what `Cells.value` says. */
  readonly value: (other: number) => Bounds;
}

/**
 * Looks at connections from one end: as the destination (`ingress`) or the source (`egress`). The rules of that end are
 * read once for all others, and once for ends with equal rows that follow each other; those of the others once for each
 * of their rows. A neighbourhood is good until the next one of its side.
 */
export function createNeighbourhoods(
  table: RowTable,
  cells: Cells,
  bounds: BoundsSpace,
  broad: Broad,
): (side: number, direction: Direction, near: number) => Neighbourhood {
  const ofSide = table.sides.map(({ ingress, egress }, side) => {
    const rulesOf = {
      ingress: createOwnRules(table, "ingress", ingress, broad),
      egress: createOwnRules(table, "egress", egress, broad),
    };
    /** Holds the turn in which a class was found to list the near end. */
    const listing = new Uint32Array(ingress.length);
    /** What rows of others say about the near end; good where `readIn` holds the turn. */
    const said = new Uint32Array(table.count);
    const readIn = new Uint32Array(table.count);
    let turn = 0;
    return (direction: Direction, near: number): Neighbourhood => {
      turn += 1;
      const own = turn;
      const opposite: Direction = direction === "ingress" ? "egress" : "ingress";
      const otherRows = direction === "ingress" ? egress : ingress;
      const rules = rulesOf[direction](near);
      const others: number[] = [];
      const take = (other: number): void => {
        if (listing[other] === own) return;
        listing[other] = own;
        if (!rules.lists(other)) others.push(other);
      };
      table.visitExcepting(side, opposite, near, take, broad.contents[opposite]);
      const group = table.groupOf(near);
      const saidBy = (row: number): Bounds => {
        if (readIn[row] === own) return at(said, row);
        readIn[row] = own;
        return (said[row] = table.value(row, near));
      };
      return {
        listed: rules.listed,
        listing: others,
        value: (other) => {
          const ours = rules.value(other);
          if (ours === NOTHING) return NOTHING;
          const theirRow = at(otherRows, other);
          const isListing = listing[other] === own || broad.granting(theirRow).length > 0;
          const theirs = isListing ? saidBy(theirRow) : at(table.defaults(theirRow), group);
          if (theirs === NOTHING) return NOTHING;
          const mask = direction === "ingress" ? cells.mask(other, near) : cells.mask(near, other);
          return bounds.intersect(bounds.intersect(ours, theirs), mask);
        },
      };
    };
  });
  return (side, direction, near) => at(ofSide, side)(direction, near);
}

/** What the rules of an end say about each class. */
interface OwnRules {
  readonly listed: readonly number[];
  readonly lists: (other: number) => boolean;
  readonly value: (other: number) => Bounds;
}

/** The rules of one end after another; they are read again only when they are others. */
function createOwnRules(
  table: RowTable,
  direction: Direction,
  rows: readonly number[],
  broad: Broad,
): (near: number) => OwnRules {
  /** What they say; good where `knownIn` holds the turn. */
  const known = new Uint32Array(rows.length);
  const knownIn = new Uint32Array(rows.length);
  /** Holds the turn in which a class was found to be listed. */
  const listedIn = new Uint32Array(rows.length);
  let turn = 0;
  let last: { readonly row: number; readonly rules: OwnRules } | null = null;
  /** All that the rules list, with what they say. */
  const readWhole = (row: number, own: number): OwnRules => {
    const listed: number[] = [];
    table.visitValues(row, (other, value) => {
      knownIn[other] = own;
      known[other] = value;
      listed.push(other);
    });
    const defaults = table.defaults(row);
    return {
      listed,
      lists: (other) => knownIn[other] === own,
      value: (other) => (knownIn[other] === own ? at(known, other) : at(defaults, table.groupOf(other))),
    };
  };
  /** Only what contents that are not broad list; what the rules say is found when it is asked for. */
  const readNarrow = (row: number, own: number): OwnRules => {
    const listed: number[] = [];
    const take = (other: number): void => {
      if (listedIn[other] === own) return;
      listedIn[other] = own;
      listed.push(other);
    };
    table.visitExceptions(row, take, broad.contents[direction]);
    return {
      listed,
      lists: (other) => listedIn[other] === own,
      value: (other) => {
        if (knownIn[other] === own) return at(known, other);
        knownIn[other] = own;
        return (known[other] = table.value(row, other));
      },
    };
  };
  return (near) => {
    const row = at(rows, near);
    if (last?.row === row) return last.rules;
    turn += 1;
    const rules = broad.granting(row).length > 0 ? readNarrow(row, turn) : readWhole(row, turn);
    last = { row, rules };
    return rules;
  };
}
