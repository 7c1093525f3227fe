import { crossNamespace } from "./rules/cross-namespace.ts";
import { cutOff } from "./rules/cut-off.ts";
import { exposedToInternet } from "./rules/exposed-to-internet.ts";
import { isolationLost } from "./rules/isolation-lost.ts";
import { notIsolated } from "./rules/not-isolated.ts";
import { reachesInternet } from "./rules/reaches-internet.ts";
import { selectsNothing } from "./rules/selects-nothing.ts";
import { wideOpenRule } from "./rules/wide-open-rule.ts";

/** All rules, in the order in which their findings are told within one level. */
export const RULES = Object.freeze([
  exposedToInternet,
  isolationLost,
  notIsolated,
  crossNamespace,
  reachesInternet,
  cutOff,
  wideOpenRule,
  selectsNothing,
] as const);

export type RuleId = (typeof RULES)[number]["id"];
