/** From two snapshots to what a report of the change is made from; the same for every door. */
export {
  baseMistakes,
  headMistakes,
  headWords,
  rootlessPatterns,
  MISNAMED_PATH,
  misnamedConfiguration,
  readConfigurationChange,
  unjudgedErrors,
  type ConfigurationChange,
} from "./configuration.ts";
export { lookUpWords, unmatchedRoots, type LookUpOptions } from "./look-up-words.ts";
export { diffRoot } from "./diff-root.ts";
export { idlePoliciesApart } from "./policies-apart.ts";
export { judgedReport } from "./judged-report.ts";
export {
  isEmpty,
  readChange,
  type ChangeOptions,
  type ChangeReading,
  type RenderedSides,
  type RootReading,
  type SideReading,
} from "./read-change.ts";
