import type { Coverage } from "../coverage.ts";
import type { RuleReference } from "../explanation.ts";
import type { Direction, Rule } from "../model.ts";
import { matchesLabels } from "../selectors.ts";
import { NO, YES } from "../ternary.ts";
import type { PodEnd } from "./ends.ts";
import { either, matchRule, NOT_COVERED, type Situation } from "./matching.ts";
import type { IndexedPolicy } from "./policies.ts";

/** A rule together with what it says about the packet. */
export interface JudgedRule {
  readonly rule: Rule;
  readonly reference: RuleReference;
  readonly match: Coverage;
}

/** A policy with its rules for one direction. */
export interface JudgedPolicy {
  readonly policy: IndexedPolicy;
  readonly rules: readonly JudgedRule[];
  /** What the best rule says. */
  readonly grant: Coverage;
}

/** The policies that isolate a pod in one direction: those that select it, and those of which nobody knows. */
export interface Isolation {
  readonly surely: readonly JudgedPolicy[];
  readonly perhaps: readonly JudgedPolicy[];
}

/** Holds every policy of the pod's namespace against the pod, and its rules against the packet. */
export function isolationOf(
  pod: PodEnd,
  direction: Direction,
  policies: readonly IndexedPolicy[],
  situation: Situation,
): Isolation {
  const surely: JudgedPolicy[] = [];
  const perhaps: JudgedPolicy[] = [];
  for (const indexed of policies) {
    const rules = indexed.policy[direction];
    if (rules === null) continue;
    const selected = matchesLabels(indexed.policy.subject, pod.labels);
    if (selected !== NO) (selected === YES ? surely : perhaps).push(judge(indexed, rules, direction, situation));
  }
  return { surely, perhaps };
}

function judge(
  policy: IndexedPolicy,
  rules: readonly Rule[],
  direction: Direction,
  situation: Situation,
): JudgedPolicy {
  const judged = rules.map((rule, index) => ({
    rule,
    reference: { policy: policy.reference, rule: `${direction}[${String(index)}]`, origin: rule.origin },
    match: matchRule(rule, situation),
  }));
  return { policy, rules: judged, grant: judged.map(({ match }) => match).reduce(either, NOT_COVERED) };
}
