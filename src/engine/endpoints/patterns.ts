import { ABSENT } from "../cells.ts";
import { at, getOrMake } from "../collections.ts";
import type { PodPattern, PodsEndpoint } from "../result.ts";
import { HOST } from "../universe/items.ts";
import type { PodSpec } from "../universe/patterns.ts";
import type { Universe } from "../universe/universe.ts";
import { NO_DETAIL, type Placed } from "./placed.ts";

/** Representative pods, joined by class; those that a known workload stands for on both sides are left out. */
export function placePatterns(
  universe: Universe,
  before: number | null,
  after: number,
  workloads: readonly Placed[],
): readonly Placed[] {
  const { items, partition, patterns } = universe;
  const classOf = (item: number): number => at(partition.classes.of, item);
  const seen = (side: number | null, item: number | undefined): string =>
    side === null || item === undefined ? "" : String(at(partition.bySelectors, item));
  const known = new Set<string>();
  for (const { endpoint, detail } of workloads) {
    if (endpoint.type !== "workload" || endpoint.only !== null) continue;
    const item = detail.after?.pod.item;
    if (item === undefined || at(items.items, item).group === HOST) continue;
    known.add(`${seen(before, detail.before?.pod.item)} ${seen(after, item)}`);
  }
  const joined = new Map<string, { before: number; after: number; patterns: PodSpec[] }>();
  patterns.forEach((pattern, index) => {
    const old = before === null ? undefined : at(at(items.patterns, before), index);
    const now = at(at(items.patterns, after), index);
    if (known.has(`${seen(before, old)} ${seen(after, now)}`)) return;
    const place = {
      before: old === undefined ? ABSENT : classOf(old),
      after: classOf(now),
      patterns: [] as PodSpec[],
    };
    const group = getOrMake(joined, `${String(place.before)} ${String(place.after)}`, () => place);
    group.patterns.push(pattern);
  });
  return [...joined.values()].map(({ before: old, after: now, patterns: all }) => {
    const plain = all.filter((pattern) => !pattern.closeLook);
    const shown = (plain.length > 0 ? plain : all).map(({ namespace, labels }) => ({ namespace, labels }));
    return { before: old, after: now, endpoint: podsEndpoint(shown), detail: NO_DETAIL, closeLook: plain.length === 0 };
  });
}

function podsEndpoint(patterns: readonly PodPattern[]): PodsEndpoint {
  const [first] = patterns;
  const labels = (pairs: PodPattern["labels"]): string => `{${pairs.map((pair) => pair.join("=")).join(",")}}`;
  const scope =
    first === undefined ? "" : first.namespace.type === "name" ? first.namespace.name : labels(first.namespace.labels);
  return { type: "pods", id: `pods:${scope}/${labels(first?.labels ?? [])}`, patterns };
}
