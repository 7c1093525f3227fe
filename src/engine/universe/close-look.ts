import { compareText, getOrMake } from "../collections.ts";
import type { Cluster, Namespace, Policy, Requirement, Selector } from "../model.ts";
import { matchesNamespace } from "../selectors.ts";
import { NO } from "../ternary.ts";
import { ANY_VALUE, minimalModel, modelVariants, type Model, type Vocabulary } from "./models.ts";
import { labelledScope, namedScope, namespaceRequirements, namesWanted, type Scope } from "./scopes.ts";
import { podPeers, type Selectors } from "./selectors-in-use.ts";
import { selectorKey } from "./set-specs.ts";

const EVERYTHING: Selector = { requirements: [] };

/** Bound on the combinations that are tried; most are known already or contradict themselves. */
const MAX_TRIES = 100_000;

/** Takes a representative; false when there are enough. */
export type Take = (scope: Scope, model: Model) => boolean;

/**
 * Adds the pods that only several selectors together describe: those that fulfil one selector of a changed policy and
 * also fulfil, or just miss, another one that speaks of the same namespace. A change may show on no others. Says whether
 * all combinations were looked at.
 */
export function lookClosely(
  sides: readonly Cluster[],
  changed: readonly Policy[],
  distinct: Selectors,
  take: Take,
): "whole" | "in part" {
  const [base, head] = sides;
  if (base === undefined || head === undefined) return "whole";
  const relabelled = changedNamespaces(base, head);
  const touched = [...new Set([...changed, ...policiesTouched(sides, relabelled)])];
  const candidates = candidatesOf(touched, [...relabelled.keys()], distinct, [base, head]);
  let tried = 0;
  for (const [scope, model] of candidates) {
    tried += 1;
    if (tried > MAX_TRIES || !take(scope, model)) return "in part";
  }
  return "whole";
}

function* candidatesOf(
  policies: readonly Policy[],
  relabelled: readonly string[],
  distinct: Selectors,
  sides: readonly Cluster[],
): Iterable<readonly [Scope, Model]> {
  const declared = new Map<string, Namespace[]>();
  for (const namespace of sides.flatMap((side) => side.namespaces)) {
    getOrMake(declared, namespace.name, () => []).push(namespace);
  }
  const { across } = distinct;
  const mayMatch = (selector: Selector, name: string): boolean =>
    (declared.get(name) ?? []).some((namespace) => matchesNamespace(selector, namespace) !== NO);
  const localTo = (name: string): readonly Selector[] => distinct.local.get(name) ?? [];
  const around = new Map<string, readonly Selector[]>();
  const selectorsAround = (name: string): readonly Selector[] =>
    getOrMake(around, name, () => {
      const peers = across.filter((peer) => mayMatch(peer.namespaces, name));
      return dedupe([...localTo(name), ...peers.map((peer) => peer.pods)]);
    });
  const podWords = vocabularyOf([...[...distinct.local.values()].flat(), ...across.map((peer) => peer.pods)]);
  const namespaceWords = vocabularyOf(across.map((peer) => peer.namespaces));
  function* pods(
    scope: Scope,
    selectors: readonly Selector[],
    others: readonly Selector[],
  ): Iterable<readonly [Scope, Model]> {
    for (const model of combinations(selectors, others, podWords)) yield [scope, model];
  }

  // Two versions of a policy say mostly the same.
  const done = new Set<string>();
  const isNew = (...words: readonly string[]): boolean => {
    const key = words.join("\u0004");
    return done.size < done.add(key).size;
  };
  for (const policy of policies) {
    const peers = podPeers(policy);
    const local = peers.filter((peer) => peer.namespaces === null).map((peer) => peer.pods);
    const own = dedupe([policy.subject, ...local, EVERYTHING]).filter((selector) =>
      isNew("local", policy.namespace, selectorKey(selector)),
    );
    if (own.length > 0) yield* pods(namedScope(policy.namespace), own, selectorsAround(policy.namespace));
    for (const peer of peers) {
      if (peer.namespaces === null) continue;
      const { namespaces } = peer;
      if (!isNew("across", selectorKey(namespaces), selectorKey(peer.pods))) continue;
      const names = namesWanted(namespaces.requirements);
      if (names === null) {
        for (const other of [{ namespaces: EVERYTHING, pods: EVERYTHING }, ...across]) {
          for (const model of combinations([namespaces], [other.namespaces], namespaceWords, namespaceRequirements)) {
            yield* pods(labelledScope(model), [peer.pods], [other.pods]);
          }
        }
      }
      for (const name of new Set([...(names ?? []), ...declared.keys()])) {
        if (!declared.has(name) || mayMatch(namespaces, name))
          yield* pods(namedScope(name), [peer.pods], localTo(name));
      }
    }
  }
  for (const name of relabelled) yield* pods(namedScope(name), selectorsAround(name), localTo(name));
}

