import { at } from "./collections.ts";
import type { Flow } from "./result.ts";

/** By sources, then destinations, then certainty: the order in which equal input always gives equal output. */
export function sortFlows<T extends Flow>(flows: readonly T[]): readonly T[] {
  const rank = { certain: 0, assumed: 1, unknown: 2 };
  return [...flows].sort(
    (a, b) =>
      compareLists(a.from, b.from) ||
      compareLists(a.to, b.to) ||
      rank[a.certainty] - rank[b.certainty] ||
      (a.family ?? 0) - (b.family ?? 0) ||
      compareLists(portsOf(a), portsOf(b)),
  );
}

function portsOf({ connections }: Flow): readonly number[] {
  return [...connections.ranges.values()].flatMap((ranges) => ranges.flatMap((range) => [...range]));
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const difference = at(a, i) - at(b, i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Whether the flows hold one that the manifests cannot decide. */
export function decidedIn(flows: readonly Flow[]): "all decided" | "some undecided" {
  return flows.some((flow) => flow.certainty === "unknown") ? "some undecided" : "all decided";
}
