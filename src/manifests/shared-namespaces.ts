import { matchesNamespace, NO, type Cluster, type Namespace, type Policy, type Selector } from "../engine/index.ts";
import { toNamespace } from "./assemble.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { FileFacts, NamespaceFacts } from "./facts.ts";
import { diagnosticAt } from "./object-report.ts";

/** Namespaces that any file of a revision declares. */
export interface SharedNamespaces {
  /** By name, sorted; without those that two files declare with different labels. */
  readonly known: ReadonlyMap<string, Namespace>;
  /** One for each that files contradict each other about. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What all files of a revision together say about namespaces, whichever root they belong to: a cluster has one namespace
 * of a name, and it is often declared far from the policies. Files that contradict each other belong to several clusters:
 * nobody knows to which of them a root goes.
 */
export function sharedNamespaces(files: readonly FileFacts[]): SharedNamespaces {
  const declared = new Map<string, NamespaceFacts[]>();
  for (const { objects } of files) {
    for (const facts of objects) {
      if (facts.type !== "namespace" || facts.identity.naming !== "name") continue;
      const others = declared.get(facts.identity.name);
      if (others === undefined) declared.set(facts.identity.name, [facts]);
      else others.push(facts);
    }
  }
  const known = new Map<string, Namespace>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, [first, ...others]] of [...declared].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (first === undefined) continue;
    const other = others.find((one) => textOf(one) !== textOf(first));
    if (other === undefined) known.set(name, toNamespace(first, name));
    else diagnostics.push(contradiction(name, first, other));
  }
  return { known, diagnostics };
}

/** Names of namespaces that two revisions do not know with the same labels. */
export function relabelledNamespaces(base: SharedNamespaces, head: SharedNamespaces): ReadonlySet<string> {
  const names = new Set([...base.known.keys(), ...head.known.keys()]);
  const isRelabelled = (name: string): boolean => {
    const [before, after] = [base.known.get(name), head.known.get(name)];
    if (before === undefined || after === undefined) return before !== after;
    // A file that did not change gives the very labels.
    return before.labels !== after.labels && textOf(before) !== textOf(after);
  };
  return new Set([...names].filter(isRelabelled));
}

/** Equal for equal labels. */
function textOf({ labels }: Pick<Namespace, "labels">): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function contradiction(name: string, first: NamespaceFacts, other: NamespaceFacts): Diagnostic {
  const { path, line } = first.identity.origin;
  const message =
    `namespace \`${name}\` has other labels here than in \`${path}:${String(line)}\`: roots that declare neither are ` +
    "analysed as if nobody declared it";
  return diagnosticAt("notice", "namespace-contradicted", message, other.identity.origin);
}

/** Names of declared namespaces that a `namespaceSelector` of the policies of a cluster may mean. */
export function meantNamespaces({ policies }: Cluster, { known }: SharedNamespaces): readonly string[] {
  const selectors = known.size === 0 ? [] : namespaceSelectors(policies);
  return [...known.values()]
    .filter((namespace) => selectors.some((selector) => matchesNamespace(selector, namespace) !== NO))
    .map(({ name }) => name);
}

/**
 * The cluster with namespaces that other roots declare: those that its objects live in, and those that are `asked` for, such
 * as those that policies mean and those that change. What one side of a change asks for, the other one has to know as well:
 * else its labels would seem to change.
 */
export function withNamespaces(cluster: Cluster, { known }: SharedNamespaces, asked: ReadonlySet<string>): Cluster {
  if (known.size === 0) return cluster;
  const own = new Set(cluster.namespaces.map(({ name }) => name));
  const namespaces = cluster.namespaces.map((namespace) =>
    namespace.origin === null ? (known.get(namespace.name) ?? namespace) : namespace,
  );
  const others = [...known.values()].filter(({ name }) => !own.has(name) && asked.has(name));
  return { ...cluster, namespaces: [...namespaces, ...others] };
}

/** Those that ask for something, each once. */
function namespaceSelectors(policies: readonly Policy[]): readonly Selector[] {
  const found = new Map<string, Selector>();
  for (const { ingress, egress } of policies) {
    for (const peer of [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers ?? [])) {
      if (peer.type !== "pods" || peer.namespaces === null || peer.namespaces.requirements.length === 0) continue;
      found.set(JSON.stringify(peer.namespaces), peer.namespaces);
    }
  }
  return [...found.values()];
}
