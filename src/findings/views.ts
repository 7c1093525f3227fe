import type { Cluster, ClusterSettings, Comparison, Side } from "../engine/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { createSelection, type Selection } from "./selection.ts";

/** One side of a change, as the rules look at it. */
export interface SideView {
  readonly side: Side;
  readonly cluster: Cluster;
  readonly diagnostics: readonly Diagnostic[];
  readonly selection: Selection;
}

/** Both sides, and how they differ. */
export interface ChangeView {
  readonly base: SideView;
  readonly head: SideView;
  readonly settings: ClusterSettings;
  /** The whole comparison, never a part of it. */
  readonly comparison: Comparison;
}

/** What both sides hold. */
export interface ChangeInput {
  readonly base: Pick<SideView, "cluster" | "diagnostics">;
  readonly head: Pick<SideView, "cluster" | "diagnostics">;
  readonly settings: ClusterSettings;
  readonly comparison: Comparison;
}

export function viewChange({ base, head, settings, comparison }: ChangeInput): ChangeView {
  return {
    base: { ...base, side: "base", selection: createSelection(base.cluster) },
    head: { ...head, side: "head", selection: createSelection(head.cluster) },
    settings,
    comparison,
  };
}
