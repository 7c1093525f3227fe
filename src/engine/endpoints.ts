import { toCidrs } from "./addresses.ts";
import { ABSENT, type Element } from "./cells.ts";
import { at, compareText, getOrMake } from "./collections.ts";
import type { AddressRange, Cluster, ClusterSettings, Family, Workload } from "./model.ts";
import type { Endpoint, ExternalEndpoint, PodPattern, PodsEndpoint, Side } from "./result.ts";
import { HOST, workloadId, type PodItem } from "./universe/items.ts";
import { buildUniverse, type Universe } from "./universe/universe.ts";

/** The endpoints of an answer, and in which class each of them is before and after. */
export interface Population {
  /** Workloads by id, then representative pods, then external addresses. */
  readonly endpoints: readonly Endpoint[];
  readonly elements: readonly Element[];
  /** Per endpoint: what stands behind a workload, on the side before and after. */
  readonly details: readonly EndpointDetail[];
}

export interface EndpointDetail {
  readonly before: { readonly workload: Workload; readonly pod: PodItem } | null;
  readonly after: { readonly workload: Workload; readonly pod: PodItem } | null;
}

interface Placed {
  readonly endpoint: Endpoint;
  readonly before: number;
  readonly after: number;
  readonly detail: EndpointDetail;
}

const NO_DETAIL: EndpointDetail = { before: null, after: null };

/** `before`: index of the side before, or `null` when a single cluster is listed. */
export function populate(universe: Universe, before: number | null, after: number): Population {
  const workloads = placeWorkloads(universe, before, after);
  const placed = [
    ...workloads,
    ...placePatterns(universe, before, after, workloads),
    ...placeExternal(universe, before, after),
  ];
  const elements = new Map<string, { before: number; after: number; endpoints: number[] }>();
  placed.forEach((place, index) => {
    const only = place.endpoint.type === "workload" ? place.endpoint.only : null;
    const key = `${String(place.before)} ${String(place.after)} ${String(only)}`;
    getOrMake(elements, key, () => ({ before: place.before, after: place.after, endpoints: [] })).endpoints.push(index);
  });
  return {
    endpoints: placed.map((place) => place.endpoint),
    details: placed.map((place) => place.detail),
    elements: [...elements.values()].map((element) => ({
      ...element,
      lone: element.endpoints.length === 1 && isSinglePod(at(placed, element.endpoints[0] ?? 0).endpoint),
    })),
  };
}

/**
 * The universe in which pods that policies tell apart are each on their own node, and who is in it. Which pods those
 * are is known only once they have been told apart; where nodes do not matter the first look is the last.
 */
export function settle(
  sides: readonly Cluster[],
  settings: ClusterSettings,
  before: number | null,
  after: number,
): { readonly universe: Universe; readonly population: Population } {
  const universe = buildUniverse(sides, settings, new Set());
  const population = populate(universe, before, after);
  const owners = population.endpoints.flatMap((endpoint) => (endpoint.type === "workload" ? (endpoint.workload ?? []) : []));
  if (owners.length === 0 || universe.items.items.every((item) => item.nodes === null)) return { universe, population };
  const finer = buildUniverse(sides, settings, new Set(owners));
  return { universe: finer, population: populate(finer, before, after) };
}

/** A bare pod, or one pod of a larger workload: it has no replicas that could talk to each other. */
export function isSinglePod(endpoint: Endpoint): boolean {
  return endpoint.type === "workload" && endpoint.kind === "Pod";
}

function placeWorkloads(universe: Universe, before: number | null, after: number): readonly Placed[] {
  const classOf = (item: number): number => at(universe.partition.classes.of, item);
  const byId = new Map<string, { before?: Workload; after?: Workload }>();
  for (const workload of before === null ? [] : at(universe.sides, before).workloads) byId.set(workloadId(workload), { before: workload });
  for (const workload of at(universe.sides, after).workloads) {
    const id = workloadId(workload);
    const old = byId.get(id);
    byId.set(id, old?.before === undefined ? { after: workload } : { before: old.before, after: workload });
  }

  const itemsOf = (side: number | null, workload: Workload | undefined): readonly PodItem[] =>
    side === null || workload === undefined ? [] : (at(universe.items.workloads, side).get(workload) ?? []);
  const placed: Placed[] = [];
  for (const [id, pair] of byId) {
    const [old, now] = [itemsOf(before, pair.before), itemsOf(after, pair.after)];
    const any = pair.after ?? pair.before;
    if (any === undefined || (old.length === 0 && now.length === 0)) continue;
    const place = (pod: string | null, podBefore: PodItem | undefined, podAfter: PodItem | undefined): void => {
      const only: Side | null = before === null ? null : podBefore === undefined ? "head" : podAfter === undefined ? "base" : null;
      placed.push({
        endpoint: {
          type: "workload",
          id: pod === null ? id : `${any.namespace}/Pod/${pod}`,
          namespace: any.namespace,
          kind: pod === null ? any.kind : "Pod",
          name: pod ?? any.name,
          workload: pod === null ? null : id,
          only,
          origin: (pod === null ? undefined : (podAfter ?? podBefore)?.origin) ?? any.origin,
        },
        before: podBefore === undefined ? ABSENT : classOf(podBefore.item),
        after: podAfter === undefined ? ABSENT : classOf(podAfter.item),
        detail: {
          before: podBefore === undefined || pair.before === undefined ? null : { workload: pair.before, pod: podBefore },
          after: podAfter === undefined || pair.after === undefined ? null : { workload: pair.after, pod: podAfter },
        },
      });
    };
    const isUniform = (pods: readonly PodItem[]): boolean =>
      pods.every((pod) => classOf(pod.item) === classOf(at(pods, 0).item));
    if (isUniform(old) && (old === now || isUniform(now))) {
      place(null, old[0], now[0]);
      continue;
    }
    // Policies tell the pods apart, so each of them is an endpoint of its own. A template stands for every pod.
    const [oldByName, nowByName] = [byName(old), byName(now)];
    const names = new Set([...oldByName.keys(), ...nowByName.keys()].filter((name) => name !== null));
    for (const name of names) {
      place(name, oldByName.get(name) ?? oldByName.get(null), nowByName.get(name) ?? nowByName.get(null));
    }
  }
  return placed.sort((a, b) => compareText(a.endpoint.id, b.endpoint.id));
}

