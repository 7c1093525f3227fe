import { compareText, getOrMake } from "../collections.ts";
import type { Cluster, Namespace, Policy, Requirement, Rule, Selector } from "../model.ts";
import type { NamespaceScope, PodPattern } from "../result.ts";
import { matchesNamespace, NAMESPACE_NAME_LABEL } from "../selectors.ts";
import { NO } from "../ternary.ts";
import { ANY_VALUE, minimalModel, modelVariants, type Model } from "./models.ts";
import { selectorKey, type SetSpec } from "./program.ts";

/** A representative pod to be: a pattern, with its namespace as the item table wants it. */
export interface PodSpec extends PodPattern {
  /** Name of the namespace, or a text that no namespace is named by. */
  readonly namespaceKey: string;
  /** `null` for a namespace known by name. */
  readonly namespaceLabels: Model | null;
  readonly model: Model;
}

/**
 * Bound on the representatives that are added to look closely at what a change touches. Without them a change is still
 * found for the smallest pods of every selector; with them also for pods that several selectors meet.
 */
const MAX_CLOSE_LOOKS = 6000;

const EVERYTHING: Selector = { requirements: [] };

/**
 * Pods that stand for those the manifests do not hold: for every subject and peer selector the smallest pod that
 * fulfils it, for every namespace a pod that carries no label at all, and the same for namespaces that are only
 * described by selectors. Where the two sides differ, also every combination of selectors that one pod can fulfil.
 *
 * `sets`: the sets of the policies of all sides. `changed`: the policies that the other side does not hold with the same content.
 * They are candidates: what no selector tells apart is joined later, by real matching.
 */
export function representativePods(
  sides: readonly Cluster[],
  sets: readonly SetSpec[],
  changed: readonly Policy[],
): readonly PodSpec[] {
  const specs = new Map<string, PodSpec>();
  const add = (scope: Scope, model: Model | null): void => {
    if (model === null) return;
    const labels = [...model].sort(([a], [b]) => compareText(a, b));
    const key = `${scope.key}\u0003${labels.map((label) => label.join("=")).join("\u0002")}`;
    if (specs.has(key)) return;
    specs.set(key, { namespace: scope.scope, namespaceKey: scope.key, namespaceLabels: scope.labels, model, labels });
  };

  const distinct = collectSelectors(sets);
  add(labelledScope(new Map()), new Map());
  const names = new Set(sides.flatMap((side) => side.namespaces.map((namespace) => namespace.name)));
  for (const name of distinct.pinnedNames) names.add(name);
  for (const name of [...names].sort(compareText)) {
    const scope = namedScope(name);
    add(scope, new Map());
    for (const selector of distinct.local.get(name)?.values() ?? []) add(scope, minimalModel(selector.requirements));
  }
  for (const { namespaces, pods } of distinct.across.values()) {
    for (const scope of scopesOf(namespaces.requirements)) {
      add(scope, new Map());
      add(scope, minimalModel(pods.requirements));
    }
  }
  lookClosely(sides, changed, distinct, add, () => specs.size >= MAX_CLOSE_LOOKS + names.size);
  return [...specs.values()];
}

interface Scope {
  readonly key: string;
  readonly labels: Model | null;
  readonly scope: NamespaceScope;
}

