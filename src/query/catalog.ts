import {
  matchesLabels,
  YES,
  type Cluster,
  type Labels,
  type Party,
  type Selector,
  type Workload,
  workloadId,
} from "../engine/index.ts";

/** A workload, or one pod of a workload, of one or more clusters. */
export interface Entry {
  /** `namespace/Kind/name`; for a pod `namespace/Pod/name`. */
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly shortName: string;
  readonly party: Party;
  /** As it is labelled in each of the clusters. */
  readonly labels: readonly Labels[];
}

/** What can be named in some clusters; each list sorted by name. */
export interface Catalog {
  /** Bare Pods among them. */
  readonly workloads: readonly Entry[];
  /** Known pods of other workloads. */
  readonly pods: readonly Entry[];
  readonly namespaces: ReadonlySet<string>;
}

export function createCatalog(clusters: readonly Cluster[]): Catalog {
  const workloads = clusters.flatMap((cluster) => cluster.workloads);
  return {
    workloads: unite(workloads.map(workloadEntry)),
    pods: unite(workloads.filter(({ kind }) => kind !== "Pod").flatMap(podEntries)),
    namespaces: new Set(clusters.flatMap((cluster) => cluster.namespaces.map(({ name }) => name))),
  };
}

/** Whether something surely carries such labels, in one of the clusters at least. */
export function isLabelled(entry: Entry, selector: Selector): boolean {
  return entry.labels.some((labels) => matchesLabels(selector, labels) === YES);
}

function workloadEntry(workload: Workload): Entry {
  const { namespace, kind, name, template } = workload;
  const id = workloadId(workload);
  const party: Party = { type: "workload", id, pod: null };
  return { name: id, namespace, kind, shortName: name, party, labels: [template.labels] };
}

function podEntries(workload: Workload): readonly Entry[] {
  const { namespace, pods } = workload;
  return pods.map((pod) => ({
    name: `${namespace}/Pod/${pod.name}`,
    namespace,
    kind: "Pod",
    shortName: pod.name,
    party: { type: "workload", id: workloadId(workload), pod: pod.name },
    labels: [pod.labels],
  }));
}

function unite(entries: readonly Entry[]): readonly Entry[] {
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    byName.set(entry.name, known === undefined ? entry : { ...known, labels: [...known.labels, ...entry.labels] });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
