import {
  reach,
  type Cluster,
  type ClusterSettings,
  type Comparison,
  type Reachability,
  type Side,
} from "../engine/index.ts";
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
  /** All that one side allows; worked out when a rule first asks. Its endpoints are others than those of `comparison`. */
  readonly reachability: (side: Side) => Reachability;
}

/** What both sides hold. */
export interface ChangeInput {
  readonly base: Pick<SideView, "cluster" | "diagnostics">;
  readonly head: Pick<SideView, "cluster" | "diagnostics">;
  readonly settings: ClusterSettings;
  readonly comparison: Comparison;
}

export function viewChange({ base, head, settings, comparison }: ChangeInput): ChangeView {
  const clusters = { base: base.cluster, head: head.cluster };
  const known: Partial<Record<Side, Reachability>> = {};
  return {
    base: { ...base, side: "base", selection: createSelection(base.cluster) },
    head: { ...head, side: "head", selection: createSelection(head.cluster) },
    settings,
    comparison,
    reachability: (side) => (known[side] ??= reach(clusters[side], settings)),
  };
}