function byName(pods: readonly PodItem[]): ReadonlyMap<string | null, PodItem> {
  return new Map(pods.map((pod) => [pod.pod, pod]));
}

/** Representative pods, joined by class; those that a known workload stands for on both sides are left out. */
function placePatterns(universe: Universe, before: number | null, after: number, workloads: readonly Placed[]): readonly Placed[] {
  const { items, partition, patterns } = universe;
  const classOf = (item: number): number => at(partition.classes.of, item);
  const seen = (side: number | null, item: number | undefined): string =>
    side === null || item === undefined ? "" : String(at(partition.bySelectors, item));
  const known = new Set<string>();
  for (const { endpoint, detail } of workloads) {
    if (endpoint.type !== "workload" || endpoint.only !== null) continue;
    const item = detail.after?.pod.item;
    if (item === undefined || at(items.items, item).group === HOST) continue;
    known.add(`${seen(before, detail.before?.pod.item)} ${seen(after, item)}`);
  }
  const joined = new Map<string, { before: number; after: number; patterns: PodPattern[] }>();
  patterns.forEach((pattern, index) => {
    const old = before === null ? undefined : at(at(items.patterns, before), index);
    const now = at(at(items.patterns, after), index);
    if (known.has(`${seen(before, old)} ${seen(after, now)}`)) return;
    const place = { before: old === undefined ? ABSENT : classOf(old), after: classOf(now), patterns: [] as PodPattern[] };
    const group = getOrMake(joined, `${String(place.before)} ${String(place.after)}`, () => place);
    group.patterns.push({ namespace: pattern.namespace, labels: pattern.labels });
  });
  return [...joined.values()].map((group) => ({ ...group, endpoint: podsEndpoint(group.patterns), detail: NO_DETAIL }));
}

function podsEndpoint(patterns: readonly PodPattern[]): PodsEndpoint {
  const [first] = patterns;
  const labels = (pairs: PodPattern["labels"]): string => `{${pairs.map((pair) => pair.join("=")).join(",")}}`;
  const scope = first === undefined ? "" : first.namespace.type === "name" ? first.namespace.name : labels(first.namespace.labels);
  return { type: "pods", id: `pods:${scope}/${labels(first?.labels ?? [])}`, patterns };
}

/** Addresses outside of the cluster and of nodes, joined by class. */
function placeExternal(universe: Universe, before: number | null, after: number): readonly Placed[] {
  const { items, partition, intervals } = universe;
  const classOf = (side: number, interval: number): number => {
    const item = at(at(items.external, side), interval);
    return item < 0 ? ABSENT : at(partition.classes.of, item);
  };
  const joined = new Map<string, { before: number; after: number; ranges: AddressRange[]; intervals: number[] }>();
  intervals.ranges.forEach((range, interval) => {
    const place = { before: before === null ? ABSENT : classOf(before, interval), after: classOf(after, interval) };
    if (place.after === ABSENT) return;
    const group = getOrMake(joined, `${String(place.before)} ${String(place.after)}`, () => ({ ...place, ranges: [], intervals: [] }));
    group.intervals.push(interval);
    const last = group.ranges.at(-1);
    if (last?.family === range.family && last.last + 1n === range.first) {
      group.ranges[group.ranges.length - 1] = { ...last, last: range.last };
    } else group.ranges.push(range);
  });
  const isTaken = podAddresses(universe);
  return [...joined.values()]
    .filter((group) => !isTaken(group.intervals, sizeOf(group.ranges)))
    .map((group) => ({ ...group, endpoint: externalEndpoint(group.ranges), detail: NO_DETAIL }));
}

/** No cluster has more pods: larger parts of the address space cannot be filled by them. */
const MAX_POD_ADDRESSES = 1n << 22n;

/** Whether all addresses of some intervals belong to known pods, and so are not external. */
function podAddresses(universe: Universe): (chosen: readonly number[], size: bigint) => boolean {
  let counts: ReadonlyMap<number, number> | null = null;
  return (chosen, size) => {
    if (size > MAX_POD_ADDRESSES) return false;
    const found = (counts ??= countPodAddresses(universe));
    return BigInt(chosen.reduce((sum, interval) => sum + (found.get(interval) ?? 0), 0)) === size;
  };
}

/** Per interval: how many of its addresses known pods have. */
function countPodAddresses({ sides, intervals }: Universe): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const seen: Record<Family, Set<bigint>> = { 4: new Set(), 6: new Set() };
  for (const workload of new Set(sides.flatMap((side) => side.workloads))) {
    for (const { finished, hostNetwork, addresses } of workload.pods) {
      if (finished || hostNetwork) continue;
      for (const address of addresses) {
        if (seen[address.family].has(address.value)) continue;
        seen[address.family].add(address.value);
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

