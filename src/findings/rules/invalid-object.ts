import { flawsOf } from "../flaws.ts";
import type { SideRule } from "../rule.ts";

/** A failure: of a policy the old one stays in force, or none is, and no other rule sees what was meant. */
export const invalidObject: SideRule<"invalid-object"> = {
  id: "invalid-object",
  scope: "side",
  level: "failure",
  summary: "The API server would refuse a policy, a namespace or a workload.",
  find: (side) => flawsOf(side, "invalid-object", "; put it right, for the API server refuses it"),
};