/** Models of each selector, of each together with each other one, and of each that miss each other one. */
function* combinations(
  selectors: readonly Selector[],
  others: readonly Selector[],
  words: Vocabulary,
  relevant: (requirements: readonly Requirement[]) => readonly Requirement[] = (requirements) => requirements,
): Iterable<Model> {
  for (const { requirements } of selectors) {
    yield* modelVariants(relevant(requirements), words);
    for (const other of others) {
      yield* modelVariants(relevant([...requirements, ...other.requirements]), words);
      for (const requirement of other.requirements) {
        const missed = minimalModel(relevant([...requirements, opposite(requirement)]));
        if (missed !== null) yield missed;
      }
    }
    // A pod that no `NotIn` and no `DoesNotExist` of the others holds for.
    const missing = others
      .flatMap((other) => other.requirements)
      .filter(({ operator }) => operator === "NotIn" || operator === "DoesNotExist");
    const furthest = minimalModel(relevant([...requirements, ...missing.map(opposite)]));
    if (furthest !== null) yield furthest;
  }
}

/** Holds exactly where the requirement does not. */
function opposite({ key, operator, values }: Requirement): Requirement {
  switch (operator) {
    case "In":
      return { key, operator: "NotIn", values };
    case "NotIn":
      return { key, operator: "In", values };
    case "Exists":
      return { key, operator: "DoesNotExist", values };
    case "DoesNotExist":
      return { key, operator: "Exists", values };
  }
}

function dedupe(selectors: readonly Selector[]): readonly Selector[] {
  return [...new Map(selectors.map((selector) => [selectorKey(selector), selector])).values()];
}

/** Namespaces whose labels differ, or that only one side knows, with what each side knows of them; by name, sorted. */
function changedNamespaces(base: Cluster, head: Cluster): ReadonlyMap<string, readonly (Namespace | undefined)[]> {
  const before = new Map(base.namespaces.map((namespace) => [namespace.name, namespace]));
  const after = new Map(head.namespaces.map((namespace) => [namespace.name, namespace]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  return new Map(
    names.flatMap((name) => {
      const [old, now] = [before.get(name), after.get(name)];
      const same =
        old !== undefined && now !== undefined && old.labelsComplete === now.labelsComplete && sameLabels(old, now);
      return same ? [] : [[name, [old, now]] as const];
    }),
  );
}

function sameLabels(a: Namespace, b: Namespace): boolean {
  return a.labels.size === b.labels.size && [...a.labels].every(([key, value]) => b.labels.get(key) === value);
}

/** Policies with a peer that chooses one of the namespaces on one side only. */
function policiesTouched(
  sides: readonly Cluster[],
  relabelled: ReadonlyMap<string, readonly (Namespace | undefined)[]>,
): readonly Policy[] {
  if (relabelled.size === 0) return [];
  const verdicts = new Map<Selector, boolean>();
  const differs = (selector: Selector): boolean =>
    getOrMake(verdicts, selector, () =>
      [...relabelled.values()].some((variants) => {
        const [old, now] = variants.map((namespace) =>
          namespace === undefined ? NO : matchesNamespace(selector, namespace),
        );
        return old !== now;
      }),
    );
  const policies = new Set(sides.flatMap((side) => side.policies));
  return [...policies].filter((policy) =>
    podPeers(policy).some((peer) => peer.namespaces !== null && differs(peer.namespaces)),
  );
}

function vocabularyOf(selectors: Iterable<Selector>): Vocabulary {
  const words = new Map<string, Set<string>>();
  for (const { requirements } of new Set(selectors)) {
    for (const { key, values } of requirements) {
      const known = getOrMake(words, key, () => new Set<string>());
      for (const value of values) if (value !== ANY_VALUE) known.add(value);
    }
  }
  return new Map([...words].map(([key, values]) => [key, [...values].sort(compareText)]));
}
