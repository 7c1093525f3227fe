/** Names for pods that the manifests do not hold. */
import type { NamespaceScope, PodPattern, PodsEndpoint } from "../engine/index.ts";
import { code, enumerate, phrase, type Span } from "./spans.ts";

/** Most alternatives of one endpoint that its name spells out. */
const MAX_ALTERNATIVES = 2;

type LabelPairs = readonly (readonly [string, string])[];

/** Whether a phrase means all pods with some labels, or all but those that have a phrase of their own. */
export type Share = "any" | "any other";

/**
 * The endpoint by its most general patterns: "any pod with `role=api` in namespaces with `team=x` or any other pod in
 * namespace `shop`"; the namespaces of equal labels stand together.
 */
export function podsEndpointPhrase(endpoint: PodsEndpoint, share: Share): readonly Span[] {
  const shown = endpoint.patterns.slice(0, MAX_ALTERNATIVES);
  const rest = endpoint.patterns.length - shown.length;
  const kinds = new Map<string, PodPattern[]>();
  for (const pattern of shown) {
    const key = JSON.stringify(pattern.labels);
    kinds.set(key, [...(kinds.get(key) ?? []), pattern]);
  }
  const phrases = [...kinds.values()].map((patterns) => {
    const scopes = patterns.map(({ namespace }) => namespace).sort((a, b) => scopeRank(a) - scopeRank(b));
    return phrase`${podsPhrase(patterns[0]?.labels ?? [], share)} in ${enumerate(scopes.map(scopePhrase), "or")}`;
  });
  return enumerate(rest > 0 ? [...phrases, phrase`${rest} more like it`] : phrases, "or");
}

function scopeRank(scope: NamespaceScope): number {
  return scope.type === "name" ? 0 : 1;
}

/** "any pod with `role=api`"; without labels "any other pod". */
export function podsPhrase(labels: LabelPairs, share: Share): readonly Span[] {
  return labels.length === 0 ? phrase`any other pod` : phrase`${share} pod with ${labelsPhrase(labels)}`;
}

/** "namespace `shop`", "namespaces with `team=x`", "another namespace". */
export function scopePhrase(scope: NamespaceScope): readonly Span[] {
  if (scope.type === "name") return phrase`namespace ${code(scope.name)}`;
  if (scope.labels.length === 0) return phrase`another namespace`;
  return phrase`namespaces with ${labelsPhrase(scope.labels)}`;
}

function labelsPhrase(labels: LabelPairs): readonly Span[] {
  return enumerate(
    labels.map(([key, value]) => [code(value === "" ? `${key}=""` : `${key}=${value}`)]),
    "and",
  );
}

/** A key that is equal for equal scopes. */
export function scopeKey(scope: NamespaceScope): string {
  return scope.type === "name" ? `name ${scope.name}` : `labels ${JSON.stringify(scope.labels)}`;
}
