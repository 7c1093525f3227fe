import type { Bounds, BoundsSpace } from "./bounds.ts";
import { createInterner } from "./collections.ts";
import { NO_PORTS, type PortSet, type PortSpace } from "./ports.ts";

/** Ports by how sure they are; the three sets do not overlap. */
export interface Graded {
  readonly certain: PortSet;
  readonly assumed: PortSet;
  readonly unknown: PortSet;
}

/** How a connection differs between two sides. */
export interface Change {
  /**
   * True: the same over every address family both ends have, and written as ports of IPv4. False: the families differ,
   * and each port stands under its own.
   */
  readonly uniform: boolean;
  readonly gained: Graded;
  readonly lost: Graded;
}

/** Index of an interned change. */
export type ChangeId = number;

export const NO_CHANGE: ChangeId = 0;

export interface ChangeSpace {
  readonly changes: readonly Change[];
  /** `families`: bits of those the ends share on the side (or sides) where both exist. */
  readonly between: (before: Bounds, after: Bounds, families: number) => ChangeId;
}

const NONE: Graded = { certain: NO_PORTS, assumed: NO_PORTS, unknown: NO_PORTS };

export function createChangeSpace(space: PortSpace, bounds: BoundsSpace): ChangeSpace {
  const changes = createInterner<Change>();
  const results = new Map<number, ChangeId>();
  const ipv4 = space.family(4);
  const ipv6 = space.family(6);
  const intern = (change: Change): ChangeId => {
    const sets = [change.gained, change.lost].flatMap((graded) => [graded.certain, graded.assumed, graded.unknown]);
    return changes.intern(`${String(change.uniform)} ${sets.join(",")}`, () => change);
  };
  intern({ uniform: true, gained: NONE, lost: NONE });

  /** What the second side allows more than the first. */
  const more = (before: Bounds, after: Bounds): Graded => {
    const [from, to] = [bounds.parts(before), bounds.parts(after)];
    const certain = space.subtract(to.certain, from.conceivable);
    const sure = space.subtract(to.assumed, from.possible);
    const assumed = space.subtract(sure, certain);
    const appeared = space.subtract(space.subtract(to.possible, to.assumed), from.possible);
    const decided = space.intersect(space.subtract(from.possible, from.assumed), to.assumed);
    const unknown = space.subtract(space.union(appeared, decided), space.union(certain, sure));
    return { certain, assumed, unknown };
  };
  const map = (graded: Graded, change: (set: PortSet) => PortSet): Graded => ({
    certain: change(graded.certain),
    assumed: change(graded.assumed),
    unknown: change(graded.unknown),
  });
  const equal = (a: Graded, b: Graded): boolean =>
    a.certain === b.certain && a.assumed === b.assumed && a.unknown === b.unknown;

  return {
    changes: changes.values,
    between: (before, after, families) => {
      if (before === after) return NO_CHANGE;
      const key = (before * 0x1000000 + after) * 4 + families;
      const known = results.get(key);
      if (known !== undefined) return known;
      const [gained, lost] = [more(before, after), more(after, before)];
      const of4 = (graded: Graded): Graded => map(graded, (set) => space.intersect(set, ipv4));
      const of6 = (graded: Graded): Graded => map(graded, (set) => space.mirror(space.intersect(set, ipv6), 6));
      const [gained4, lost4, gained6, lost6] = [of4(gained), of4(lost), of6(gained), of6(lost)];
      const result =
        families === 1 || (equal(gained4, gained6) && equal(lost4, lost6))
          ? intern({ uniform: true, gained: gained4, lost: lost4 })
          : families === 2
            ? intern({ uniform: true, gained: gained6, lost: lost6 })
            : intern({ uniform: false, gained, lost });
      results.set(key, result);
      return result;
    },
  };
}
