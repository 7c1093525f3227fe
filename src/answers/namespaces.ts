import { nearestKey } from "../config/index.ts";
import type { Cluster } from "../engine/index.ts";
import { matchesGlob, problem, quote, type QueryProblem } from "../query/index.ts";

/**
 * The first of these names, in which `*` stands for any characters, that no namespace of the clusters has; `null` when
 * all are known. Without this a slip of the pen would read as "nothing changed there".
 */
export function unknownNamespace(globs: readonly string[], clusters: readonly Cluster[]): QueryProblem | null {
  const known = [...new Set(clusters.flatMap(({ namespaces }) => namespaces.map(({ name }) => name)))].sort();
  const unknown = globs.find((glob) => !known.some((name) => matchesGlob(glob, name)));
  if (unknown === undefined) return null;
  const nearest = nearestKey(unknown, known);
  const advice = nearest === null ? "`*` stands for any characters" : `did you mean ${quote(nearest)}?`;
  return problem(`the manifests hold no namespace ${quote(unknown)}: ${advice}`);
}
