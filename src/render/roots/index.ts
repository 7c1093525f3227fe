export { isDefinition } from "./definitions.ts";
export { matchesRoot, unmatchedPatterns } from "./environments.ts";
export { planRoots } from "./plan-roots.ts";
export type {
  ChartPlan,
  EnvironmentSetting,
  KustomizationPlan,
  PlainPlan,
  PlanOptions,
  Plans,
  RootPlan,
} from "./plan.ts";
