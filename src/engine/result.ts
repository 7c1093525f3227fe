/** What the engine answers: endpoints, flows between sets of them, and how flows differ between two clusters. */
import type { Direction, Family, Origin, Protocol } from "./model.ts";

export type Side = "base" | "head";

/**
 * A workload; or, when policies tell its pods apart, one of them (`kind` is then `Pod` and `workload` names the owner), or
 * the replicas of its template beside them (`workload` is then the `id` itself).
 */
export interface WorkloadEndpoint {
  readonly type: "workload";
  /** `namespace/Kind/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Id of the workload that this endpoint is a part of; `null` when it is the whole of it. */
  readonly workload: string | null;
  /** The side on which it exists, when that is only one. */
  readonly only: Side | null;
  readonly origin: Origin;
}

/** Addresses outside the cluster that no policy of either side tells apart. */
export interface ExternalEndpoint {
  readonly type: "external";
  readonly id: string;
  /** The fewest CIDRs that cover exactly these addresses; IPv4 first, then ascending. */
  readonly cidrs: readonly string[];
  /** True when it holds every public (globally routable) address that any policy leaves undivided: "the internet". */
  readonly internet: boolean;
}

/** How a namespace that representative pods live in is known. */
export type NamespaceScope =
  | { readonly type: "name"; readonly name: string }
  /** A namespace the manifests do not name, which carries these labels (none: "another namespace"). */
  | { readonly type: "labels"; readonly labels: readonly (readonly [string, string])[] };

/** One pattern of pods that the manifests do not hold: pods with these labels in such a namespace. */
export interface PodPattern {
  readonly namespace: NamespaceScope;
  /** Sorted by key. Empty: a pod that carries none of the labels that selectors ask for. */
  readonly labels: readonly (readonly [string, string])[];
}

/** Pods that the manifests do not hold but selectors speak of; no selector tells those of one endpoint apart. */
export interface PodsEndpoint {
  readonly type: "pods";
  readonly id: string;
  /** At least one; the most general first. */
  readonly patterns: readonly PodPattern[];
}

export type Endpoint = WorkloadEndpoint | ExternalEndpoint | PodsEndpoint;

/** Inclusive port ranges, sorted, not touching. 1-65535 is the whole protocol. */
export type PortRanges = readonly (readonly [number, number])[];

/**
 * Ports by protocol; a protocol without ports is absent. `names` holds the port names that a representative pod is
 * reached on: it stands for pods whose numbers are not known. Sorted by protocol, then name.
 */
export interface Connections {
  readonly ranges: ReadonlyMap<Protocol, PortRanges>;
  readonly names: readonly NamedConnection[];
  /**
   * Where `ranges` of a protocol go from 1 to 65535, if with gaps: the names that a representative pod is not reached on
   * all the same. Sorted likewise.
   */
  readonly exceptNames: readonly NamedConnection[];
}

export interface NamedConnection {
  readonly protocol: Protocol;
  readonly name: string;
}

/**
 * `certain`: follows from the manifests. `assumed`: holds under an assumption that the result names.
 * `unknown`: the manifests cannot decide it; it may be so.
 */
export type Certainty = "certain" | "assumed" | "unknown";

/** Every endpoint of `from` reaches every endpoint of `to` (an index on both sides: replica to replica). */
export interface Flow {
  /** Indices into `endpoints`, ascending. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly connections: Connections;
  readonly certainty: Certainty;
  /** Set when the flow exists over one address family only although both ends have both. */
  readonly family: Family | null;
}

/** Something that made a flow change. */
export type CauseKind =
  /** `head`: this rule grants it now. */
  | "rule-grants"
  /** `base`: this rule granted it. */
  | "rule-granted"
  /** `head`: this policy isolates the endpoint now, and none of its rules grants the flow. */
  | "policy-isolates"
  /** `base`: this policy isolated the endpoint. */
  | "policy-isolated"
  /** The pod labels differ. */
  | "labels"
  /** The labels of the namespace differ. */
  | "namespace-labels"
  /** A port name stands for another number, for one at all, or for none any more. */
  | "named-port"
  /** Addresses, node or host network of the pods differ. */
  | "addresses"
  /** The workload is new (`head`) or gone (`base`). */
  | "workload";

