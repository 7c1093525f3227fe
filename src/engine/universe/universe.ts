import { createBoundsSpace, type BoundsSpace } from "../bounds.ts";
import { getOrMake } from "../collections.ts";
import type { AddressRange, Cluster, ClusterSettings, Policy } from "../model.ts";
import { createPortSpace, type PortSpace } from "../ports.ts";
import { contains } from "../addresses.ts";
import { buildRows, type RowTable } from "../rows.ts";
import { partition, type Partition } from "./classes.ts";
import { cutIntervals, type Intervals } from "./intervals.ts";
import { collectItems } from "./collect-items.ts";
import type { IntervalOwner, Items } from "./items.ts";
import { representativePods, type PodSpec } from "./patterns.ts";
import { portKeysOf } from "./port-specs.ts";
import { compile, type CompiledPolicy, type Program } from "./program.ts";
import { matchSets } from "./sets.ts";

/** Everything the sides have in common: chosen once, so that a pair means the same before and after. */
export interface Universe {
  readonly sides: readonly Cluster[];
  readonly settings: ClusterSettings;
  readonly space: PortSpace;
  readonly bounds: BoundsSpace;
  readonly program: Program;
  readonly intervals: Intervals;
  /** Policies of either side that the other does not hold with the same content. */
  readonly changed: readonly Policy[];
  readonly patterns: readonly PodSpec[];
  /** Whether representatives were added for everything that changed. */
  readonly looked: "whole" | "in part";
  readonly items: Items;
  readonly partition: Partition;
  readonly rows: RowTable;
}

/**
 * `sides`: one cluster, or the clusters before and after a change. `split`: ids of workloads whose pods are known to be
 * told apart; none to begin with.
 */
export function buildUniverse(
  sides: readonly Cluster[],
  settings: ClusterSettings,
  split: ReadonlySet<string>,
): Universe {
  const policies = sides.map((side) => side.policies);
  // Most of them are one and the same object on both sides.
  const space = createPortSpace(portKeysOf(new Set(policies.flat())));
  const bounds = createBoundsSpace(space);
  const program = compile(policies, space);
  const inside = [...settings.podRanges, ...settings.nodeRanges];
  const blocks = program.sets.flatMap((set) => (set.type === "ipBlock" ? [set.block] : []));
  const intervals = cutIntervals(blocks, inside);
  const changed = changedPolicies(program);
  const { pods: patterns, looked } = representativePods(sides, program.sets, changed);
  const items = collectItems({
    sides,
    settings,
    program,
    space,
    intervals,
    owners: sides.map((side) => ownersOf(intervals, side, settings)),
    split,
    patterns,
  });
  const parts = partition(items.items, matchSets(program.sets, items, intervals, settings));
  const rows = buildRows({ program, items, classes: parts.classes, space, bounds });
  return {
    sides,
    settings,
    space,
    bounds,
    program,
    intervals,
    changed,
    patterns,
    looked,
    items,
    partition: parts,
    rows,
  };
}

/** An interval lies inside of a range wholly or not at all: the borders of the ranges are cuts. */
function ownersOf(intervals: Intervals, side: Cluster, settings: ClusterSettings): readonly IntervalOwner[] {
  const known = new Map<number, Map<bigint, string>>();
  for (const node of side.nodes) {
    for (const address of node.addresses) {
      getOrMake(known, intervals.find(address), () => new Map<bigint, string>()).set(address.value, node.name);
    }
  }
  return intervals.ranges.map((range, index) => {
    const startsInside = (other: AddressRange): boolean =>
      contains(other, { family: range.family, value: range.first });
    const nodes = known.get(index);
    if (nodes !== undefined && BigInt(nodes.size) === range.last - range.first + 1n) {
      return { type: "nodes", nodes: [...new Set(nodes.values())].sort() };
    }
    if (settings.nodeRanges.some(startsInside)) return { type: "nodes", nodes: null };
    return { type: settings.podRanges.some(startsInside) ? "pods" : "external" };
  });
}

/** Policies that the other side does not hold with the same content, whatever their name. */
function changedPolicies(program: Program): readonly Policy[] {
  const [before, after] = program.sides;
  if (before === undefined || after === undefined) return [];
  return [...missingFrom(after, before), ...missingFrom(before, after)].map((compiled) => compiled.policy);
}

function missingFrom(
  others: readonly CompiledPolicy[],
  policies: readonly CompiledPolicy[],
): readonly CompiledPolicy[] {
  // Most policies are one and the same object on both sides.
  const shared = new Set(others);
  const candidates = policies.filter((policy) => !shared.has(policy));
  const subjects = new Set(candidates.map((policy) => policy.subject));
  const key = ({ subject, content }: CompiledPolicy): string =>
    `${String(subject)} ${String(content.ingress)} ${String(content.egress)}`;
  const held = new Set(others.filter((policy) => subjects.has(policy.subject)).map(key));
  return candidates.filter((policy) => !held.has(key(policy)));
}
