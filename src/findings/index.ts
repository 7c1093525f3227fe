/** What a change makes worse: one rule per file, each a pure function of both sides. */
export type { Assertion, Claim, EndWords } from "./assertions/assertion.ts";
export { LEVELS, type Discovery, type Fix, type FoundFlow, type Level, type Place } from "./discovery.ts";
export { failingFindings, failingText } from "./failing.ts";
export { FINDING_RULES, isFailing, type Finding, type FindingRule } from "./finding.ts";
export { judge, type Judgement, type Mode, type RuleLevels } from "./judge.ts";
export { PLUGINS, type Plugin } from "./plugins.ts";
export { RULES, type RuleId } from "./rules.ts";
export { unknownWords, type UnknownWords } from "./unknown-words.ts";
export { viewChange, type ChangeInput } from "./views.ts";
export type { Day, Waiver, WaiverUse } from "./waivers.ts";
