import { exposedToInternet } from "./rules/exposed-to-internet.ts";
import { isolationLost } from "./rules/isolation-lost.ts";
import { selectsNothing } from "./rules/selects-nothing.ts";

/** All rules, in the order in which their findings are told within one level. */
export const RULES = Object.freeze([exposedToInternet, isolationLost, selectsNothing] as const);

export type RuleId = (typeof RULES)[number]["id"];
