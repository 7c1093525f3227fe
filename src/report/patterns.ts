/** Names for pods that the manifests do not hold. */
import type { NamespaceScope, PodPattern, PodsEndpoint } from "../engine/index.ts";
import { code, enumerate, phrase, type Span } from "./spans.ts";

/** Most alternatives of one endpoint that its name spells out. */
const MAX_ALTERNATIVES = 2;

type LabelPairs = readonly (readonly [string, string])[];

/** "any pod with `role=api` in namespaces with `team=x`", "any other pod in namespace `shop`". */
function patternPhrase(pattern: PodPattern): readonly Span[] {
  return phrase`${podsPhrase(pattern.labels)} in ${scopePhrase(pattern.namespace)}`;
}

/** The endpoint by its most general patterns: "… or …". */
export function podsEndpointPhrase(endpoint: PodsEndpoint): readonly Span[] {
  const shown = endpoint.patterns.slice(0, MAX_ALTERNATIVES).map(patternPhrase);
  const rest = endpoint.patterns.length - shown.length;
  return enumerate(rest > 0 ? [...shown, phrase`${rest} more like it`] : shown, "or");
}

/** "any pod with `role=api`"; without labels "any other pod". */
export function podsPhrase(labels: LabelPairs): readonly Span[] {
  return labels.length === 0 ? phrase`any other pod` : phrase`any pod with ${labelsPhrase(labels)}`;
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
