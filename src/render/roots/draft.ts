import type { PlainPlan, RootPlan } from "./plan.ts";

/** A root whose inputs are not collected yet: there may be too many roots for that. */
export interface RootDraft {
  readonly type: RootPlan["type"];
  readonly name: string;
  readonly directory: string;
  /** The plan under its final name; `null` when nothing is there to be planned. */
  readonly plan: (name: string) => Collected | null;
}

export interface Collected {
  readonly plan: RootPlan;
  /** How many references were followed. */
  readonly cost: number;
}

/** A draft of plain files. */
export function plainDraft(name: string, inputs: readonly string[], settings: DeploySettings = NO_SETTINGS): RootDraft {
  const { namespace, environment } = settings;
  return {
    type: "plain",
    name,
    directory: name,
    plan: (unique) => {
      const plan: PlainPlan = { type: "plain", name: unique, inputs, namespace, environment };
      return { plan, cost: inputs.length };
    },
  };
}

/** What who deploys a root says of it. */
export type DeploySettings = Pick<RootPlan, "namespace" | "environment">;

export const NO_SETTINGS: DeploySettings = { namespace: null, environment: null };
