import { compareText, getOrMake, lazily } from "../collections.ts";
import type { Cluster, Policy, Selector } from "../model.ts";
import type { PodPattern } from "../result.ts";
import { lookClosely } from "./close-look.ts";
import { wantedModels, type Model } from "./models.ts";
import type { SetSpec } from "./set-specs.ts";
import { labelledScope, namedScope, scopesOf, type Scope } from "./scopes.ts";
import { collectSelectors } from "./selectors-in-use.ts";

/** A representative pod to be: a pattern, with its namespace as the item table wants it. */
export interface PodSpec extends PodPattern {
  /** Name of the namespace, or a text that no namespace is named by. */
  readonly namespaceKey: string;
  /** `null` for a namespace known by name. */
  readonly namespaceLabels: Model | null;
  readonly model: Model;
  /** True when it was added only to look closely at what changed. */
  readonly closeLook: boolean;
}

export interface Representatives {
  readonly pods: readonly PodSpec[];
  /** Whether what changed was looked at closely as a whole. */
  readonly looked: "whole" | "in part";
}

/**
 * Bound on the representatives that are added to look closely at what a change touches. Without them a change is still
 * found for the smallest pods of every selector; with them also for pods that several selectors meet.
 */
const MAX_CLOSE_LOOKS = 3000;

/**
 * Pods that stand for those the manifests do not hold: for every subject and peer selector the smallest pod that
 * fulfils it, for every namespace a pod that carries no label at all, and the same for namespaces that are only
 * described by selectors. Where the two sides differ, also every combination of selectors that one pod can fulfil.
 *
 * `sets`: the sets of the policies of all sides. `changed`: the policies that the other side does not
 * hold with the same content. They are candidates: what no selector tells apart is joined later, by real matching.
 */
export function representativePods(
  sides: readonly Cluster[],
  sets: readonly SetSpec[],
  changed: readonly Policy[],
): Representatives {
  const specs: PodSpec[] = [];
  const known = new Map<string, Set<string>>();
  // Looked up only when some selector asks for such a name.
  const named = lazily(() => podNames(sides));
  const described = new Map<Model, { readonly labels: PodPattern["labels"]; readonly key: string }>();
  const describe = (model: Model): { readonly labels: PodPattern["labels"]; readonly key: string } =>
    getOrMake(described, model, () => {
      const labels = [...model].sort(([a], [b]) => compareText(a, b));
      return { labels, key: labels.map((label) => label.join("=")).join("\u0002") };
    });
  const add = (scope: Scope, model: Model, origin: "selector" | "close-look"): void => {
    const podName = model.get(POD_NAME_LABEL);
    if (podName !== undefined && named().has(`${scope.key}/${podName}`)) return;
    const { labels, key } = describe(model);
    const inScope = getOrMake(known, scope.key, () => new Set<string>());
    if (inScope.has(key)) return;
    inScope.add(key);
    specs.push({
      namespace: scope.scope,
      namespaceKey: scope.key,
      namespaceLabels: scope.labels,
      model,
      labels,
      closeLook: origin === "close-look",
    });
  };
  const models = new Map<Selector, readonly Model[]>();
  const modelsOf = (selector: Selector): readonly Model[] =>
    getOrMake(models, selector, () => wantedModels(selector.requirements));

  const distinct = collectSelectors(sets);
  const unlabelled: Model = new Map();
  add(labelledScope(unlabelled), unlabelled, "selector");
  const names = new Set(sides.flatMap((side) => side.namespaces.map((namespace) => namespace.name)));
  for (const name of distinct.pinnedNames) names.add(name);
  for (const name of [...names].sort(compareText)) {
    const scope = namedScope(name);
    add(scope, unlabelled, "selector");
    for (const selector of distinct.local.get(name) ?? []) {
      for (const model of modelsOf(selector)) add(scope, model, "selector");
    }
  }
  for (const { namespaces, pods } of distinct.across) {
    for (const scope of scopesOf(namespaces.requirements)) {
      add(scope, unlabelled, "selector");
      for (const model of modelsOf(pods)) add(scope, model, "selector");
    }
  }
  const limit = specs.length + MAX_CLOSE_LOOKS;
  const looked = lookClosely(sides, changed, distinct, (scope, model) => {
    add(scope, model, "close-look");
    return specs.length < limit;
  });
  return { pods: specs, looked };
}

/** The label a StatefulSet gives to each of its pods. Source: apps/v1 `StatefulSetPodNameLabel`. */
const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";

/** `namespace/name` of every pod known by that label: it is the only one, so no other can stand for it. */
function podNames(sides: readonly Cluster[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { namespace, pods } of sides.flatMap((side) => side.workloads)) {
    for (const pod of pods) {
      const name = pod.labels.get(POD_NAME_LABEL);
      if (name !== undefined && name !== null) names.add(`${namespace}/${name}`);
    }
  }
  return names;
}
