import type { Identity } from "./facts.ts";

const CLUSTER_KINDS: ReadonlySet<string> = new Set(["Namespace", "Node"]);

/** The namespace that an object is put into; `""` for a kind that lives in none. */
export function namespaceOf({ kind, namespace }: Identity, defaultNamespace: string): string {
  return CLUSTER_KINDS.has(kind) ? "" : (namespace ?? defaultNamespace);
}

/**
 * The same for two definitions of one object, and for no others. The version does not count: it only says how the
 * object is written down. Neither groups, kinds nor names hold a slash.
 */
export function objectKey({ group, kind }: Pick<Identity, "group" | "kind">, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`;
}
