import { globOf, matchesGlob } from "./glob.ts";
import type { EnvironmentSetting, RootPlan } from "./plan.ts";

/** Puts roots into the environments of the configuration; the first that names a root has it. */
export function inEnvironments(
  plans: readonly RootPlan[],
  settings: readonly EnvironmentSetting[],
): readonly RootPlan[] {
  const compiled = settings.map((setting) => ({ setting, patterns: setting.roots.map(globOf) }));
  return plans.map((plan) => {
    const found = compiled.find(({ patterns }) => patterns.some((pattern) => matchesGlob(pattern, plan.name)));
    if (found === undefined) return plan;
    const { setting } = found;
    return { ...plan, environment: setting.name, namespace: plan.namespace ?? setting.namespace };
  });
}

/** Patterns of each environment, by their numbers, that mean none of the roots. */
export function unmatchedPatterns(
  roots: readonly Pick<RootPlan, "name">[],
  settings: readonly EnvironmentSetting[],
): readonly (readonly number[])[] {
  return settings.map((setting) =>
    setting.roots.flatMap((pattern, number) => {
      const glob = globOf(pattern);
      return roots.some(({ name }) => matchesGlob(glob, name)) ? [] : [number];
    }),
  );
}

/** Whether a pattern of people means a root: `*` stands for any text within a segment, `**` for any segments. */
export function matchesRoot(pattern: string, name: string): boolean {
  return matchesGlob(globOf(pattern), name);
}
