import { PROTOCOLS, type Family, type Protocol } from "./model.ts";
import type { Connections, PortRanges } from "./result.ts";

/** Index of an interned port set. Equal sets have equal numbers. */
export type PortSet = number;

export const NO_PORTS: PortSet = 0;
export const ALL_PORTS: PortSet = 1;

/** Whether destinations are reached by a port name whose number nobody knows, as representative pods are. */
export type Destinations = "representative" | "known";

/** A port by name, as policies refer to it. */
export interface PortKey {
  readonly protocol: Protocol;
  readonly name: string;
}

/**
 * Sets of ports with hash-consed values, so that `===` is equality.
 *
 * A port is a point on one line: family, then protocol, then 65,536 numbers followed by the names that policies use.
 * A name is a point of its own: it stands for the number a representative pod gives to it, which no rule mentions.
 */
export interface PortSpace {
  readonly union: (a: PortSet, b: PortSet) => PortSet;
  readonly intersect: (a: PortSet, b: PortSet) => PortSet;
  readonly subtract: (a: PortSet, b: PortSet) => PortSet;
  /** Numbers `first` to `last` over both families; 1 to 65535 also holds every name of the protocol. */
  readonly range: (protocol: Protocol, first: number, last: number) => PortSet;
  /** All of these at once. */
  readonly ranges: (
    list: readonly { readonly protocol: Protocol; readonly first: number; readonly last: number }[],
  ) => PortSet;
  /** The name itself, over both families. Empty for a name the space was not made with. */
  readonly name: (protocol: Protocol, name: string) => PortSet;
  /** Every port of one family. */
  readonly family: (family: Family) => PortSet;
  /** Every number, but no name. */
  readonly numbers: PortSet;
  /** What the set holds of one family, towards pods whose names stand for unknown numbers or towards any others. */
  readonly connections: (set: PortSet, family: Family, destinations: Destinations) => Connections;
  /** The same ports moved to the other family, so that the two can be compared. */
  readonly mirror: (set: PortSet, from: Family) => PortSet;
}

const NUMBERS = 65536;
const FAMILIES: readonly Family[] = [4, 6];

/** A space whose names are `keys`; the order of `keys` does not matter. */
export function createPortSpace(keys: readonly PortKey[]): PortSpace {
  const names = PROTOCOLS.map((protocol) =>
    [...new Set(keys.filter((key) => key.protocol === protocol).map((key) => key.name))].sort(),
  );
  const stride = NUMBERS + Math.max(0, ...names.map((list) => list.length));
  const familySpan = stride * PROTOCOLS.length;
  const start = (family: Family, protocol: Protocol): number =>
    (family === 4 ? 0 : familySpan) + PROTOCOLS.indexOf(protocol) * stride;

  const sets: (readonly number[])[] = [];
  const ids = new Map<string, PortSet>();
  /** `points`: start, end, start, end …; inclusive, sorted, not touching. */
  const intern = (points: readonly number[]): PortSet => {
    const key = points.join(",");
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, sets.length);
    sets.push(points);
    return sets.length - 1;
  };
  const pointsOf = (set: PortSet): readonly number[] => sets[set] ?? [];
  const overBoth = (protocol: Protocol, from: number, to: number): PortSet =>
    intern(FAMILIES.flatMap((family) => [start(family, protocol) + from, start(family, protocol) + to]));

  intern([]);
  intern(
    merge(
      FAMILIES.flatMap((family) =>
        PROTOCOLS.flatMap((protocol, index) => [
          start(family, protocol) + 1,
          start(family, protocol) + NUMBERS - 1 + (names[index] ?? []).length,
        ]),
      ),
    ),
  );

  const union = memoised((a, b) =>
    a === b || b === NO_PORTS ? a : a === NO_PORTS ? b : intern(unite(pointsOf(a), pointsOf(b))),
  );
  const intersect = memoised((a, b) =>
    a === b || b === ALL_PORTS ? a : a === ALL_PORTS ? b : intern(cross(pointsOf(a), pointsOf(b))),
  );
  const subtract = memoised((a, b) =>
    a === b ? NO_PORTS : b === NO_PORTS ? a : intern(remove(pointsOf(a), pointsOf(b))),
  );

  const families = {
    4: intern(cross(pointsOf(ALL_PORTS), [start(4, "TCP"), start(4, "TCP") + familySpan - 1])),
    6: intern(cross(pointsOf(ALL_PORTS), [start(6, "TCP"), start(6, "TCP") + familySpan - 1])),
  };
  const wholeProtocol = (protocol: Protocol): PortSet =>
    overBoth(protocol, 1, NUMBERS - 1 + (names[PROTOCOLS.indexOf(protocol)] ?? []).length);

  const rangePoints = (protocol: Protocol, first: number, last: number): readonly number[] =>
    FAMILIES.flatMap((family) => {
      const isWhole = first <= 1 && last >= NUMBERS - 1;
      const end = isWhole ? NUMBERS - 1 + (names[PROTOCOLS.indexOf(protocol)] ?? []).length : last;
      return [start(family, protocol) + first, start(family, protocol) + end];
    });
  const ranges: PortSpace["ranges"] = (list) => {
    const pairs = list.flatMap(({ protocol, first, last }) => {
      const [a = 0, b = 0, c = 0, d = 0] = rangePoints(protocol, first, last);
      return [[a, b] as const, [c, d] as const];
    });
    return intern(merge(pairs.sort(([a], [b]) => a - b).flat()));
  };

  return {
    ranges,
    union,
    intersect,
    subtract,
    range: (protocol, first, last) =>
      first <= 1 && last >= NUMBERS - 1 ? wholeProtocol(protocol) : overBoth(protocol, first, last),
    name: (protocol, name) => {
      const index = (names[PROTOCOLS.indexOf(protocol)] ?? []).indexOf(name);
      return index < 0 ? NO_PORTS : overBoth(protocol, NUMBERS + index, NUMBERS + index);
    },
    family: (family) => families[family],
    numbers: intern(
      FAMILIES.flatMap((family) =>
        PROTOCOLS.flatMap((protocol) => [start(family, protocol) + 1, start(family, protocol) + NUMBERS - 1]),
      ),
    ),
    connections: (set, family, destinations) =>
      toConnections(pointsOf(set), (protocol) => start(family, protocol), names, destinations),
    mirror: (set, from) => intern(pointsOf(set).map((point) => (from === 4 ? point + familySpan : point - familySpan))),
  };
}

