import { formatSelector, type Cluster, type Policy, type Selector } from "../engine/index.ts";
import { groupBy } from "./collections.ts";
import type { Selection } from "./selection.ts";

/** A selector of pods of one namespace in words that are the same before and after a mere change of labels. */
export type Wording = (namespace: string, selector: Selector) => string;

/** The words of the base: selectors as they are. */
export const plainWording: Wording = (_, selector) => formatSelector(selector);

interface Side {
  readonly cluster: Cluster;
  readonly selection: Selection;
}

/**
 * The words of the head. A selector that no policy of the namespace used before is called after one that none uses any
 * more, when both mean the same workloads, or when the workloads of the one went and those of the other are new: the
 * labels were renamed, and the policy with them. Only namespaces are looked at whose policies changed.
 */
export function createWording(base: Side, head: Side): Wording {
  const before = changedPolicies(base.cluster, head.cluster);
  const now = changedPolicies(head.cluster, base.cluster);
  const followed = new Map(
    [...now].map(([namespace, policies]) => [namespace, follow(base, head, before.get(namespace) ?? [], policies)]),
  );
  return (namespace, selector) => {
    const text = formatSelector(selector);
    return followed.get(namespace)?.get(text) ?? text;
  };
}

/** By namespace, the policies of one side that the other side does not hold as the same value. */
function changedPolicies({ policies }: Cluster, other: Cluster): ReadonlyMap<string, readonly Policy[]> {
  const known = new Set(other.policies);
  return groupBy(
    policies.filter((policy) => !known.has(policy)),
    ({ namespace }) => namespace,
  );
}

/** New selectors of one namespace, and those of before that they stand for. */
function follow(
  base: Side,
  head: Side,
  gonePolicies: readonly Policy[],
  newPolicies: readonly Policy[],
): ReadonlyMap<string, string> {
  const [namespace] = newPolicies.map((policy) => policy.namespace);
  if (namespace === undefined || gonePolicies.length === 0) return new Map();
  const inNamespace = (policy: Policy): boolean => policy.namespace === namespace;
  const old = selectorsOf(gonePolicies);
  const fresh = selectorsOf(newPolicies);
  const usedNow = selectorsOf(head.cluster.policies.filter(inNamespace));
  const usedBefore = selectorsOf(base.cluster.policies.filter(inNamespace));
  const left = [...old]
    .filter(([text]) => !usedNow.has(text))
    .map(([text, selector]) => ({ text, ids: idsOf(base.selection.inNamespace(namespace, selector)) }))
    .filter(({ ids }) => ids.length > 0);
  const here = new Set(idsOf(head.selection.workloads(namespace)));
  const there = new Set(idsOf(base.selection.workloads(namespace)));
  const same = new Map(left.map(({ text, ids }) => [JSON.stringify(ids), text]));
  const gone = left
    .filter(({ ids }) => ids.every((id) => !here.has(id)))
    .map(({ text }) => text)
    .toSorted();
  const result = new Map<string, string>();
  for (const text of [...fresh.keys()].toSorted()) {
    const selector = fresh.get(text);
    if (selector === undefined) continue;
    const ids = usedBefore.has(text) ? [] : idsOf(head.selection.inNamespace(namespace, selector));
    if (ids.length === 0) continue;
    const match = ids.every((id) => !there.has(id)) ? gone.shift() : same.get(JSON.stringify(ids));
    if (match !== undefined) result.set(text, match);
  }
  return result;
}

/** The selectors of pods of their own namespace that policies use, by their words. */
function selectorsOf(policies: readonly Policy[]): ReadonlyMap<string, Selector> {
  const result = new Map<string, Selector>();
  for (const { subject, ingress, egress } of policies) {
    const peers = [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers ?? []);
    const own = peers.flatMap((peer) => (peer.type === "pods" && peer.namespaces === null ? [peer.pods] : []));
    for (const selector of [subject, ...own]) result.set(formatSelector(selector), selector);
  }
  return result;
}

function idsOf(workloads: readonly { readonly kind: string; readonly name: string }[]): readonly string[] {
  return workloads.map(({ kind, name }) => `${kind}/${name}`).toSorted();
}
