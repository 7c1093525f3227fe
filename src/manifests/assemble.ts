import { undeclaredNamespace } from "../engine/index.ts";
import type { Cluster, Namespace } from "../engine/index.ts";
import type { ClusterReading, Counts, ReadOptions } from "./cluster-reading.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type {
  FileFacts,
  NamespaceFacts,
  NodeFacts,
  NotEvaluated,
  ObjectFacts,
  PodObjectFacts,
  PolicyFacts,
  WorkloadFacts,
} from "./facts.ts";
import { toWorkloads } from "./owners.ts";
import { uniqueObjects } from "./unique-objects.ts";
import type { NamedObject, UniqueObjects } from "./unique-objects.ts";

/** A side of a change on its way to a cluster. */
export interface Assembly {
  readonly files: readonly FileFacts[];
  readonly objects: UniqueObjects;
}

/** `files` in path order. */
export function assemble(files: readonly FileFacts[], options: ReadOptions): Assembly {
  return { files, objects: uniqueObjects(files, options.defaultNamespace) };
}

/**
 * The cluster that an assembly makes. `kept`: objects of the base that stay in force because this side holds nothing
 * valid under their names, and `notes` on them.
 */
export function toReading(
  { files, objects }: Assembly,
  kept: readonly NamedObject[],
  notes: readonly Diagnostic[],
): ClusterReading {
  const all = [...objects.valid.values(), ...kept];
  const cluster = toCluster(all);
  return {
    cluster,
    diagnostics: [...files.flatMap((file) => file.diagnostics), ...objects.diagnostics, ...notes],
    counts: countsOf(files, cluster),
  };
}

function toCluster(objects: readonly NamedObject[]): Cluster {
  const workloads = toWorkloads(
    objects.filter((object): object is NamedObject<WorkloadFacts> => isOf(object, "workload")),
    objects.filter((object): object is NamedObject<PodObjectFacts> => isOf(object, "pod")),
  );
  const policies = objects
    .filter((object): object is NamedObject<PolicyFacts> => isOf(object, "policy"))
    .map(({ facts, namespace, name }) => ({ namespace, name, ...facts.policy }));
  const nodes = objects
    .filter((object): object is NamedObject<NodeFacts> => isOf(object, "node"))
    .map(({ facts, name }) => ({ name, addresses: facts.addresses, origin: facts.identity.origin }));
  const declared = objects.filter((object): object is NamedObject<NamespaceFacts> => isOf(object, "namespace"));
  const used = [...workloads, ...policies].map((object) => object.namespace);
  return { namespaces: toNamespaces(declared, used), workloads, policies, nodes };
}

function isOf(object: NamedObject, type: ObjectFacts["type"]): boolean {
  return object.facts.type === type;
}

/** Declared ones first; then those that are only used, sorted by name. */
function toNamespaces(declared: readonly NamedObject<NamespaceFacts>[], used: readonly string[]): readonly Namespace[] {
  const known = declared.map(({ facts, name }): Namespace => ({
    name,
    labels: facts.labels,
    labelOrigins: facts.labelOrigins,
    labelsComplete: true,
    origin: facts.identity.origin,
  }));
  const names = new Set(known.map((namespace) => namespace.name));
  const others = [...new Set(used)].filter((name) => !names.has(name)).sort();
  return [...known, ...others.map(undeclaredNamespace)];
}

function countsOf(files: readonly FileFacts[], cluster: Cluster): Counts {
  const others = new Map<string, NotEvaluated>();
  for (const { kind, apiVersion, count } of files.flatMap((file) => file.notEvaluated)) {
    const key = `${kind} ${apiVersion}`;
    others.set(key, { kind, apiVersion, count: count + (others.get(key)?.count ?? 0) });
  }
  return {
    files: files.length,
    documents: files.reduce((sum, file) => sum + file.documents, 0),
    skippedDocuments: files.reduce((sum, file) => sum + file.skippedDocuments, 0),
    workloads: cluster.workloads.length,
    policies: cluster.policies.length,
    namespaces: cluster.namespaces.length,
    notEvaluated: [...others].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, other]) => other),
  };
}
