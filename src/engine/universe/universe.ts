import { createBoundsSpace, type BoundsSpace } from "../bounds.ts";
import { at } from "../collections.ts";
import type { AddressRange, Cluster, ClusterSettings, Policy } from "../model.ts";
import { createPortSpace, type PortSpace } from "../ports.ts";
import { contains } from "../addresses.ts";
import { buildRows, type RowTable } from "../rows.ts";
import { partition, type Partition } from "./classes.ts";
import { cutIntervals, type Intervals } from "./intervals.ts";
import { collectItems, type Items } from "./items.ts";
import { representativePods, type PodSpec } from "./patterns.ts";
import { compile, portKeysOf, type Program } from "./program.ts";
import { matchSets } from "./sets.ts";

/** Everything the sides have in common: chosen once, so that a pair means the same before and after. */
export interface Universe {
  readonly sides: readonly Cluster[];
  readonly settings: ClusterSettings;
  readonly space: PortSpace;
  readonly bounds: BoundsSpace;
  readonly program: Program;
  readonly intervals: Intervals;
  readonly patterns: readonly PodSpec[];
  readonly items: Items;
  readonly partition: Partition;
  readonly rows: RowTable;
}

/** `sides`: one cluster, or the clusters before and after a change. */
export function buildUniverse(sides: readonly Cluster[], settings: ClusterSettings): Universe {
  const policies = sides.map((side) => side.policies);
  const space = createPortSpace(portKeysOf(new Set(policies.flat())));
  const bounds = createBoundsSpace(space);
  const program = compile(policies, space);
  const inside = [...settings.podRanges, ...settings.nodeRanges];
  const blocks = program.sets.flatMap((set) => (set.type === "ipBlock" ? [set.block] : []));
  const intervals = cutIntervals(blocks, inside);
  const patterns = representativePods(sides, changedPolicies(program));
  const items = collectItems({
    sides,
    settings,
    program,
    space,
    intervals,
    isExternal: (index) => !startsInside(at(intervals.ranges, index), inside),
    patterns,
  });
  const parts = partition(items.items, matchSets(program.sets, items, intervals, settings));
  const rows = buildRows({ program, items, classes: parts.classes, space, bounds });
  return { sides, settings, space, bounds, program, intervals, patterns, items, partition: parts, rows };
}

/** An interval lies inside of a range wholly or not at all: the borders of the ranges are cuts. */
function startsInside(interval: AddressRange, ranges: readonly AddressRange[]): boolean {
  return ranges.some((range) => contains(range, { family: interval.family, value: interval.first }));
}

/** Policies that the other side does not hold with the same content, whatever their name. */
function changedPolicies(program: Program): readonly Policy[] {
  const [before, after] = program.sides;
  if (before === undefined || after === undefined) return [];
  const key = (policy: (typeof before)[number]): string =>
    `${String(policy.subject)} ${String(policy.content.ingress)} ${String(policy.content.egress)}`;
  const [old, now] = [new Set(before.map(key)), new Set(after.map(key))];
  return [...before.filter((policy) => !now.has(key(policy))), ...after.filter((policy) => !old.has(key(policy)))].map(
    (compiled) => compiled.policy,
  );
}
