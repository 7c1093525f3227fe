import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PROTOCOLS } from "../../src/engine/model.ts";
import { ALL_PORTS, createPortSpace, NO_PORTS, type PortSet, type PortSpace } from "../../src/engine/ports.ts";

/** A set written as a sum of its parts, so that fast-check can shrink it. */
type Part =
  | {
      readonly type: "range";
      readonly protocol: "TCP" | "UDP" | "SCTP";
      readonly first: number;
      readonly length: number;
    }
  | { readonly type: "name"; readonly protocol: "TCP" | "UDP" | "SCTP"; readonly name: string }
  | { readonly type: "family"; readonly family: 4 | 6 };

const protocol = fc.constantFrom(...PROTOCOLS);
const number = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(65_533, 65_534, 65_535));
const part: fc.Arbitrary<Part> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("range" as const),
      protocol,
      first: number,
      length: fc.constantFrom(1, 2, 3, 65_535),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("name" as const), protocol, name: fc.constantFrom("web", "db") }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("family" as const), family: fc.constantFrom(4 as const, 6 as const) }),
  },
);
const parts = fc.array(part, { maxLength: 5 });

function newSpace(): PortSpace {
  return createPortSpace(
    PROTOCOLS.flatMap((one) => [
      { protocol: one, name: "web" },
      { protocol: one, name: "db" },
    ]),
  );
}

function build(space: PortSpace, list: readonly Part[]): PortSet {
  const make = (one: Part): PortSet => {
    if (one.type === "range") return space.range(one.protocol, one.first, Math.min(65_535, one.first + one.length - 1));
    return one.type === "name" ? space.name(one.protocol, one.name) : space.family(one.family);
  };
  return list.map(make).reduce(space.union, NO_PORTS);
}

const SAMPLES = [
  ...Array.from({ length: 20 }, (_, index) => index + 1),
  40_000,
  65_531,
  65_532,
  65_533,
  65_534,
  65_535,
];

/** Every sample point of a set, written out: the slow, obvious form of it. */
function points(list: readonly Part[]): ReadonlySet<string> {
  const result = new Set<string>();
  for (const family of [4, 6]) {
    for (const one of PROTOCOLS) {
      for (const port of [...SAMPLES, "web", "db"]) {
        const isIn = list.some((each) => {
          if (each.type === "family") return each.family === family;
          if (each.protocol !== one) return false;
          if (each.type === "name") return each.name === port;
          const last = Math.min(65_535, each.first + each.length - 1);
          // The whole protocol holds the ports that are known by name only; no other range does.
          return typeof port === "string" ? each.first === 1 && last === 65_535 : each.first <= port && port <= last;
        });
        if (isIn) result.add(`${String(family)} ${one} ${String(port)}`);
      }
    }
  }
  return result;
}

/** The same points, read back from the connections that the set stands for. */
function pointsOf(space: PortSpace, set: PortSet): ReadonlySet<string> {
  const result = new Set<string>();
  for (const family of [4, 6] as const) {
    const { ranges, names, exceptNames } = space.connections(set, family, "representative");
    for (const one of PROTOCOLS) {
      const list = ranges.get(one) ?? [];
      for (const port of SAMPLES)
        if (list.some(([first, last]) => first <= port && port <= last))
          result.add(`${String(family)} ${one} ${String(port)}`);
      const whole = list.some(([first, last]) => first === 1 && last === 65_535);
      for (const name of ["web", "db"]) {
        const isNamed = (list: typeof names): boolean =>
          list.some((named) => named.protocol === one && named.name === name);
        if (isNamed(names) || (whole && !isNamed(exceptNames))) result.add(`${String(family)} ${one} ${name}`);
      }
    }
  }
  return result;
}

test("sets hold the points they were made of", () => {
  fc.assert(
    fc.property(parts, (list) => {
      const space = newSpace();
      expect(pointsOf(space, build(space, list))).toEqual(points(list));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("union, intersection and difference are those of the points", () => {
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const space = newSpace();
      const [a, b] = [build(space, left), build(space, right)];
      const [x, y] = [points(left), points(right)];
      expect(pointsOf(space, space.union(a, b))).toEqual(new Set([...x, ...y]));
      expect(pointsOf(space, space.intersect(a, b))).toEqual(new Set([...x].filter((point) => y.has(point))));
      expect(pointsOf(space, space.subtract(a, b))).toEqual(new Set([...x].filter((point) => !y.has(point))));
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("equal sets are the same number, however they were made", () => {
  fc.assert(
    fc.property(parts, parts, parts, (one, two, three) => {
      const space = newSpace();
      const [a, b, c] = [build(space, one), build(space, two), build(space, three)];
      const { union, intersect, subtract } = space;
      expect(union(a, b)).toBe(union(b, a));
      expect(intersect(a, b)).toBe(intersect(b, a));
      expect(union(a, union(b, c))).toBe(union(union(a, b), c));
      expect(intersect(a, intersect(b, c))).toBe(intersect(intersect(a, b), c));
      expect(intersect(a, union(b, c))).toBe(union(intersect(a, b), intersect(a, c)));
      expect(union(a, intersect(b, c))).toBe(intersect(union(a, b), union(a, c)));
      expect(subtract(a, union(b, c))).toBe(intersect(subtract(a, b), subtract(a, c)));
      expect(subtract(a, intersect(b, c))).toBe(union(subtract(a, b), subtract(a, c)));
      expect(union(intersect(a, b), subtract(a, b))).toBe(a);
      expect(intersect(subtract(a, b), b)).toBe(NO_PORTS);
      expect(subtract(ALL_PORTS, subtract(ALL_PORTS, a))).toBe(a);
      expect([union(a, a), union(a, NO_PORTS), intersect(a, ALL_PORTS), subtract(a, NO_PORTS)]).toEqual([a, a, a, a]);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test("the order of the names does not matter", () => {
  fc.assert(
    fc.property(parts, (list) => {
      const names = ["web", "db"].flatMap((name) => PROTOCOLS.map((one) => ({ protocol: one, name })));
      const [space, other] = [createPortSpace(names), createPortSpace([...names].reverse())];
      expect(pointsOf(space, build(space, list))).toEqual(pointsOf(other, build(other, list)));
    }),
    { seed: 4, numRuns: 100 },
  );
});
