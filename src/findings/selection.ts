import {
  matchesLabels,
  matchesNamespace,
  NO,
  or,
  type Cluster,
  type Labels,
  type Namespace,
  type PodPeer,
  type Selector,
  type Ternary,
  type Workload,
} from "../engine/index.ts";
import { groupBy, remember } from "./collections.ts";

/** Which workloads of a cluster selectors mean. Answers are remembered. */
export interface Selection {
  /** Workloads of a namespace of which a pod perhaps or surely has such labels, in the order of the cluster. */
  readonly inNamespace: (namespace: string, selector: Selector) => readonly Workload[];
  /** Namespaces that perhaps or surely have such labels, in the order of the cluster. */
  readonly namespaces: (selector: Selector) => readonly Namespace[];
  /** Workloads that a peer of a policy in `namespace` perhaps or surely means. */
  readonly peers: (namespace: string, peer: PodPeer) => readonly Workload[];
  /** All workloads of a namespace. */
  readonly workloads: (namespace: string) => readonly Workload[];
}

type VariantsOf = (workload: Workload) => ReadonlySet<Labels>;

/**
 * What the pods of a workload are labelled: those that are known, and, unless these are all, one made from its template.
 * Pods of one template share their labels.
 */
function findVariants({ template, pods, podsComplete }: Workload): ReadonlySet<Labels> {
  const variants = new Set<Labels>();
  for (const { finished, labels } of pods) if (!finished) variants.add(labels);
  return variants.size > 0 && podsComplete ? variants : variants.add(template.labels);
}

export function createSelection(cluster: Cluster): Selection {
  const byNamespace = groupBy(cluster.workloads, ({ namespace }) => namespace);
  const byLabel = new Map<string, LabelIndex>();
  const labelled = (namespace: string): LabelIndex =>
    remember(byLabel, namespace, () => indexLabels(byNamespace.get(namespace) ?? [], variantsOf));
  const variants = new Map<Workload, ReadonlySet<Labels>>();
  const variantsOf: VariantsOf = (workload) => remember(variants, workload, () => findVariants(workload));
  const found = new Map<string, readonly Workload[]>();
  const spaces = new Map<string, readonly Namespace[]>();

  // Most questions are about a selector that was asked for already; only others are compared as text.
  const asked = new Map<Selector, Map<string, readonly Workload[]>>();
  const askedSpaces = new Map<Selector, readonly Namespace[]>();

  const inNamespace = (namespace: string, selector: Selector): readonly Workload[] =>
    remember(
      remember(asked, selector, () => new Map<string, readonly Workload[]>()),
      namespace,
      () =>
        remember(found, JSON.stringify([namespace, selector]), () =>
          candidates(selector, byNamespace.get(namespace) ?? [], () => labelled(namespace)).filter(
            (workload) => matchesAny(selector, variantsOf(workload)) !== NO,
          ),
        ),
    );
  const namespaces = (selector: Selector): readonly Namespace[] =>
    remember(askedSpaces, selector, () =>
      remember(spaces, JSON.stringify(selector), () =>
        cluster.namespaces.filter((namespace) => matchesNamespace(selector, namespace) !== NO),
      ),
    );
  return {
    inNamespace,
    namespaces,
    workloads: (namespace) => byNamespace.get(namespace) ?? [],
    peers: (namespace, { namespaces: selector, pods }) =>
      selector === null
        ? inNamespace(namespace, pods)
        : namespaces(selector).flatMap(({ name }) => inNamespace(name, pods)),
  };
}

/** Whether a selector means pods that are labelled so. */
function matchesAny(selector: Selector, variants: ReadonlySet<Labels>): Ternary {
  let found: Ternary = NO;
  for (const labels of variants) found = or(found, matchesLabels(selector, labels));
  return found;
}

/** The workloads that carry the rarest of the labels that a selector asks for; all of them when it asks for none. */
function candidates(
  { requirements }: Selector,
  all: readonly Workload[],
  index: () => LabelIndex,
): readonly Workload[] {
  let best = all;
  for (const { key, operator, values } of requirements) {
    if (operator !== "In") continue;
    const carrying = index().get(key);
    // Whose value is not known may carry any.
    const lists = [...values, null].map((value) => carrying?.get(value) ?? []);
    if (lists.reduce((sum, list) => sum + list.length, 0) >= best.length) continue;
    const members = new Set(lists.flat());
    best = best.filter((workload) => members.has(workload));
  }
  return best;
}

/** Workloads by key, then value, of a label that any of their pods carries. */
type LabelIndex = ReadonlyMap<string, ReadonlyMap<string | null, readonly Workload[]>>;

function indexLabels(workloads: readonly Workload[], variantsOf: VariantsOf): LabelIndex {
  const result = new Map<string, Map<string | null, Workload[]>>();
  for (const workload of workloads) {
    for (const labels of variantsOf(workload)) {
      for (const [key, value] of labels) {
        const carrying = remember(
          remember(result, key, () => new Map<string | null, Workload[]>()),
          value,
          () => [],
        );
        // Variants of one workload follow each other.
        if (carrying.at(-1) !== workload) carrying.push(workload);
      }
    }
  }
  return result;
}
