import { getOrMake } from "./collections.ts";
import { ALL_PORTS, NO_PORTS, type PortSet, type PortSpace } from "./ports.ts";
import { UNKNOWN, YES, type Ternary } from "./ternary.ts";

/** Index of an interned `BoundsParts`. Equal values have equal numbers. */
export type Bounds = number;

export const NOTHING: Bounds = 0;
export const EVERYTHING: Bounds = 1;

/**
 * What is known about the ports of a connection, as four nested sets: each holds the ones before it.
 * A port outside of `conceivable` is surely denied, one outside of `possible` is denied under the assumptions.
 */
export interface BoundsParts {
  /** Allowed for sure. */
  readonly certain: PortSet;
  /** Allowed, under the assumptions. */
  readonly assumed: PortSet;
  /** Not denied, under the assumptions: allowed, unknown or undefined. */
  readonly possible: PortSet;
  /** Not denied for sure. */
  readonly conceivable: PortSet;
}

/** Arithmetic on interned bounds. Union and intersection work part by part: both keep the nesting. */
export interface BoundsSpace {
  readonly parts: (bounds: Bounds) => BoundsParts;
  /** The ports, as far as a condition holds: `strict` without assumptions, `assumed` with them. */
  readonly when: (strict: Ternary, assumed: Ternary, ports: PortSet) => Bounds;
  readonly exactly: (ports: PortSet) => Bounds;
  readonly union: (a: Bounds, b: Bounds) => Bounds;
  readonly intersect: (a: Bounds, b: Bounds) => Bounds;
  /** The same, when it is not known whether it applies at all. */
  readonly doubtful: (a: Bounds) => Bounds;
  /** The same, but what would be denied is unknown. */
  readonly undecided: (a: Bounds) => Bounds;
}

export function createBoundsSpace(ports: PortSpace): BoundsSpace {
  const values: BoundsParts[] = [];
  const ids = new Map<string, Bounds>();
  const intern = (certain: PortSet, assumed: PortSet, possible: PortSet, conceivable: PortSet): Bounds => {
    const key = `${String(certain)},${String(assumed)},${String(possible)},${String(conceivable)}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, values.length);
    values.push({ certain, assumed, possible, conceivable });
    return values.length - 1;
  };
  intern(NO_PORTS, NO_PORTS, NO_PORTS, NO_PORTS);
  intern(ALL_PORTS, ALL_PORTS, ALL_PORTS, ALL_PORTS);
  const parts = (bounds: Bounds): BoundsParts => values[bounds] as BoundsParts;

  /** `neutral` changes nothing, `final` takes everything: most of what is combined is one of the two. */
  const combine = (
    operation: (a: PortSet, b: PortSet) => PortSet,
    neutral: Bounds,
    final: Bounds,
  ): ((a: Bounds, b: Bounds) => Bounds) => {
    const results = new Map<number, Bounds>();
    return (a, b) => {
      if (a === b || b === neutral || a === final) return a;
      if (a === neutral || b === final) return b;
      const key = a * 0x4000000 + b;
      const known = results.get(key);
      if (known !== undefined) return known;
      const [x, y] = [parts(a), parts(b)];
      const result = intern(
        operation(x.certain, y.certain),
        operation(x.assumed, y.assumed),
        operation(x.possible, y.possible),
        operation(x.conceivable, y.conceivable),
      );
      results.set(key, result);
      return result;
    };
  };

  const conditional = new Map<number, Bounds>();
  return {
    parts,
    when: (strict, assumed, set) =>
      getOrMake(conditional, set * 9 + strict * 3 + assumed, () =>
        intern(
          strict === YES ? set : NO_PORTS,
          assumed === YES ? set : NO_PORTS,
          assumed >= UNKNOWN ? set : NO_PORTS,
          strict >= UNKNOWN ? set : NO_PORTS,
        ),
      ),
    exactly: (set) => intern(set, set, set, set),
    union: combine(ports.union, NOTHING, EVERYTHING),
    intersect: combine(ports.intersect, EVERYTHING, NOTHING),
    doubtful: (a) => intern(NO_PORTS, NO_PORTS, parts(a).possible, parts(a).conceivable),
    undecided: (a) => intern(parts(a).certain, parts(a).assumed, ALL_PORTS, ALL_PORTS),
  };
}
