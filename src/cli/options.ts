import type { Format, JudgementFormat } from "../report/index.ts";

/** Options that every command has; as commander gives them. */
export interface CommonOptions {
  /** `null`-like `undefined`: the default file, when it exists. */
  readonly config?: string;
  readonly namespace: string;
  /** One per `--root`, in their order; absent: all roots. */
  readonly root?: readonly string[];
}

/** Options of commands whose results are for people. */
export interface ShownOptions extends CommonOptions {
  readonly color: boolean;
}

/** Options of commands that show flows. */
export interface FlowOptions extends ShownOptions {
  readonly format: Format;
  /** One per `--focus`, in their order. */
  readonly focus?: readonly string[];
  readonly failOnErrors?: true;
}

export type ListOptions = FlowOptions;

export interface DiffOptions extends FlowOptions {
  readonly repo?: string;
  readonly exitCode?: true;
}

export interface CheckOptions extends ShownOptions {
  readonly format: JudgementFormat;
  readonly repo?: string;
}

export interface ExplainOptions extends ShownOptions {
  readonly format: "text" | "markdown";
  readonly in?: string;
  readonly repo?: string;
}

export interface ConfigOptions {
  readonly config?: string;
  readonly repo?: string;
  readonly check?: true;
  readonly print?: true;
  readonly format: "text" | "markdown";
  readonly color: boolean;
}

export type InitOptions = Pick<CommonOptions, "namespace">;

export interface EvalOptions extends CommonOptions {
  readonly in: string;
  readonly probes: string;
}

/** Like the app, it takes the configuration from the base alone. */
export interface ReviewOptions {
  readonly color: boolean;
  readonly format: Format;
  readonly exitCode?: true;
  readonly failOnErrors?: true;
  readonly publish?: true;
}
