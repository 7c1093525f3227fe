import type { Explanation, Miss, NearMiss, SideExplanation } from "../engine/index.ts";
import type { ExplanationReport } from "../report/index.ts";

type Answer = ExplanationReport["answer"];

/** Text that is equal for answers that differ at most in how near some rules came. */
export function decidingParts(answer: Answer): string {
  return JSON.stringify(answer, (key, value: unknown) => (key === "nearest" ? undefined : value));
}

/**
 * One answer for several ports between the same two ends; at least one, all with equal `decidingParts`. What it says of
 * a near rule is true of every port.
 */
export function joinPorts(answers: readonly Answer[]): Answer {
  const [first] = answers;
  if (first === undefined) throw new Error("there is a port to answer for");
  if (answers.length === 1) return first;
  const [befores, afters] = [answers.map(firstOf), answers.map(lastOf)];
  return first.type === "one"
    ? { ...first, explanation: joinExplanations(first.explanation, befores) }
    : { type: "two", before: joinExplanations(first.before, befores), after: joinExplanations(first.after, afters) };
}

function firstOf(answer: Answer): Explanation {
  return answer.type === "one" ? answer.explanation : answer.before;
}

function lastOf(answer: Answer): Explanation {
  return answer.type === "one" ? answer.explanation : answer.after;
}

function joinExplanations(first: Explanation, all: readonly Explanation[]): Explanation {
  return {
    ...first,
    egress: joinSides(
      first.egress,
      all.map(({ egress }) => egress),
    ),
    ingress: joinSides(
      first.ingress,
      all.map(({ ingress }) => ingress),
    ),
  };
}

/** The rules that came near for every port. */
function joinSides(first: SideExplanation, all: readonly SideExplanation[]): SideExplanation {
  const nearest = first.nearest.flatMap((rule) => {
    const same = all.flatMap(({ nearest: rules }) => rules.find((other) => isSameRule(rule, other)) ?? []);
    return same.length < all.length ? [] : [{ ...rule, misses: joinMisses(same.map(({ misses }) => misses)) }];
  });
  return { ...first, nearest };
}

function isSameRule(a: NearMiss, b: NearMiss): boolean {
  return a.rule === b.rule && a.policy.namespace === b.policy.namespace && a.policy.name === b.policy.name;
}

/**
 * What the rule missed for every port. When each port missed it in another way, by its protocol here and by its number
 * there, none of them is one that the rule wants.
 */
function joinMisses(all: readonly (readonly Miss[])[]): readonly Miss[] {
  const distinct = [...new Map(all.flat().map((miss) => [`${miss.type} ${miss.wanted}`, miss])).values()];
  const common = distinct.filter((miss) => all.every((misses) => misses.some((other) => isEqual(miss, other))));
  return common.length > 0 ? common : distinct.filter(({ type }) => type === "port");
}

function isEqual(a: Miss, b: Miss): boolean {
  return a.type === b.type && a.wanted === b.wanted;
}
