import type { Address, Cluster, ClusterSettings, Namespace, Node, Pod, Workload } from "../model.ts";
import { undeclaredNamespace } from "../selectors.ts";
import { workloadId } from "../workload-id.ts";

export interface KnownPod {
  readonly workload: Workload;
  readonly pod: Pod;
}

/** The objects of a cluster by their names and addresses. */
export interface Lookup {
  readonly settings: ClusterSettings;
  /** By `namespace/Kind/name`. */
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly nodes: ReadonlyMap<string, Node>;
  /** By `addressKey`. */
  readonly nodeByAddress: ReadonlyMap<string, Node>;
  /** By `addressKey`: the pods that own their address, not those of the host network, nor finished ones. */
  readonly podByAddress: ReadonlyMap<string, KnownPod>;
}

export function createLookup({ workloads, namespaces, nodes }: Cluster, settings: ClusterSettings): Lookup {
  const pods = workloads.flatMap((workload) => workload.pods.map((pod) => ({ workload, pod })));
  const owners = pods.filter(({ pod }) => !pod.finished && !pod.hostNetwork);
  return {
    settings,
    workloads: new Map(workloads.map((workload) => [workloadId(workload), workload])),
    namespaces: new Map(namespaces.map((namespace) => [namespace.name, namespace])),
    nodes: new Map(nodes.map((node) => [node.name, node])),
    nodeByAddress: byAddress(nodes, (node) => node.addresses),
    podByAddress: byAddress(owners, ({ pod }) => pod.addresses),
  };
}

export function addressKey({ family, value }: Address): string {
  return `${String(family)}:${value.toString(16)}`;
}

/** When several items have an address, the first. */
function byAddress<Item>(items: readonly Item[], of: (item: Item) => readonly Address[]): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    for (const address of of(item)) {
      const key = addressKey(address);
      if (!found.has(key)) found.set(key, item);
    }
  }
  return found;
}

/** The namespace of this name; one that the cluster does not hold carries its name label and perhaps others. */
export function namespaceNamed({ namespaces }: Lookup, name: string): Namespace {
  return namespaces.get(name) ?? undeclaredNamespace(name);
}
