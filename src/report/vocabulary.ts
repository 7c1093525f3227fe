/** What sets of endpoints can be called: the whole, its kinds, its namespaces. */
import type { Endpoint, ExternalEndpoint, NamespaceScope, PodsEndpoint, WorkloadEndpoint } from "../engine/index.ts";
import { scopeKey } from "./patterns.ts";
import type { IndexSet } from "./sets.ts";
import type { Span } from "./spans.ts";

/** A namespace, or the namespaces with certain labels: all endpoints that may stand for pods in it. */
export interface Place {
  readonly key: string;
  readonly scope: NamespaceScope;
  readonly workloads: IndexSet;
  /** Representative pods with at least one pattern here; one may stand in several places. */
  readonly pods: IndexSet;
  /** Those of `pods` that have the label here; by `labelKey`. */
  readonly podsWithLabel: ReadonlyMap<string, IndexSet>;
}

/** A key that is equal for equal labels. */
export function labelKey(label: readonly [key: string, value: string]): string {
  return label.join("=");
}

/**
 * The endpoints that sentences speak about. "All" and "every" mean all of `universe`, nothing more.
 *
 * INVARIANT: `workloads`, `pods` and `externals` are disjoint and together the universe.
 */
export interface Vocabulary {
  readonly endpoints: readonly Endpoint[];
  readonly universe: IndexSet;
  readonly workloads: IndexSet;
  readonly pods: IndexSet;
  readonly externals: IndexSet;
  /** Named ones first, each by key. */
  readonly places: readonly Place[];
  /** The same by key. */
  readonly placeOf: ReadonlyMap<string, Place>;
}

/** Words and the endpoints they stand for. */
export interface Part {
  readonly members: IndexSet;
  readonly spans: readonly Span[];
  /** Where the part is all there is in some named namespaces: "namespaces `a` and `b`". */
  readonly within?: readonly Span[];
}

/** The vocabulary of those endpoints that `belongs` accepts. */
export function createVocabulary(endpoints: readonly Endpoint[], belongs: (endpoint: Endpoint) => boolean): Vocabulary {
  const universe = endpoints.flatMap((endpoint, index) => (belongs(endpoint) ? [index] : []));
  const places = placesOf(endpoints, universe);
  const ofType = (type: Endpoint["type"]): IndexSet => universe.filter((index) => endpoints[index]?.type === type);
  return {
    endpoints,
    universe,
    workloads: ofType("workload"),
    pods: ofType("pods"),
    externals: ofType("external"),
    places,
    placeOf: new Map(places.map((place) => [place.key, place])),
  };
}

interface GrowingPlace extends Place {
  readonly workloads: number[];
  readonly pods: number[];
  readonly podsWithLabel: Map<string, number[]>;
}

function placesOf(endpoints: readonly Endpoint[], universe: IndexSet): readonly Place[] {
  const places = new Map<string, GrowingPlace>();
  const at = (scope: NamespaceScope): GrowingPlace => {
    const key = scopeKey(scope);
    const place = places.get(key) ?? { key, scope, workloads: [], pods: [], podsWithLabel: new Map() };
    places.set(key, place);
    return place;
  };
  for (const index of universe) {
    const endpoint = endpoints[index];
    if (endpoint?.type === "workload") at({ type: "name", name: endpoint.namespace }).workloads.push(index);
    if (endpoint?.type !== "pods") continue;
    for (const { namespace, labels } of endpoint.patterns) {
      const { pods, podsWithLabel } = at(namespace);
      if (pods.at(-1) !== index) pods.push(index);
      for (const label of labels) {
        const key = labelKey(label);
        const labelled = podsWithLabel.get(key) ?? [];
        if (labelled.at(-1) !== index) labelled.push(index);
        podsWithLabel.set(key, labelled);
      }
    }
  }
  const rank = (place: Place): number => (place.scope.type === "name" ? 0 : 1);
  return [...places.values()].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

export function workloadAt(vocabulary: Vocabulary, index: number): WorkloadEndpoint | null {
  const endpoint = vocabulary.endpoints[index];
  return endpoint?.type === "workload" ? endpoint : null;
}

export function podsAt(vocabulary: Vocabulary, index: number): PodsEndpoint | null {
  const endpoint = vocabulary.endpoints[index];
  return endpoint?.type === "pods" ? endpoint : null;
}

export function externalAt(vocabulary: Vocabulary, index: number): ExternalEndpoint | null {
  const endpoint = vocabulary.endpoints[index];
  return endpoint?.type === "external" ? endpoint : null;
}