interface Across {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** Distinct selectors of all sides: by the namespace they are bound to, and those that cross namespaces. */
interface Selectors {
  readonly local: ReadonlyMap<string, ReadonlyMap<string, Selector>>;
  readonly across: ReadonlyMap<string, Across>;
  readonly pinnedNames: ReadonlySet<string>;
}

function collectSelectors(sets: readonly SetSpec[]): Selectors {
  const local = new Map<string, Map<string, Selector>>();
  const across = new Map<string, Across>();
  const pinnedNames = new Set<string>();
  for (const set of sets) {
    if (set.type === "ipBlock") continue;
    if (set.type === "local") {
      getOrMake(local, set.namespace, () => new Map<string, Selector>()).set(selectorKey(set.pods), set.pods);
      continue;
    }
    across.set(acrossKey(set), { namespaces: set.namespaces, pods: set.pods });
    for (const name of namesWanted(set.namespaces.requirements) ?? []) pinnedNames.add(name);
  }
  return { local, across, pinnedNames };
}

function podPeers(policy: Policy): readonly { readonly namespaces: Selector | null; readonly pods: Selector }[] {
  const rules: readonly Rule[] = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  return rules.flatMap((rule) => (rule.peers ?? []).flatMap((peer) => (peer.type === "pods" ? [peer] : [])));
}

function acrossKey({ namespaces, pods }: Across): string {
  return `${selectorKey(namespaces)}\u0004${selectorKey(pods)}`;
}

function namedScope(name: string): Scope {
  return { key: name, labels: null, scope: { type: "name", name } };
}

/** A namespace with just these labels. Its key holds a character that no namespace name has. */
function labelledScope(model: Model): Scope {
  const labels = [...model].sort(([a], [b]) => compareText(a, b));
  const key = `\u0000${labels.map((label) => label.join("=")).join("\u0002")}`;
  return { key, labels: model, scope: { type: "labels", labels } };
}

/** Namespaces that fulfil the requirements: those they name, else one that carries just the labels they ask for. */
function scopesOf(requirements: readonly Requirement[]): readonly Scope[] {
  const named = namesWanted(requirements);
  if (named !== null) return named.map(namedScope);
  const model = minimalModel(namespaceRequirements(requirements));
  return model === null ? [] : [labelledScope(model)];
}

/** The names that the requirements leave, or `null` when they do not name any. */
function namesWanted(requirements: readonly Requirement[]): readonly string[] | null {
  const wanted = requirements.filter((r) => r.key === NAMESPACE_NAME_LABEL && r.operator === "In");
  const [first, ...others] = wanted;
  return first === undefined
    ? null
    : first.values.filter((name) => others.every((other) => other.values.includes(name)));
}

/** Without those that every namespace of another name fulfils. */
function namespaceRequirements(requirements: readonly Requirement[]): readonly Requirement[] {
  return requirements.filter((r) => r.key !== NAMESPACE_NAME_LABEL || r.operator === "DoesNotExist");
}

/** Adds the pods that only several selectors together describe, for every policy and namespace that changed. */
function lookClosely(
  sides: readonly Cluster[],
  changed: readonly Policy[],
  distinct: Selectors,
  add: (scope: Scope, model: Model | null) => void,
  isEnough: () => boolean,
): void {
  const [base, head] = sides;
  if (base === undefined || head === undefined) return;
  const relabelled = changedNamespaces(base, head);
  if (changed.length === 0 && relabelled.length === 0) return;
  const podWords = vocabularyOf(
    [...distinct.local.values()].flatMap((own) => [...own.values()]),
    distinct.across.values(),
  );
  const declared = new Map<string, Namespace[]>();
  for (const namespace of [...base.namespaces, ...head.namespaces])
    getOrMake(declared, namespace.name, () => []).push(namespace);
  const mayMatch = (selector: Selector, variants: readonly Namespace[]): boolean =>
    variants.some((namespace) => matchesNamespace(selector, namespace) !== NO);

  const together = (scope: Scope, selectors: readonly Selector[], others: Iterable<Selector>): void => {
    for (const selector of selectors) {
      for (const model of modelVariants(selector.requirements, podWords)) add(scope, model);
      for (const other of others) {
        if (isEnough()) return;
        const both = [...selector.requirements, ...other.requirements];
        for (const model of modelVariants(both, podWords)) add(scope, model);
      }
    }
  };
  const around = new Map<string, readonly Selector[]>();
  const selectorsAround = (name: string): readonly Selector[] =>
    getOrMake(around, name, () => {
      const across = [...distinct.across.values()].filter((peer) =>
        mayMatch(peer.namespaces, declared.get(name) ?? []),
      );
      return dedupe([...(distinct.local.get(name)?.values() ?? []), ...across.map((peer) => peer.pods)]);
    });

  for (const policy of changed) {
    if (isEnough()) return;
    const peers = podPeers(policy);
    const local = peers.filter((peer) => peer.namespaces === null).map((peer) => peer.pods);
    together(
      namedScope(policy.namespace),
      dedupe([policy.subject, ...local, EVERYTHING]),
      selectorsAround(policy.namespace),
    );
    for (const { namespaces, pods } of peers) {
      if (namespaces === null) continue;
      for (const other of [{ namespaces: EVERYTHING, pods: EVERYTHING }, ...distinct.across.values()]) {
        if (isEnough()) return;
        const requirements = namespaceRequirements([...namespaces.requirements, ...other.namespaces.requirements]);
        const words = vocabularyOf(
          [...distinct.across.values()].map((peer) => peer.namespaces),
          [],
        );
        if (namesWanted(namespaces.requirements) === null) {
          for (const model of modelVariants(requirements, words)) together(labelledScope(model), [pods], [other.pods]);
        }
      }
      for (const name of namesWanted(namespaces.requirements) ?? []) {
        if (!declared.has(name)) together(namedScope(name), [pods], distinct.local.get(name)?.values() ?? []);
      }
      for (const [name, variants] of declared) {
        if (isEnough()) return;
        if (mayMatch(namespaces, variants))
          together(namedScope(name), [pods], distinct.local.get(name)?.values() ?? []);
      }
    }
  }
  for (const name of relabelled) {
    if (isEnough()) return;
    together(namedScope(name), selectorsAround(name), distinct.local.get(name)?.values() ?? []);
  }
}

function dedupe(selectors: readonly Selector[]): readonly Selector[] {
  return [...new Map(selectors.map((selector) => [selectorKey(selector), selector])).values()];
}

/** Names of namespaces whose labels differ, or that only one side knows. */
function changedNamespaces(base: Cluster, head: Cluster): readonly string[] {
  const before = new Map(base.namespaces.map((namespace) => [namespace.name, namespace]));
  const after = new Map(head.namespaces.map((namespace) => [namespace.name, namespace]));
  return [...new Set([...before.keys(), ...after.keys()])].sort(compareText).filter((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined || now === undefined) return true;
    return old.labelsComplete !== now.labelsComplete || !sameLabels(old, now);
  });
}

function sameLabels(a: Namespace, b: Namespace): boolean {
  return a.labels.size === b.labels.size && [...a.labels].every(([key, value]) => b.labels.get(key) === value);
}

/** The values that selectors name, by key. */
function vocabularyOf(
  selectors: Iterable<Selector>,
  across: Iterable<Across>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const words = new Map<string, Set<string>>();
  const visit = (selector: Selector): void => {
    for (const { key, values } of selector.requirements) {
      const known = getOrMake(words, key, () => new Set<string>());
      for (const value of values) if (value !== ANY_VALUE) known.add(value);
    }
  };
  for (const selector of selectors) visit(selector);
  for (const { pods } of across) visit(pods);
  return words;
}