export interface Cause {
  readonly kind: CauseKind;
  readonly side: Side;
  /** For example `NetworkPolicy shop/db-allow`, `Deployment shop/web`, `Namespace shop`. */
  readonly object: string;
  /**
   * `ingress[0]`, `egress[2]`; for labels the key, for a port its name; `podSelector` when the policy only selects others
   * than before; `hostNetwork` when that is what moved the pods to other addresses.
   */
  readonly rule: string | null;
  readonly origin: Origin;
}

export interface ChangedFlow extends Flow {
  /** Worst first, without duplicates; at least one. */
  readonly causes: readonly Cause[];
}

/** Something that was taken for granted, and the setting that would replace it by knowledge, where there is one. */
export type Assumption =
  /** Pods of unknown address were taken to lie outside (or, for a whole family, inside) the ipBlocks named here. */
  | { readonly type: "pod-addresses"; readonly setting: "cluster.podCIDRs"; readonly origins: readonly Origin[] }
  /** Labels of these namespaces are not in the manifests. */
  | {
      readonly type: "namespace-labels";
      readonly setting: "cluster.namespaces";
      readonly namespaces: readonly string[];
    }
  /** Values of these labels are known to the cluster only: a controller adds them. */
  | { readonly type: "label-values"; readonly setting: null; readonly keys: readonly string[] }
  /** So many changed flows name the causes of one of their pairs only: the change is too large to tell them apart. */
  | { readonly type: "causes"; readonly setting: null; readonly flows: number }
  /** Pods that several selectors speak of at once were looked at in part only: the change touches too many. */
  | { readonly type: "representatives"; readonly setting: null };

export interface Reachability {
  /** Workloads by id, then representative pods, then external addresses. */
  readonly endpoints: readonly Endpoint[];
  /** Products that do not overlap; together exactly the pairs that can connect. */
  readonly flows: readonly Flow[];
  readonly assumptions: readonly Assumption[];
}

/** Whether policies isolate an endpoint, by direction. `perhaps`: only labels that are not known could tell. */
export type Isolation = Readonly<Record<Direction, "isolated" | "perhaps" | "open">>;

/** `null` on a side where the endpoint does not exist. */
export interface EndpointIsolation {
  readonly base: Isolation | null;
  readonly head: Isolation | null;
}

/** Endpoints that policies of the base surely isolate in a direction, and policies of the head do not. */
export interface IsolationLoss {
  /** Indices into `endpoints`, ascending. */
  readonly endpoints: readonly number[];
  readonly direction: Direction;
  /** `unknown`: perhaps they still do. */
  readonly certainty: "certain" | "unknown";
  /** Worst first, without duplicates; at least one. */
  readonly causes: readonly Cause[];
}

export interface FlowDiff {
  readonly endpoints: readonly Endpoint[];
  readonly newlyAllowed: readonly ChangedFlow[];
  readonly newlyDenied: readonly ChangedFlow[];
  readonly assumptions: readonly Assumption[];
}

/** Endpoints that lose connections in a direction and keep none, to or from anybody but themselves. */
export interface Severed {
  /** Indices into `endpoints`, ascending. */
  readonly endpoints: readonly number[];
  readonly direction: Direction;
}

/** Two clusters compared: how the flows differ, and who is isolated on each side. */
export interface Comparison extends FlowDiff {
  /** By endpoint, in the order of `endpoints`. */
  readonly isolation: readonly EndpointIsolation[];
  readonly isolationLosses: readonly IsolationLoss[];
  readonly severed: readonly Severed[];
}
