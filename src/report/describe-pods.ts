/** Names for sets of pods that the manifests do not hold. */
import type { PodPattern } from "../engine/index.ts";
import { podsInPlaces } from "./describe-places.ts";
import { podsEndpointPhrase, scopeKey, type Share } from "./patterns.ts";
import type { IndexSet } from "./sets.ts";
import { labelKey, podsAt, type Part, type Vocabulary } from "./vocabulary.ts";

/** Pods that one phrase names, in one place. */
interface Group {
  readonly head: number;
  /** The head, and the more special pods that its name covers as well. */
  readonly members: IndexSet;
  /** Whether the name is meant with all pods that it covers, or with those alone that nothing more special names. */
  readonly share: Share;
}

/**
 * The representative pods of the set, other endpoints left aside. "Any pod with `app=db`" are those with further labels
 * too; where they are not all in the set it is "any other pod with `app=db`". Those of equal labels are named together.
 */
export function describePods(set: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  const groups = new Map<string, Group[]>();
  for (const group of groupsOf(set, vocabulary)) {
    const key = `${group.share} ${labelsKey(group.head, vocabulary)}`;
    groups.set(key, [...(groups.get(key) ?? []), group]);
  }
  return [...groups.values()].map((same) => ({
    members: same.flatMap((group) => group.members).sort((a, b) => a - b),
    spans: groupPhrase(same, vocabulary),
  }));
}

function groupsOf(set: IndexSet, vocabulary: Vocabulary): readonly Group[] {
  const pods = set.filter((index) => podsAt(vocabulary, index) !== null);
  const inSet = new Set(pods);
  const told = new Set<number>();
  const groups: Group[] = [];
  const labelCount = new Map(pods.map((index) => [index, fewestLabels(index, vocabulary)]));
  for (const head of [...pods].sort((a, b) => (labelCount.get(a) ?? 0) - (labelCount.get(b) ?? 0) || a - b)) {
    if (told.has(head)) continue;
    const special = moreSpecial(head, vocabulary);
    const whole = special.every(({ index }) => inSet.has(index));
    const covered = whole ? special.filter(({ entirely, index }) => entirely && !told.has(index)) : [];
    const members = [head, ...covered.map(({ index }) => index)];
    for (const member of members) told.add(member);
    groups.push({ head, members, share: whole ? "any" : "any other" });
  }
  return groups.sort((a, b) => a.head - b.head);
}

/** Pods that the name of `head` covers as well, with all or some of their alternatives. None when it has no labels. */
function moreSpecial(
  head: number,
  vocabulary: Vocabulary,
): readonly { readonly index: number; readonly entirely: boolean }[] {
  const [pattern, ...alternatives] = podsAt(vocabulary, head)?.patterns ?? [];
  if (pattern === undefined || alternatives.length > 0 || pattern.labels.length === 0) return [];
  const key = scopeKey(pattern.namespace);
  return candidates(pattern, vocabulary).flatMap((index) => {
    if (index === head) return [];
    const patterns = podsAt(vocabulary, index)?.patterns ?? [];
    const covered = patterns.filter((other) => scopeKey(other.namespace) === key && hasLabels(other, pattern));
    return covered.length === 0 ? [] : [{ index, entirely: covered.length === patterns.length }];
  });
}

/** Pods of the same place that have the rarest of the labels: few, where there are thousands. */
function candidates(pattern: PodPattern, { placeOf }: Vocabulary): IndexSet {
  const place = placeOf.get(scopeKey(pattern.namespace));
  const lists = pattern.labels.map((label) => place?.podsWithLabel.get(labelKey(label)) ?? []);
  return lists.reduce((fewest, list) => (list.length < fewest.length ? list : fewest));
}

function hasLabels({ labels }: PodPattern, wanted: PodPattern): boolean {
  return wanted.labels.every(([key, value]) => labels.some((label) => label[0] === key && label[1] === value));
}

function fewestLabels(index: number, vocabulary: Vocabulary): number {
  const patterns = podsAt(vocabulary, index)?.patterns ?? [];
  return Math.min(...patterns.map(({ labels }) => labels.length));
}

/** Equal for pods that differ in their namespace only. */
function labelsKey(index: number, vocabulary: Vocabulary): string {
  const patterns = podsAt(vocabulary, index)?.patterns ?? [];
  const keys = new Set(patterns.map((pattern) => JSON.stringify(pattern.labels)));
  return keys.size === 1 ? [...keys].join("") : `endpoint ${String(index)}`;
}

/** Groups of equal labels and share; at least one. */
function groupPhrase(groups: readonly Group[], vocabulary: Vocabulary): Part["spans"] {
  const [first, ...others] = groups;
  const endpoint = first === undefined ? null : podsAt(vocabulary, first.head);
  if (first === undefined || endpoint === null) return [];
  if (others.length === 0) return podsEndpointPhrase(endpoint, first.share);
  const wanted = new Set(groups.map(({ head }) => head));
  const places = vocabulary.places.filter((place) => place.pods.some((index) => wanted.has(index)));
  return podsInPlaces(endpoint.patterns[0]?.labels ?? [], places, first.share);
}
