/** What is deployed together, and how its manifests are made. */
import type { Diagnostic, FileReader } from "../../manifests/index.ts";

/** How one root is made. */
export type RootPlan = PlainPlan | KustomizationPlan | ChartPlan;

interface PlanBase {
  /** What people call it: `.`, `overlays/prod`, `charts/web:values-prod.yaml`; unique within one revision. */
  readonly name: string;
  /** Paths of the snapshot that it reads: all that its rendering depends on; sorted. */
  readonly inputs: readonly string[];
  /** Namespace of objects that name none, as who deploys the root says; `null`: not said. */
  readonly namespace: string | null;
  /** Roots of one environment are judged together; `null`: by itself. */
  readonly environment: string | null;
}

/** Manifests as they stand; `inputs` are its files. */
export interface PlainPlan extends PlanBase {
  readonly type: "plain";
}

export interface KustomizationPlan extends PlanBase {
  readonly type: "kustomization";
  readonly directory: string;
  /** A kustomization, as JSON, that who deploys it puts around it; without `resources`. */
  readonly overlay: string | null;
  /** Variables that Flux replaces behind the build. */
  readonly substitutions: Readonly<Record<string, string>> | null;
}

export interface ChartPlan extends PlanBase {
  readonly type: "chart";
  readonly directory: string;
  /** Paths of values files, the later one wins. */
  readonly values: readonly string[];
  /** YAML of values that count behind all files. */
  readonly inline: string | null;
  readonly release: string;
  /** Whether what stands in `crds/`, of whatever kind, is deployed. Source: Helm, "Custom Resource Definitions". */
  readonly crds: "installed" | "left-out";
}

export interface Plans {
  /** By name. */
  readonly base: readonly RootPlan[];
  readonly head: readonly RootPlan[];
  /** What was found about roots. */
  readonly diagnostics: { readonly base: readonly Diagnostic[]; readonly head: readonly Diagnostic[] };
}

/** Key `environments:` of the configuration. */
export interface EnvironmentSetting {
  readonly name: string;
  /** Globs of names of roots: `*` stays within a segment, `**` does not. */
  readonly roots: readonly string[];
  readonly namespace: string | null;
}

export interface PlanOptions {
  readonly environments: readonly EnvironmentSetting[];
  /** Files are not read twice when the reader remembers them. */
  readonly reader: FileReader;
}

/** One value for each revision. */
export interface Sides<Value> {
  readonly base: Value;
  readonly head: Value;
}

export function onBothSides<Value, Result>(
  sides: Sides<Value>,
  make: (value: Value, side: keyof Sides<Value>) => Result,
): Sides<Result> {
  return { base: make(sides.base, "base"), head: make(sides.head, "head") };
}
