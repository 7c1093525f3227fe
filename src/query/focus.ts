import {
  matchesLabels,
  YES,
  type Cluster,
  type Endpoint,
  type ExternalEndpoint,
  type Labels,
  type PodPattern,
  type Workload,
  type WorkloadEndpoint,
  workloadId,
} from "../engine/index.ts";
import { contains, overlap, readRange } from "./addresses.ts";
import { matchesGlob } from "./names.ts";
import type { EndpointPattern, NamePattern } from "./pattern.ts";
import { publicRanges } from "./public-addresses.ts";

/** Whether one of the endpoints of a result is what a pattern means. */
export type EndpointMatcher = (pattern: EndpointPattern, endpoint: Endpoint) => boolean;

/**
 * Prepares to compare patterns with the endpoints of a result; `clusters` are those the result was made from, for the
 * labels of their workloads.
 *
 * Names match workloads, their pods, and as `ns/*` the pods that the manifests do not hold but that could live there.
 * Labels match those that surely carry them. Address patterns match external endpoints that share an address with them.
 */
export function createEndpointMatcher(clusters: readonly Cluster[]): EndpointMatcher {
  return endpointMatcher(namespacesOf(clusters), createWorkloadMatcher(clusters));
}

/** The names of namespaces that are declared or used. */
export function namespacesOf(clusters: readonly Cluster[]): ReadonlySet<string> {
  return new Set(clusters.flatMap((cluster) => cluster.namespaces.map(({ name }) => name)));
}

/** The same over what is there. */
export function endpointMatcher(namespaces: ReadonlySet<string>, matchesWorkload: WorkloadMatcher): EndpointMatcher {
  return (pattern, endpoint) => {
    switch (endpoint.type) {
      case "workload":
        return matchesWorkload(pattern, endpoint);
      case "external":
        return matchesExternal(pattern, endpoint);
      case "pods":
        return endpoint.patterns.some((pods) => matchesPods(pattern, pods, namespaces));
    }
  };
}

/** Whether a pattern means a workload, or a part of one. */
export type WorkloadMatcher = (pattern: EndpointPattern, endpoint: WorkloadEndpoint) => boolean;

export function createWorkloadMatcher(clusters: readonly Cluster[]): WorkloadMatcher {
  const labelled = createLabelled(clusters);
  return (pattern, endpoint) => matchesWorkload(pattern, endpoint, labelled);
}

/** How an endpoint is labelled in each of the clusters. */
type Labelled = (endpoint: WorkloadEndpoint) => readonly Labels[];

function createLabelled(clusters: readonly Cluster[]): Labelled {
  const workloads = new Map<string, Workload[]>();
  for (const workload of clusters.flatMap((cluster) => cluster.workloads)) {
    const id = workloadId(workload);
    const known = workloads.get(id);
    if (known === undefined) workloads.set(id, [workload]);
    else known.push(workload);
  }
  // Few pods of few workloads are asked for, but then all of them.
  const pods = new Map<string, ReadonlyMap<string, readonly Labels[]>>();
  return ({ id, kind, name, workload: owner }) => {
    const found = workloads.get(owner ?? id) ?? [];
    if (kind === "Pod" && owner !== null) {
      const byName = pods.get(owner) ?? podLabels(found);
      pods.set(owner, byName);
      const labels = byName.get(name);
      if (labels !== undefined) return labels;
    }
    return found.map(({ template }) => template.labels);
  };
}

function podLabels(workloads: readonly Workload[]): ReadonlyMap<string, readonly Labels[]> {
  const result = new Map<string, Labels[]>();
  for (const { name, labels } of workloads.flatMap(({ pods }) => pods)) {
    const known = result.get(name);
    if (known === undefined) result.set(name, [labels]);
    else known.push(labels);
  }
  return result;
}

function matchesWorkload(pattern: EndpointPattern, endpoint: WorkloadEndpoint, labelled: Labelled): boolean {
  switch (pattern.type) {
    case "name":
      return isNamed(pattern, endpoint.namespace, endpoint.kind, endpoint.name) || isOwnedBy(pattern, endpoint);
    case "labels":
      return (
        matchesGlob(pattern.namespace, endpoint.namespace) &&
        labelled(endpoint).some((labels) => matchesLabels(pattern.selector, labels) === YES)
      );
    default:
      return false;
  }
}

function isNamed(pattern: NamePattern, namespace: string, kind: string, name: string): boolean {
  return (
    matchesGlob(pattern.name, name) &&
    (pattern.kind === null || matchesGlob(pattern.kind, kind)) &&
    (pattern.namespace === null || matchesGlob(pattern.namespace, namespace))
  );
}

/** A single pod also answers to the name of its workload, `namespace/Kind/name`. */
function isOwnedBy(pattern: NamePattern, { workload }: WorkloadEndpoint): boolean {
  const [namespace = "", kind = "", name = ""] = (workload ?? "").split("/");
  return workload !== null && isNamed(pattern, namespace, kind, name);
}

function matchesExternal(pattern: EndpointPattern, { cidrs }: ExternalEndpoint): boolean {
  const ranges = cidrs.flatMap((cidr) => readRange(cidr) ?? []);
  switch (pattern.type) {
    case "internet":
      return ranges.some((range) => publicRanges().some((inner) => overlap(range, inner) !== null));
    case "address":
      return ranges.some((range) => contains(range, pattern.address));
    case "range":
      return ranges.some((range) => overlap(range, pattern.range) !== null);
    default:
      return false;
  }
}

function matchesPods(pattern: EndpointPattern, pods: PodPattern, namespaces: ReadonlySet<string>): boolean {
  switch (pattern.type) {
    case "name":
      // These pods have no names: only words for all pods of a place can mean them.
      return pattern.name === "*" && isPodKind(pattern.kind) && couldLiveIn(pattern.namespace ?? "*", pods, namespaces);
    case "labels":
      return (
        couldLiveIn(pattern.namespace, pods, namespaces) &&
        matchesLabels(pattern.selector, new Map(pods.labels)) === YES
      );
    default:
      return false;
  }
}

/** Whether a kind, with `*` in it, is that of pods; `null` is any. */
export function isPodKind(kind: string | null): boolean {
  return kind === null || matchesGlob(kind, "Pod");
}

/** Pods of "a namespace with such labels" live in one that the manifests do not name. */
function couldLiveIn(namespace: string, { namespace: scope }: PodPattern, namespaces: ReadonlySet<string>): boolean {
  return scope.type === "name" ? matchesGlob(namespace, scope.name) : !namespaces.has(namespace);
}
