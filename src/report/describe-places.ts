import { podsPhrase, scopeKey, scopePhrase, type Share } from "./patterns.ts";
import type { IndexSet } from "./sets.ts";
import { code, enumerate, enumerateSome, phrase, text, type Span } from "./spans.ts";
import { podsAt, workloadAt, type Part, type Place, type Vocabulary } from "./vocabulary.ts";

/** Most namespaces that a phrase spells out. */
export const MAX_NAMESPACES = 3;

/**
 * The keys of the places that lie in the set with all their endpoints, and of which more is known than one endpoint:
 * a single one has a better name of its own, and workloads alone are not everything a namespace may hold.
 */
export function wholePlaces(members: ReadonlySet<number>, vocabulary: Vocabulary): ReadonlySet<string> {
  const whole = vocabulary.places.filter((place) => {
    const touching = [...place.workloads, ...place.pods];
    return place.pods.length > 0 && touching.length > 1 && touching.every((index) => members.has(index));
  });
  return new Set(whole.map((place) => place.key));
}

/** "everything in `a` and `b`", "any pod in namespace `c`". */
export function describeNamedPlaces(
  set: IndexSet,
  whole: ReadonlySet<string>,
  vocabulary: Vocabulary,
): readonly Part[] {
  const places = vocabulary.places.filter((place) => place.scope.type === "name" && whole.has(place.key));
  if (places.length === 0) return [];
  const members = set.filter((index) => absorbed(index, whole, vocabulary) === "name");
  if (members.length === 0) return [];
  const subject = places.some((place) => place.workloads.length > 0) ? "everything" : "any pod";
  const names = places.map((place) => [code(nameOf(place))]);
  const every = vocabulary.places.filter((place) => place.scope.type === "name").length;
  const where =
    names.length > MAX_NAMESPACES
      ? phrase`${names.length === every ? "all " : ""}${names.length} namespaces (${enumerateSome(names, MAX_NAMESPACES)})`
      : phrase`${names.length === 1 ? "namespace " : "namespaces "}${enumerate(names, "and")}`;
  return [{ members, spans: phrase`${subject} in ${where}`, within: where }];
}

/** "any pod in namespaces with `team=x` or another namespace". */
export function describeOtherPlaces(
  set: IndexSet,
  whole: ReadonlySet<string>,
  vocabulary: Vocabulary,
): readonly Part[] {
  const all = vocabulary.places.filter((place) => place.scope.type === "labels");
  const places = all.filter((place) => whole.has(place.key));
  if (places.length === 0) return [];
  const members = set.filter((index) => absorbed(index, whole, vocabulary) === "labels");
  if (members.length === 0) return [];
  const where: readonly Span[] =
    places.length === all.length
      ? [text("any other namespace")]
      : enumerate(
          places.map((place) => scopePhrase(place.scope)),
          "or",
        );
  return [{ members, spans: phrase`any pod in ${where}` }];
}

/** Whether whole places say all there is about an endpoint, and which kind of them names it. */
function absorbed(index: number, whole: ReadonlySet<string>, vocabulary: Vocabulary): "name" | "labels" | null {
  const workload = workloadAt(vocabulary, index);
  if (workload !== null) return whole.has(scopeKey({ type: "name", name: workload.namespace })) ? "name" : null;
  const patterns = podsAt(vocabulary, index)?.patterns ?? [];
  if (patterns.length === 0 || !patterns.every(({ namespace }) => whole.has(scopeKey(namespace)))) return null;
  return patterns.some(({ namespace }) => namespace.type === "name") ? "name" : "labels";
}

function nameOf(place: Place): string {
  return place.scope.type === "name" ? place.scope.name : "";
}

/** Pods of equal labels in several places: "any pod with `role=api` in `a`, `b` and 3 more namespaces". */
export function podsInPlaces(
  labels: readonly (readonly [string, string])[],
  places: readonly Place[],
  share: Share,
): readonly Span[] {
  const shown = places.slice(0, MAX_NAMESPACES).map((place) => scopePhrase(place.scope));
  const rest = places.length - shown.length;
  return phrase`${podsPhrase(labels, share)} in ${enumerate(rest > 0 ? [...shown, phrase`${rest} more namespaces`] : shown, "or")}`;
}
