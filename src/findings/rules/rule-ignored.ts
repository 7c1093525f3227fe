import { flawsOf } from "../flaws.ts";
import type { SideRule } from "../rule.ts";

/** Source: NetworkPolicy, "policyTypes". */
export const ruleIgnored: SideRule<"rule-ignored"> = {
  id: "rule-ignored",
  scope: "side",
  level: "warning",
  summary: "A policy has rules for a direction that its policyTypes do not name, so that they have no effect.",
  find: (side) => flawsOf(side, "rule-ignored", ""),
};
