export { matchesRoot } from "./environments.ts";
export { directoryOf, isWithin, joinPath } from "./paths.ts";
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
