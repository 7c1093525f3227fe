/** What a change makes worse: one rule per file, each a pure function of both sides. */
export { LEVELS, type Discovery, type Fix, type FoundFlow, type Level, type Place } from "./discovery.ts";
export { failingFindings, failingText } from "./failing.ts";
export { judge, type Finding, type Judgement, type RuleLevels } from "./judge.ts";
export { RULES, type RuleId } from "./rules.ts";
export { viewChange, type ChangeInput } from "./views.ts";
