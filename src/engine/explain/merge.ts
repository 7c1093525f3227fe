import type { Explanation, MissingFact, SideExplanation, Verdict } from "../explanation.ts";

/** From the one that decides to the one that decides nothing. */
const STRONGEST_FIRST: readonly Verdict[] = ["deny", "unknown", "undefined", "allow"];

/** Both ends must let a packet through: the stronger verdict decides. Source: "The two sorts of pod isolation". */
export function strongest(verdicts: readonly Verdict[]): Verdict {
  return STRONGEST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "allow";
}

/**
 * One answer for all pods that a probe may mean. What they do not agree on is unknown, and `which` says which pod would
 * have to be named; such a side shows what holds for a pod that is not let through. At least one explanation.
 */
export function merge(explanations: readonly Explanation[], which: readonly MissingFact[]): Explanation {
  const [first] = explanations;
  if (first === undefined || explanations.length === 1) return first as Explanation;
  return {
    verdict: agreed(explanations.map(({ verdict }) => verdict)),
    assumed: agreed(explanations.map(({ assumed }) => assumed)),
    samePod: false,
    egress: mergeSides(
      first.egress,
      explanations.map(({ egress }) => egress),
      which,
    ),
    ingress: mergeSides(
      first.ingress,
      explanations.map(({ ingress }) => ingress),
      which,
    ),
  };
}

function agreed(verdicts: readonly Verdict[]): Verdict {
  const [first = "unknown"] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : "unknown";
}

function mergeSides(
  first: SideExplanation,
  sides: readonly SideExplanation[],
  which: readonly MissingFact[],
): SideExplanation {
  const verdict = agreed(sides.map((side) => side.verdict));
  const assumed = agreed(sides.map((side) => side.assumed));
  if (sides.every((side) => side.verdict === first.verdict)) return { ...first, verdict, assumed };
  const blocked = sides.find((side) => side.verdict !== "allow") ?? first;
  return { ...blocked, verdict, assumed, reason: "unknown-fact", grants: [], missing: which };
}
