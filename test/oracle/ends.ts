/** The two ends of a packet, as the Kubernetes documentation knows them, and how an address stands for one of them. */
import type {
  Address,
  AddressRange,
  Cluster,
  ClusterSettings,
  Family,
  Labels,
  NamedPort,
  Namespace,
  Pod,
  PodFacts,
  Workload,
} from "../../src/engine/model.ts";

/** One cluster together with what the manifests cannot tell about it. */
export interface World {
  readonly cluster: Cluster;
  readonly settings: ClusterSettings;
}

/** A pod, or one replica of a workload of which only the template is known. */
export interface PodEnd {
  readonly type: "pod";
  readonly namespace: Namespace;
  readonly labels: Labels;
  /** `unknown`: a pod that the manifests do not hold. */
  readonly namedPorts: readonly NamedPort[] | "unknown";
  readonly hostNetwork: boolean;
  /** Empty: not known. */
  readonly addresses: readonly Address[];
  readonly node: string | null;
  readonly finished: boolean;
  /** Set when this is one particular pod: equal identities are the same pod. */
  readonly identity: string | null;
}

export type End =
  | PodEnd
  /** Outside of the cluster. */
  | { readonly type: "external"; readonly address: Address }
  /** An address of a node; `name` is `null` when it is not known which one. */
  | { readonly type: "node"; readonly name: string | null; readonly address: Address }
  /** An address that pods get, of no pod that is known. */
  | { readonly type: "stranger"; readonly address: Address };

/**
 * The namespace of that name; one that is not in the cluster is known by its name only.
 * Kubernetes documentation: Network Policies, "Targeting a Namespace by its name".
 */
export function namespaceOf(cluster: Cluster, name: string): Namespace {
  const known = cluster.namespaces.find((namespace) => namespace.name === name);
  if (known !== undefined) return known;
  const labels = new Map([["kubernetes.io/metadata.name", name]]);
  return { name, labels, labelOrigins: new Map(), labelsComplete: false, origin: null };
}

/** One particular pod of a workload. */
export function podEnd(cluster: Cluster, workload: Workload, pod: Pod): PodEnd {
  return {
    ...factsEnd(cluster, workload, pod),
    addresses: pod.addresses,
    node: pod.node,
    finished: pod.finished,
    identity: `${workload.namespace}/${workload.kind}/${workload.name}/${pod.name}`,
  };
}

/** Any replica of the template of a workload. */
export function replicaEnd(cluster: Cluster, workload: Workload): PodEnd {
  return factsEnd(cluster, workload, workload.template);
}

function factsEnd(cluster: Cluster, workload: Workload, facts: PodFacts): PodEnd {
  return {
    type: "pod",
    namespace: namespaceOf(cluster, workload.namespace),
    labels: facts.labels,
    namedPorts: facts.namedPorts,
    hostNetwork: facts.hostNetwork,
    addresses: [],
    node: null,
    finished: false,
    identity: null,
  };
}

/**
 * What a workload consists of: its pods that have not finished and, when there is none or not all are known, a replica
 * made of its template. A bare Pod that has finished has no template to make another from: it is nothing any more.
 */
export function livePods(cluster: Cluster, workload: Workload): readonly PodEnd[] {
  const live = workload.pods.filter((pod) => !pod.finished).map((pod) => podEnd(cluster, workload, pod));
  if (live.length > 0) return workload.podsComplete ? live : [...live, replicaEnd(cluster, workload)];
  if (workload.kind === "Pod" && workload.pods.length > 0) return [];
  return [replicaEnd(cluster, workload)];
}

/**
 * The end that an address stands for: a pod (spoken to at just this address), a node, a pod that the manifests do not
 * hold, or the outside.
 */
export function addressEnd(world: World, address: Address): End {
  const { cluster, settings } = world;
  for (const workload of cluster.workloads) {
    for (const pod of workload.pods) {
      if (pod.finished || pod.hostNetwork) continue;
      if (pod.addresses.some((own) => sameAddress(own, address)))
        return { ...podEnd(cluster, workload, pod), addresses: [address] };
    }
  }
  for (const node of cluster.nodes) {
    if (node.addresses.some((own) => sameAddress(own, address))) return { type: "node", name: node.name, address };
  }
  if (settings.podRanges.some((range) => inRange(range, address))) return { type: "stranger", address };
  if (settings.nodeRanges.some((range) => inRange(range, address))) return { type: "node", name: null, address };
  return { type: "external", address };
}

/**
 * Whether a pod is, for the network, its node.
 * Kubernetes documentation: Network Policies, "NetworkPolicy and hostNetwork pods".
 */
export function isNodeItself(end: PodEnd, settings: ClusterSettings): boolean {
  return end.hostNetwork && settings.hostNetworkPods === "node";
}

/**
 * The addresses that packets of this end carry; empty: not known. A hostNetwork pod has those of its node.
 * Kubernetes documentation: Network Policies, "NetworkPolicy and hostNetwork pods".
 */
export function addressesOf(world: World, end: End): readonly Address[] {
  if (end.type !== "pod") return [end.address];
  if (end.addresses.length > 0 || !end.hostNetwork) return end.addresses;
  return world.cluster.nodes.find((node) => node.name === end.node)?.addresses ?? [];
}

/**
 * The address families in which this end can be spoken to: those of its addresses; when they are not known, those of
 * the ranges they come from; when those are not known either, both.
 */
export function familiesOf(world: World, end: End): readonly Family[] {
  const addresses = addressesOf(world, end);
  const { podRanges, nodeRanges } = world.settings;
  const ranges = end.type === "pod" && isNodeItself(end, world.settings) ? nodeRanges : podRanges;
  const known: readonly { readonly family: Family }[] = addresses.length > 0 ? addresses : ranges;
  if (known.length === 0) return [4, 6];
  return ([4, 6] as const).filter((family) => known.some((one) => one.family === family));
}

function sameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

export function inRange(range: AddressRange, address: Address): boolean {
  return range.family === address.family && address.value >= range.first && address.value <= range.last;
}