/** Remembers the results of a function of two set numbers; both stay below 2^26. */
function memoised(operation: (a: PortSet, b: PortSet) => PortSet): (a: PortSet, b: PortSet) => PortSet {
  const results = new Map<number, PortSet>();
  return (a, b) => {
    const key = a * 0x4000000 + b;
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = operation(a, b);
    results.set(key, result);
    return result;
  };
}

function unite(a: readonly number[], b: readonly number[]): number[] {
  const starts: number[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const takeA = j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0));
    const [list, at] = takeA ? [a, i] : [b, j];
    starts.push(list[at] ?? 0, list[at + 1] ?? 0);
    if (takeA) i += 2;
    else j += 2;
  }
  return merge(starts);
}

/** Joins intervals that overlap or touch; the intervals are sorted by their start. */
function merge(points: readonly number[]): number[] {
  const result: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const first = points[i] ?? 0;
    const last = points[i + 1] ?? 0;
    const end = result.at(-1);
    if (end !== undefined && first <= end + 1) result[result.length - 1] = Math.max(end, last);
    else result.push(first, last);
  }
  return result;
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  const result: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const first = Math.max(a[i] ?? 0, b[j] ?? 0);
    const last = Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0);
    if (first <= last) result.push(first, last);
    if ((a[i + 1] ?? 0) < (b[j + 1] ?? 0)) i += 2;
    else j += 2;
  }
  return result;
}

function remove(a: readonly number[], b: readonly number[]): number[] {
  const result: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let first = a[i] ?? 0;
    const last = a[i + 1] ?? 0;
    while (j < b.length && (b[j + 1] ?? 0) < first) j += 2;
    for (let k = j; k < b.length && (b[k] ?? 0) <= last; k += 2) {
      if (first < (b[k] ?? 0)) result.push(first, (b[k] ?? 0) - 1);
      first = (b[k + 1] ?? 0) + 1;
    }
    if (first <= last) result.push(first, last);
  }
  return result;
}

function toConnections(
  points: readonly number[],
  start: (protocol: Protocol) => number,
  names: readonly (readonly string[])[],
  destinations: Destinations,
): Connections {
  const ranges = new Map<Protocol, PortRanges>();
  const found: PortKey[] = [];
  const missing: PortKey[] = [];
  PROTOCOLS.forEach((protocol, index) => {
    const own = names[index] ?? [];
    const base = start(protocol);
    const numbers = cross(points, [base + 1, base + NUMBERS - 1]);
    if (numbers.length > 0) {
      ranges.set(
        protocol,
        Array.from(
          { length: numbers.length / 2 },
          (_, i) => [(numbers[2 * i] ?? 0) - base, (numbers[2 * i + 1] ?? 0) - base] as const,
        ),
      );
    }
    if (destinations === "known") return;
    const named = cross(points, [base + NUMBERS, base + NUMBERS + own.length - 1]);
    const held = own.filter((_, index) => {
      const point = base + NUMBERS + index;
      return named.some((first, i) => i % 2 === 0 && first <= point && point <= (named[i + 1] ?? -1));
    });
    // Where the numbers say "all", or "all but", what is worth saying are the names that are not among them.
    const isMost = numbers[0] === base + 1 && numbers.at(-1) === base + NUMBERS - 1;
    const isWhole = isMost && numbers.length === 2;
    if (!isWhole) found.push(...held.map((name) => ({ protocol, name })));
    if (isMost) missing.push(...own.filter((name) => !held.includes(name)).map((name) => ({ protocol, name })));
  });
  return { ranges, names: found, exceptNames: missing };
}
