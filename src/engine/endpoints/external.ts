import { toCidrs } from "../addresses.ts";
import { ABSENT } from "../cells.ts";
import { at, getOrMake, lazily } from "../collections.ts";
import type { AddressRange, Family } from "../model.ts";
import type { ExternalEndpoint } from "../result.ts";
import type { Universe } from "../universe/universe.ts";
import { NO_DETAIL, type Placed } from "./placed.ts";

/**
 * Addresses outside of the cluster and of nodes, joined by class. Those of known pods are none; of a change, those of pods
 * that the base knows: a change cannot take an address from the outside by saying that a pod of its own has it.
 */
export function placeExternal(universe: Universe, before: number | null, after: number): readonly Placed[] {
  const { items, partition, intervals } = universe;
  const classOf = (side: number, interval: number): number => {
    const item = at(at(items.external, side), interval);
    return item < 0 ? ABSENT : at(partition.classes.of, item);
  };
  const joined = new Map<string, { before: number; after: number; ranges: AddressRange[]; intervals: number[] }>();
  intervals.ranges.forEach((range, interval) => {
    const place = { before: before === null ? ABSENT : classOf(before, interval), after: classOf(after, interval) };
    if (place.after === ABSENT) return;
    const group = getOrMake(joined, `${String(place.before)} ${String(place.after)}`, () => ({
      ...place,
      ranges: [],
      intervals: [],
    }));
    group.intervals.push(interval);
    const last = group.ranges.at(-1);
    if (last?.family === range.family && last.last + 1n === range.first) {
      group.ranges[group.ranges.length - 1] = { ...last, last: range.last };
    } else group.ranges.push(range);
  });
  const isTaken = podAddresses(universe, before ?? after);
  return [...joined.values()]
    .filter((group) => !isTaken(group.intervals, sizeOf(group.ranges)))
    .map((group) => ({ ...group, endpoint: externalEndpoint(group.ranges), detail: NO_DETAIL, closeLook: false }));
}

/** No cluster has more pods: larger parts of the address space cannot be filled by them. */
const MAX_POD_ADDRESSES = 1n << 22n;

/** Whether all addresses of some intervals belong to known pods of a side, and so are not external. */
function podAddresses(universe: Universe, side: number): (chosen: readonly number[], size: bigint) => boolean {
  const counts = lazily(() => countPodAddresses(universe, side));
  return (chosen, size) => {
    if (size > MAX_POD_ADDRESSES) return false;
    const found = counts();
    return BigInt(chosen.reduce((sum, interval) => sum + (found.get(interval) ?? 0), 0)) === size;
  };
}

/** Per interval: how many of its addresses known pods of a side have. */
function countPodAddresses({ intervals, items }: Universe, side: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const seen: Record<Family, Set<bigint>> = { 4: new Set(), 6: new Set() };
  const isPlaced = (item: number): boolean => at(items.items, item).intervals.length > 0;
  for (const { pods, items: own } of new Set(at(items.workloads, side))) {
    if (!own.some(isPlaced)) continue;
    for (const pod of pods) {
      if (pod === null || pod.finished || pod.hostNetwork) continue;
      for (const address of pod.addresses) {
        const known = seen[address.family];
        if (known.has(address.value)) continue;
        known.add(address.value);
        const interval = intervals.find(address);
        counts.set(interval, (counts.get(interval) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
}

/** Globally routable IPv6; of IPv4 half of the whole space is enough to tell. */
const GLOBAL_IPV6: AddressRange = { family: 6, first: 1n << 125n, last: (1n << 126n) - 1n };

function externalEndpoint(ranges: readonly AddressRange[]): ExternalEndpoint {
  const cidrs = toCidrs(ranges);
  const [first] = cidrs;
  const global = ranges.flatMap((range) => {
    if (range.family === 4) return [range];
    const clipped = { ...range, first: max(range.first, GLOBAL_IPV6.first), last: min(range.last, GLOBAL_IPV6.last) };
    return clipped.first <= clipped.last ? [clipped] : [];
  });
  const half = ranges[0]?.family === 4 ? 1n << 31n : 1n << 124n;
  return {
    type: "external",
    id: `external:${first ?? ""}${cidrs.length > 1 ? `+${String(cidrs.length - 1)}` : ""}`,
    cidrs,
    internet: sizeOf(global) >= half,
  };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
