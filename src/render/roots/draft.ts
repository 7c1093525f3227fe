import type { RootPlan } from "./plan.ts";

/** A root whose inputs are not collected yet: there may be too many roots for that. */
export interface RootDraft {
  readonly type: RootPlan["type"];
  readonly name: string;
  /** The plan under its final name. */
  readonly plan: (name: string) => Collected;
}

export interface Collected {
  readonly plan: RootPlan;
  /** How many references were followed. */
  readonly cost: number;
}

/** A draft whose inputs are known. */
export function draftOf(plan: RootPlan): RootDraft {
  const { type, name } = plan;
  return { type, name, plan: (unique) => ({ plan: { ...plan, name: unique }, cost: plan.inputs.length }) };
}
