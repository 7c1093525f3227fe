import { podsInPlaces } from "./describe-places.ts";
import { podsEndpointPhrase } from "./patterns.ts";
import type { IndexSet } from "./sets.ts";
import { podsAt, type Part, type Vocabulary } from "./vocabulary.ts";

/** The representative pods of the set, other endpoints left aside; those of equal labels are named together. */
export function describePods(set: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  const groups = new Map<string, number[]>();
  for (const index of set) {
    const key = labelsKey(index, vocabulary);
    if (key === null) continue;
    const group = groups.get(key) ?? [];
    group.push(index);
    groups.set(key, group);
  }
  return [...groups.values()].map((members) => ({ members, spans: groupPhrase(members, vocabulary) }));
}

/** Equal for pods that differ in their namespace only; `null` for other endpoints. */
function labelsKey(index: number, vocabulary: Vocabulary): string | null {
  const patterns = podsAt(vocabulary, index)?.patterns;
  if (patterns === undefined) return null;
  const keys = new Set(patterns.map((pattern) => JSON.stringify(pattern.labels)));
  return keys.size === 1 ? [...keys].join("") : `endpoint ${String(index)}`;
}

function groupPhrase(members: IndexSet, vocabulary: Vocabulary): Part["spans"] {
  const endpoints = members.flatMap((index) => podsAt(vocabulary, index) ?? []);
  const [first] = endpoints;
  if (first === undefined) return [];
  if (endpoints.length === 1) return podsEndpointPhrase(first);
  const wanted = new Set(members);
  const places = vocabulary.places.filter((place) => place.pods.some((index) => wanted.has(index)));
  return podsInPlaces(first.patterns[0]?.labels ?? [], places);
}
