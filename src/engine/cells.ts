import { NOTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import { NO_CHANGE, type ChangeId, type ChangeSpace } from "./changes.ts";
import { broadKey, type Broad } from "./broad.ts";
import { at, createInterner, getOrMake } from "./collections.ts";
import type { Direction } from "./model.ts";
import { NO_PORTS, type PortSpace } from "./ports.ts";
import type { RowTable } from "./rows.ts";
import type { Classes } from "./universe/classes.ts";
import { GROUPS, IPV4, IPV6, isAddress, PATTERN, type Group, type Item, type Items } from "./universe/items.ts";

/** Class that stands for "does not exist on this side". */
export const ABSENT = -1;

/** What one class may send to another, on one side. */
export interface Cells {
  /** Side `side`, from class `from` to class `to`; nothing when either is absent. */
  readonly value: (side: number, from: number, to: number) => Bounds;
  /** What can pass between the two at all, whatever the rules say. */
  readonly mask: (from: number, to: number) => Bounds;
  /** What `value` is for two ends that no rule lists but those of broad contents: it depends on their shapes only. */
  readonly defaultValue: (from: Shape, to: Shape) => Bounds;
  readonly sourceShape: (side: number, classIndex: number) => Shape | null;
  readonly destinationShape: (side: number, classIndex: number) => Shape | null;
  /** Bits of the address families both ends have; 0 when one is absent. */
  readonly sharedFamilies: (from: number, to: number) => number;
}

/** All that decides about an end where no exception applies. `id` is equal for equal shapes. */
export interface Shape {
  readonly id: number;
  /** Equal for shapes that differ in broad contents only. */
  readonly plain: number;
  readonly group: Group;
  readonly families: number;
  readonly defaults: readonly Bounds[];
  /** What broad contents of its own grant to those they list; and what broad contents of others grant to it. */
  readonly granting: readonly number[];
  readonly granted: ReadonlyMap<number, Bounds>;
}

export function createCells(
  items: Items,
  classes: Classes,
  table: RowTable,
  space: PortSpace,
  bounds: BoundsSpace,
  broad: Broad,
): Cells {
  const itemOf = (classIndex: number): Item => at(items.items, at(classes.sample, classIndex));
  const groups = Array.from({ length: classes.count }, (_, index) => itemOf(index).group);
  const families = Array.from({ length: classes.count }, (_, index) => itemOf(index).families);
  const masks = new Map<number, Bounds>();
  const maskOf = (from: Group, to: Group, shared: number): Bounds =>
    getOrMake(masks, (from * GROUPS.length + to) * 4 + shared, () => {
      if (isAddress(from) && isAddress(to)) return NOTHING;
      const ipv4 = (shared & IPV4) === 0 ? NO_PORTS : space.family(4);
      const ipv6 = (shared & IPV6) === 0 ? NO_PORTS : space.family(6);
      const ports = space.union(ipv4, ipv6);
      // Only representative pods are reached by a name: of all others the number is known.
      return bounds.exactly(to === PATTERN ? ports : space.intersect(ports, space.numbers));
    });

  const mask = (from: number, to: number): Bounds =>
    maskOf(at(groups, from), at(groups, to), at(families, from) & at(families, to));

  const plain = createInterner<readonly Bounds[]>();
  const shapes = new Map<string, Shape>();
  const shapeOf = new Map<number, Shape>();
  const makeShape = (row: number, classIndex: number, granted: ReadonlyMap<number, Bounds>): Shape => {
    const [group, own] = [at(groups, classIndex), at(families, classIndex)];
    const defaults = table.defaults(row);
    const granting = broad.granting(row);
    const plainKey = `${String(group)} ${String(own)} ${defaults.join(",")}`;
    const key = `${plainKey} ${broadKey(granting, granted)}`;
    return getOrMake(shapes, key, () => {
      const id = plain.intern(plainKey, () => defaults);
      return { id: shapes.size, plain: id, group, families: own, defaults, granting, granted };
    });
  };
  /** `opposite`: the direction of the rules that may list the end. */
  const shape = (row: number, classIndex: number, opposite: Direction): Shape => {
    const granted = broad.granted(opposite, classIndex);
    if (granted.size > 0) return makeShape(row, classIndex, granted);
    const [group, own] = [at(groups, classIndex), at(families, classIndex)];
    return getOrMake(shapeOf, (row * GROUPS.length + group) * 4 + own, () => makeShape(row, classIndex, granted));
  };
  const grantedBy = (defaults: Bounds, one: Shape, other: Shape): Bounds => {
    let result = defaults;
    if (other.granted.size > 0)
      for (const grant of one.granting) result = bounds.union(result, other.granted.get(grant) ?? NOTHING);
    return result;
  };

  return {
    mask,
    value: (side, from, to) => {
      if (from === ABSENT || to === ABSENT) return NOTHING;
      const { ingress, egress } = at(table.sides, side);
      const received = table.value(at(ingress, to), from);
      if (received === NOTHING) return NOTHING;
      const both = bounds.intersect(received, table.value(at(egress, from), to));
      return bounds.intersect(both, mask(from, to));
    },
    defaultValue: (from, to) => {
      const received = grantedBy(at(to.defaults, from.group), to, from);
      const both = bounds.intersect(received, grantedBy(at(from.defaults, to.group), from, to));
      return bounds.intersect(both, maskOf(from.group, to.group, from.families & to.families));
    },
    sourceShape: (side, index) =>
      index === ABSENT ? null : shape(at(at(table.sides, side).egress, index), index, "ingress"),
    destinationShape: (side, index) =>
      index === ABSENT ? null : shape(at(at(table.sides, side).ingress, index), index, "egress"),
    sharedFamilies: (from, to) => (from === ABSENT || to === ABSENT ? 0 : at(families, from) & at(families, to)),
  };
}

/** Endpoints that are in the same class before and the same class after. `before` or `after` may be `ABSENT`. */
export interface Element {
  readonly before: number;
  readonly after: number;
  /** Indices of endpoints, ascending. */
  readonly endpoints: readonly number[];
  /** True when it is one single pod: it makes no pair with itself. */
  readonly lone: boolean;
  /** True for representative pods that were added only to look closely at what changed. */
  readonly closeLook: boolean;
}

/** How connections differ between before and after, for ends that no rule lists. */
export function createDefaultDeltas(cells: Cells, changes: ChangeSpace, { before, after }: Sides): DefaultDeltas {
  const pairs = new Map<number, ShapePair>();
  const plainPairs = createInterner<null>();
  const pair = (old: Shape | null, now: Shape | null): ShapePair =>
    getOrMake(pairs, (1 + (old?.id ?? -1)) * 0x4000000 + (1 + (now?.id ?? -1)), () => ({
      id: pairs.size,
      plain: plainPairs.intern(`${String(old?.plain)} ${String(now?.plain)}`, () => null),
      before: old,
      after: now,
    }));
  return {
    delta: (from, to) => {
      const old = from.before === null || to.before === null ? NOTHING : cells.defaultValue(from.before, to.before);
      const now = from.after === null || to.after === null ? NOTHING : cells.defaultValue(from.after, to.after);
      if (old === now) return NO_CHANGE;
      return changes.between(old, now, shared(from.before, to.before) | shared(from.after, to.after));
    },
    source: (element) =>
      pair(before === null ? null : cells.sourceShape(before, element.before), cells.sourceShape(after, element.after)),
    destination: (element) =>
      pair(
        before === null ? null : cells.destinationShape(before, element.before),
        cells.destinationShape(after, element.after),
      ),
  };
}

export interface DefaultDeltas {
  readonly delta: (from: ShapePair, to: ShapePair) => ChangeId;
  readonly source: (element: Element) => ShapePair;
  readonly destination: (element: Element) => ShapePair;
}

/** The sides of a comparison, as indices into those of the row table; `before` is `null` when there is nothing before. */
export interface Sides {
  readonly before: number | null;
  readonly after: number;
}

export interface ShapePair {
  readonly id: number;
  /** Equal for pairs that differ in broad contents only. */
  readonly plain: number;
  readonly before: Shape | null;
  readonly after: Shape | null;
}

function shared(a: Shape | null, b: Shape | null): number {
  return a === null || b === null ? 0 : a.families & b.families;
}
