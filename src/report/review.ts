/** What the reports are made from: the engine's answer for each root, and what a reader must know about the input. */
import type { Explanation, FlowDiff, Reachability, Side } from "../engine/index.ts";
import type { Judgement } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";

/** Objects that look like policies but are of a kind that is not evaluated (Calico, Cilium, Istio …). */
export interface NotEvaluated {
  readonly kind: string;
  readonly apiVersion: string;
  readonly count: number;
}

/** How much was read. `notEvaluated` is sorted by kind, then API version. */
export interface InputCounts {
  readonly files: number;
  readonly documents: number;
  readonly workloads: number;
  readonly policies: number;
  readonly namespaces: number;
  readonly notEvaluated: readonly NotEvaluated[];
}

/** Reachability of one root (`.` when the directory as a whole is the root). */
export interface ListRoot {
  readonly root: string;
  readonly reachability: Reachability;
  /** Ids of the endpoints that prose speaks of; `null`: all of them. */
  readonly focus: ReadonlySet<string> | null;
  /** The user's words for the endpoints in focus; absent or empty: the report is about the whole. */
  readonly focusedOn?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: InputCounts;
}

export interface ListReport {
  /** In the order in which they are shown. */
  readonly roots: readonly ListRoot[];
  /** What is said of the repository rather than of a root; absent: nothing. */
  readonly repository?: readonly Diagnostic[];
}

/** How one root differs between two sides. */
export interface DiffRoot {
  readonly root: string;
  readonly diff: FlowDiff;
  /** Ids of the endpoints in focus: of others `diff` holds but a part of the flows. Absent: the report is about the whole. */
  readonly focus?: ReadonlySet<string>;
  /** The user's words for the endpoints in focus; absent or empty: the report is about the whole. */
  readonly focusedOn?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: { readonly base: InputCounts; readonly head: InputCounts };
  /** What was compared, in the user's words: two directories, or two revisions. */
  readonly compared: { readonly base: string; readonly head: string };
  /** What the rules say of the whole change; absent: they were not asked. */
  readonly judgement?: Judgement;
  /** `namespace/name` of the policies in force on each side; tells a deleted policy from one that changed. */
  readonly policies: { readonly base: readonly string[]; readonly head: readonly string[] };
}

export interface DiffReport {
  readonly roots: readonly DiffRoot[];
  /** Names of roots that read the same files on both sides, and were not looked at; absent: none. */
  readonly unchanged?: readonly string[];
  /** What is said of the repository rather than of a root; absent: nothing. */
  readonly repository?: readonly Diagnostic[];
}

/** Why one connection is possible or not; on one cluster, or before and after. */
export interface ExplanationReport {
  /** The ends in the user's terms: `shop/Deployment/web`, `internet`, `10.0.0.1`. */
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  /** By number or by name; `null` for a protocol without ports. */
  readonly port: number | string | null;
  readonly answer:
    /** `side`: of which it is true, when the other side lacks one of the ends; `null`: there is one side only. */
    | { readonly type: "one"; readonly explanation: Explanation; readonly side: Side | null }
    | { readonly type: "two"; readonly before: Explanation; readonly after: Explanation };
}
