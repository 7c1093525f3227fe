import { undeclaredNamespace } from "../engine/index.ts";
import type { Cluster, Namespace, Workload } from "../engine/index.ts";
import type { Asked } from "./asked.ts";
import type { ClusterReading, Counts, ReadOptions } from "./cluster-reading.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { withDistinctKinds } from "./distinct-kinds.ts";
import type { GroupedWorkload } from "./distinct-kinds.ts";
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
import { generatedNames } from "./generated-names.ts";
import type { GeneratedNames } from "./generated-names.ts";
import { believedPods } from "./hand-written-pods.ts";
import { namedObjects } from "./named-objects.ts";
import type { NamedObject } from "./named-objects.ts";
import { toWorkloads } from "./owners.ts";
import { uniqueObjects } from "./unique-objects.ts";
import { statedAddresses } from "./stated-addresses.ts";
import type { UniqueObjects } from "./unique-objects.ts";

/** A side of a change on its way to a cluster. */
export interface Assembly {
  readonly files: readonly FileFacts[];
  readonly defaultNamespace: string;
  readonly generatedNames: GeneratedNames;
  readonly objects: UniqueObjects;
}

/** What a side deploys. */
export interface Deployed {
  readonly objects: readonly NamedObject[];
  readonly workloads: readonly GroupedWorkload[];
  /** What is to be said of them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** `files` in path order. `before`: the generated names of the base; none for a side that stands alone. */
export function assemble(files: readonly FileFacts[], options: ReadOptions, before: GeneratedNames): Assembly {
  const facts = files.flatMap((file) => file.objects);
  const names = generatedNames(facts, options.defaultNamespace, before);
  const objects = uniqueObjects(namedObjects(facts, options.defaultNamespace, names));
  return { files, defaultNamespace: options.defaultNamespace, generatedNames: names, objects };
}

/**
 * `kept`: objects of the base that stay in force, whatever this side holds under their names. `asked`: by the policies
 * of either side. `before`: the base, for the head of a change.
 */
export function deployed(
  { objects }: Assembly,
  kept: readonly NamedObject[],
  asked: Asked,
  before: Assembly | null,
): Deployed {
  const byKey = new Map([...objects.valid, ...kept.map((object) => [object.key, object] as const)]);
  const all = [...byKey.values()];
  const controllers = all.filter((object): object is NamedObject<WorkloadFacts> => isOf(object, "workload"));
  const addressed = statedAddresses(
    all.filter((object): object is NamedObject<PodObjectFacts> => isOf(object, "pod")),
    before?.objects.valid ?? null,
  );
  const { pods, diagnostics } = believedPods(controllers, addressed.pods);
  return {
    objects: all,
    workloads: toWorkloads(controllers, pods, asked),
    diagnostics: [...addressed.diagnostics, ...diagnostics],
  };
}

/** `contested`: ids that kinds of several groups share, in either side. `notes` concern several files. */
export function toReading(
  { files, defaultNamespace, objects }: Assembly,
  { objects: all, workloads, diagnostics }: Deployed,
  contested: ReadonlySet<string>,
  notes: readonly Diagnostic[],
): ClusterReading {
  const cluster = toCluster(all, withDistinctKinds(workloads, contested));
  return {
    cluster,
    diagnostics: [...files.flatMap((file) => file.diagnostics), ...objects.diagnostics, ...diagnostics, ...notes],
    counts: countsOf(files, cluster),
    customResources: files.flatMap(({ customResources }) =>
      customResources.map((one) => ({ ...one, namespace: one.namespace ?? defaultNamespace })),
    ),
  };
}

function toCluster(objects: readonly NamedObject[], workloads: readonly Workload[]): Cluster {
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
  const known = declared.map(({ facts, name }) => toNamespace(facts, name));
  const names = new Set(known.map((namespace) => namespace.name));
  const others = [...new Set(used)].filter((name) => !names.has(name)).sort();
  return [...known, ...others.map(undeclaredNamespace)];
}

/** A namespace as its manifest declares it. */
export function toNamespace({ labels, labelOrigins, identity }: NamespaceFacts, name: string): Namespace {
  return { name, labels, labelOrigins, labelsComplete: true, origin: identity.origin };
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
