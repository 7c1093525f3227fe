import { formatSelector, type Cluster, type Selector } from "../engine/index.ts";
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
 * labels were renamed, and the policy with them.
 */
export function createWording(base: Side, head: Side): Wording {
  const before = selectorsOf(base);
  const now = selectorsOf(head);
  const followed = new Map<string, string>();
  for (const [namespace, selectors] of now) {
    const old = before.get(namespace) ?? new Map<string, readonly string[]>();
    const left = [...old].filter(([text, ids]) => ids.length > 0 && !selectors.has(text));
    const here = idsIn(head, namespace);
    const there = idsIn(base, namespace);
    const same = new Map(left.map(([text, ids]) => [JSON.stringify(ids), text]));
    const gone = left.filter(([, ids]) => ids.every((id) => !here.has(id))).map(([text]) => text);
    for (const [text, ids] of selectors) {
      if (old.has(text) || ids.length === 0) continue;
      const match = ids.every((id) => !there.has(id)) ? gone.shift() : same.get(JSON.stringify(ids));
      if (match !== undefined) followed.set(keyOf(namespace, text), match);
    }
  }
  return (namespace, selector) => {
    const text = formatSelector(selector);
    return followed.get(keyOf(namespace, text)) ?? text;
  };
}

/** By namespace, the selectors of its own pods that policies use, and whom each means. */
function selectorsOf({ cluster, selection }: Side): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const result = new Map<string, Map<string, readonly string[]>>();
  for (const { namespace, subject, ingress, egress } of cluster.policies) {
    const known = result.get(namespace) ?? new Map<string, readonly string[]>();
    result.set(namespace, known);
    const peers = [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers ?? []);
    const own = peers.flatMap((peer) => (peer.type === "pods" && peer.namespaces === null ? [peer.pods] : []));
    for (const selector of [subject, ...own]) {
      const text = formatSelector(selector);
      if (!known.has(text)) known.set(text, selection.inNamespace(namespace, selector).map(idOf).toSorted());
    }
  }
  return result;
}

function idsIn({ selection }: Side, namespace: string): ReadonlySet<string> {
  return new Set(selection.workloads(namespace).map(idOf));
}

function idOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${name}`;
}

function keyOf(namespace: string, text: string): string {
  return JSON.stringify([namespace, text]);
}
