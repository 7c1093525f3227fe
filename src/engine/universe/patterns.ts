import { compareText } from "../collections.ts";
import type { Cluster, Policy } from "../model.ts";
import type { PodPattern } from "../result.ts";
import { lookClosely } from "./close-look.ts";
import { wantedModels, type Model } from "./models.ts";
import type { SetSpec } from "./program.ts";
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
  const specs = new Map<string, PodSpec>();
  const named = podNames(sides);
  const add = (scope: Scope, model: Model | null, origin: "selector" | "close-look"): void => {
    if (model === null || named.has(`${scope.key}/${model.get(POD_NAME_LABEL) ?? ""}`)) return;
    const labels = [...model].sort(([a], [b]) => compareText(a, b));
    const key = `${scope.key}\u0003${labels.map((label) => label.join("=")).join("\u0002")}`;
    if (specs.has(key)) return;
    specs.set(key, {
      namespace: scope.scope,
      namespaceKey: scope.key,
      namespaceLabels: scope.labels,
      model,
      labels,
      closeLook: origin === "close-look",
    });
  };

  const distinct = collectSelectors(sets);
  add(labelledScope(new Map()), new Map(), "selector");
  const names = new Set(sides.flatMap((side) => side.namespaces.map((namespace) => namespace.name)));
  for (const name of distinct.pinnedNames) names.add(name);
  for (const name of [...names].sort(compareText)) {
    const scope = namedScope(name);
    add(scope, new Map(), "selector");
    for (const selector of distinct.local.get(name)?.values() ?? []) {
      for (const model of wantedModels(selector.requirements)) add(scope, model, "selector");
    }
  }
  for (const { namespaces, pods } of distinct.across.values()) {
    for (const scope of scopesOf(namespaces.requirements)) {
      add(scope, new Map(), "selector");
      for (const model of wantedModels(pods.requirements)) add(scope, model, "selector");
    }
  }
  const limit = specs.size + MAX_CLOSE_LOOKS;
  const looked = lookClosely(sides, changed, distinct, (scope, model) => {
    add(scope, model, "close-look");
    return specs.size < limit;
  });
  return { pods: [...specs.values()], looked };
}

/** The label a StatefulSet gives to each of its pods. Source: apps/v1 `StatefulSetPodNameLabel`. */
const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";

/** `namespace/name` of every pod known by that label: it is the only one, so no other can stand for it. */
function podNames(sides: readonly Cluster[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const workload of sides.flatMap((side) => side.workloads)) {
    for (const pod of workload.pods) {
      const name = pod.labels.get(POD_NAME_LABEL);
      if (name !== undefined && name !== null) names.add(`${workload.namespace}/${name}`);
    }
  }
  return names;
}
