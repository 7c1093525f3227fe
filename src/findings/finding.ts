import type { Discovery, Level } from "./discovery.ts";
import { RULES, type RuleId } from "./rules.ts";

/** A discovery that the change brings, with what the configuration makes of it. */
export interface Finding extends Discovery {
  readonly rule: FindingRule;
  /** Which one, where the rule is `assertion`. */
  readonly assertion: string | null;
  readonly level: Level;
  /** It fails the check whatever its level, until somebody with the right has accepted it. */
  readonly requiresApproval: boolean;
}

/** A rule, or what the team itself asserts. */
export type FindingRule = RuleId | typeof ASSERTION;

/** What findings of assertions are told by, beside the ids of rules. */
export const ASSERTION = "assertion";

/** Everything that a finding may be of, assertions first. */
export const FINDING_RULES: readonly FindingRule[] = [ASSERTION, ...RULES.map(({ id }) => id)];

/** Whether a regression fails the check: for its level, or because its rule requires approval (decision 0065). */
export function isFailing({ level, requiresApproval }: Finding): boolean {
  return level === "failure" || requiresApproval;
}
