/**
 * The cluster as the engine sees it: dialect-free, every default applied, every fact with its origin.
 *
 * INVARIANT: nothing here is optional. What a manifest may leave out has been given its default in `manifests/`.
 */

/** A place in a file of the repository. `line` and `column` are 1-based. */
export interface Origin {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export type Protocol = "TCP" | "UDP" | "SCTP";

/** All protocols, in the order in which they are listed. */
export const PROTOCOLS: readonly Protocol[] = ["TCP", "UDP", "SCTP"];

export type Direction = "ingress" | "egress";

export type Family = 4 | 6;

/** One IP address as a number of its family: 0 to 2^32-1, or 0 to 2^128-1. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** An interval of addresses of one family, both ends inclusive. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Labels by key. The value `null` means: the object carries the key, with a value that only the cluster knows
 * (`pod-template-hash` of a Deployment's pods, for example).
 */
export type Labels = ReadonlyMap<string, string | null>;

/** Where each label was written. Labels that nobody wrote (`kubernetes.io/metadata.name`) are absent. */
export type LabelOrigins = ReadonlyMap<string, Origin>;

export interface Namespace {
  readonly name: string;
  /** Always holds `kubernetes.io/metadata.name`. */
  readonly labels: Labels;
  readonly labelOrigins: LabelOrigins;
  /** False: no manifest declares this namespace, so it may carry labels that are not in `labels`. */
  readonly labelsComplete: boolean;
  /** `null` when no manifest declares it. */
  readonly origin: Origin | null;
}

/** A port that a container (or sidecar) of a pod declares under a name. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly number: number;
  readonly origin: Origin;
}

/** What decides how policies treat a pod. */
export interface PodFacts {
  readonly labels: Labels;
  readonly labelOrigins: LabelOrigins;
  /** In the order written; one name may stand for several numbers. Ports without a name are left out. */
  readonly namedPorts: readonly NamedPort[];
  readonly hostNetwork: boolean;
  /** Where `hostNetwork` is written; `null` when it is not. */
  readonly hostNetworkOrigin: Origin | null;
}

/** One individually known pod: an item of a cluster dump, a bare Pod manifest, or an ordinal of a StatefulSet. */
export interface Pod extends PodFacts {
  readonly name: string;
  /** Empty: not known. */
  readonly addresses: readonly Address[];
  readonly node: string | null;
  /** True for phase Succeeded or Failed: neither subject nor peer of any policy. */
  readonly finished: boolean;
  readonly origin: Origin;
}

/** A controller with a pod template, or a bare Pod (`kind` is then `Pod` and `pods` holds just it). */
export interface Workload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly template: PodFacts;
  /** Order and number mean nothing. When none is running, replicas of the template are, but for a bare Pod. */
  readonly pods: readonly Pod[];
  /**
   * False: besides `pods`, replicas of the template may run, at addresses and on nodes that are not known. Means nothing
   * where no pod is running.
   */
  readonly podsComplete: boolean;
  readonly origin: Origin;
}

export type Operator = "In" | "NotIn" | "Exists" | "DoesNotExist";

/** `values` is sorted, without duplicates, and empty for `Exists` and `DoesNotExist`. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** All requirements must hold; none at all selects everything. Sorted by key, operator, values; without duplicates. */
export interface Selector {
  readonly requirements: readonly Requirement[];
}

/** Pods chosen by labels. `namespaces` is `null` for "the policy's own namespace". */
export interface PodPeer {
  readonly type: "pods";
  readonly namespaces: Selector | null;
  readonly pods: Selector;
  readonly origin: Origin;
}

/** Addresses inside `cidr` and outside every range of `except`. */
export interface IpBlockPeer {
  readonly type: "ipBlock";
  readonly cidr: AddressRange;
  readonly except: readonly AddressRange[];
  readonly origin: Origin;
}

export type Peer = PodPeer | IpBlockPeer;

/** Numbers `first` to `last`, inclusive, 1 to 65535. A policy port without a number is 1 to 65535. */
export interface PortRange {
  readonly type: "range";
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
  readonly origin: Origin;
}

/** Whatever numbers the destination pod gives to this name under this protocol. */
export interface PortName {
  readonly type: "name";
  readonly protocol: Protocol;
  readonly name: string;
  readonly origin: Origin;
}

export type PolicyPort = PortRange | PortName;

export interface Rule {
  /** `null`: every peer, pod or not. */
  readonly peers: readonly Peer[] | null;
  /** `null`: every port of every protocol. */
  readonly ports: readonly PolicyPort[] | null;
  readonly origin: Origin;
}

/** A NetworkPolicy. A direction that it does not isolate is `null`; an isolated one without rules allows nothing. */
export interface Policy {
  readonly namespace: string;
  readonly name: string;
  readonly subject: Selector;
  readonly subjectOrigin: Origin;
  /** Where `policyTypes` is written, or the policy when it is not. */
  readonly typesOrigin: Origin;
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
  readonly origin: Origin;
}

export interface Node {
  readonly name: string;
  readonly addresses: readonly Address[];
  readonly origin: Origin;
}

/**
 * Everything one root deploys.
 *
 * INVARIANT: names are unique: namespaces by name, workloads by namespace/kind/name, policies by namespace/name.
 * Every namespace that a workload or policy is in stands in `namespaces`.
 */
export interface Cluster {
  readonly namespaces: readonly Namespace[];
  readonly workloads: readonly Workload[];
  readonly policies: readonly Policy[];
  readonly nodes: readonly Node[];
}

/** What the manifests cannot tell about the cluster and its network plugin. */
export interface ClusterSettings {
  /** Where pods get their addresses from. Empty: not known. */
  readonly podRanges: readonly AddressRange[];
  /** Where nodes have their addresses. Empty: not known. */
  readonly nodeRanges: readonly AddressRange[];
  /** Whether an ipBlock matches the addresses of pods (most plugins) or never does (Cilium). */
  readonly ipBlocks: "pods-and-external" | "external-only";
  /** Whether a hostNetwork pod is its node (most plugins) or a pod like any other. */
  readonly hostNetworkPods: "node" | "pod";
}
