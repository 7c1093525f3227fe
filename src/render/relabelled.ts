import type { Namespace } from "../engine/index.ts";
import type { SharedNamespaces } from "../manifests/index.ts";

/** Names of namespaces that the sides do not know with the same labels. */
export function relabelledNamespaces(base: SharedNamespaces, head: SharedNamespaces): ReadonlySet<string> {
  const names = new Set([...base.known.keys(), ...head.known.keys()]);
  return new Set([...names].filter((name) => textOf(base.known.get(name)) !== textOf(head.known.get(name))));
}

function textOf(namespace: Namespace | undefined): string | null {
  if (namespace === undefined) return null;
  return JSON.stringify([...namespace.labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}
