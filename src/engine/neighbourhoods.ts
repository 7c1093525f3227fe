import { NOTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import type { Cells } from "./cells.ts";
import { at } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { RowTable } from "./rows.ts";

/** One end of connections on one side, towards every class the other end may be in. */
export interface Neighbourhood {
  /** The classes that a rule of this end lists, or whose own rules list this end; each once. */
  readonly exceptions: readonly number[];
  /** What passes between the two: what `Cells.value` says. */
  readonly value: (other: number) => Bounds;
}

/**
 * Looks at connections from one end: as the destination (`ingress`) or the source (`egress`). The rules of that end are
 * read once for all others, which is what makes many cells cheap. A neighbourhood is good until the next one of its side.
 */
export function createNeighbourhoods(
  table: RowTable,
  cells: Cells,
  bounds: BoundsSpace,
): (side: number, direction: Direction, near: number) => Neighbourhood {
  const ofSide = table.sides.map(({ ingress, egress }, side) => {
    const size = ingress.length;
    /** What the own rules say; good where `listed` holds the turn. */
    const own = new Uint32Array(size);
    const listed = new Uint32Array(size);
    const listing = new Uint32Array(size);
    let turn = 0;
    return (direction: Direction, near: number): Neighbourhood => {
      turn += 1;
      const opposite: Direction = direction === "ingress" ? "egress" : "ingress";
      const [rows, otherRows] = direction === "ingress" ? [ingress, egress] : [egress, ingress];
      const exceptions: number[] = [];
      const row = at(rows, near);
      table.visitValues(row, (other, value) => {
        listed[other] = turn;
        own[other] = value;
        exceptions.push(other);
      });
      table.visitExcepting(side, opposite, near, (other) => {
        if (at(listing, other) === turn) return;
        listing[other] = turn;
        if (at(listed, other) !== turn) exceptions.push(other);
      });
      const defaults = table.defaults(row);
      const group = table.groupOf(near);
      return {
        exceptions,
        value: (other) => {
          const ours = at(listed, other) === turn ? at(own, other) : at(defaults, table.groupOf(other));
          if (ours === NOTHING) return NOTHING;
          const theirRow = at(otherRows, other);
          const theirs =
            at(listing, other) === turn ? table.value(theirRow, near) : at(table.defaults(theirRow), group);
          const mask = direction === "ingress" ? cells.mask(other, near) : cells.mask(near, other);
          return bounds.intersect(bounds.intersect(ours, theirs), mask);
        },
      };
    };
  });
  return (side, direction, near) => at(ofSide, side)(direction, near);
}
