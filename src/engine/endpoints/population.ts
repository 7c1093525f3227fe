import { ABSENT, type Element } from "../cells.ts";
import { inCanonicalOrder } from "../canonical-order.ts";
import { at, getOrMake } from "../collections.ts";
import type { Cluster, ClusterSettings } from "../model.ts";
import type { Endpoint } from "../result.ts";
import { buildUniverse, type Universe } from "../universe/universe.ts";
import { placeExternal } from "./external.ts";
import { placePatterns } from "./patterns.ts";
import type { EndpointDetail } from "./placed.ts";
import { placeWorkloads } from "./workloads.ts";

/** The endpoints of an answer, and in which class each of them is before and after. */
export interface Population {
  /** Workloads by id, then representative pods, then external addresses. */
  readonly endpoints: readonly Endpoint[];
  readonly elements: readonly Element[];
  /** Per endpoint: what stands behind a workload, on the side before and after. */
  readonly details: readonly EndpointDetail[];
}

/** `before`: index of the side before, or `null` when a single cluster is listed. */
function populate(universe: Universe, before: number | null, after: number): Population {
  const workloads = placeWorkloads(universe, before, after);
  const placed = [
    ...workloads,
    ...placePatterns(universe, before, after, workloads),
    ...placeExternal(universe, before, after),
  ];
  const elements = new Map<number, { before: number; after: number; closeLook: boolean; endpoints: number[] }>();
  placed.forEach((place, index) => {
    const key = (place.before - ABSENT) * 0x4000000 + (place.after - ABSENT);
    getOrMake(elements, key, () => ({
      before: place.before,
      after: place.after,
      closeLook: place.closeLook,
      endpoints: [],
    })).endpoints.push(index);
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
  clusters: readonly Cluster[],
  settings: ClusterSettings,
  before: number | null,
  after: number,
): { readonly universe: Universe; readonly population: Population } {
  const sides = inCanonicalOrder(clusters);
  const universe = buildUniverse(sides, settings, new Set());
  const population = populate(universe, before, after);
  const owners = population.endpoints.flatMap((endpoint) =>
    endpoint.type === "workload" ? (endpoint.workload ?? []) : [],
  );
  if (owners.length === 0 || !universe.items.nodesMatter) return { universe, population };
  const finer = buildUniverse(sides, settings, new Set(owners));
  return { universe: finer, population: populate(finer, before, after) };
}

/** A bare pod, or one pod of a larger workload: it has no replicas that could talk to each other. */
export function isSinglePod(endpoint: Endpoint): boolean {
  return endpoint.type === "workload" && endpoint.kind === "Pod";
}
