import type { ChangedFlow, Cluster, ClusterSettings, Comparison, Examination, Side, Survey } from "../engine/index.ts";
import type { CustomResource, Diagnostic, LineAt } from "../manifests/index.ts";
import { lazily } from "./collections.ts";
import { createSelection, type Selection } from "./selection.ts";
import { createLooksOf } from "./looks.ts";
import { createPodsOf, type PodsOf } from "./pods-of.ts";
import { createWording, plainWording, type Wording } from "./wording.ts";
import { rulesOf, type PlacedRule } from "./identity.ts";
import type { Plugin } from "./plugins.ts";
import { surelyAllowed } from "./surely-allowed.ts";

/** One side of a change, as the rules look at it. */
export interface SideView {
  readonly side: Side;
  readonly cluster: Cluster;
  readonly diagnostics: readonly Diagnostic[];
  readonly lineAt: LineAt;
  /** Objects whose operators may make pods. */
  readonly customResources: readonly CustomResource[];
  /** The rules of all policies. */
  readonly rules: readonly PlacedRule[];
  readonly selection: Selection;
  /** Selectors in words by which base and head are matched. */
  readonly wording: Wording;
}

/** Both sides, and how they differ. */
export interface ChangeView {
  readonly base: SideView;
  readonly head: SideView;
  readonly settings: ClusterSettings;
  /** What carries policies out; `null` when it is not known. */
  readonly plugin: Plugin | null;
  /** The whole comparison, never a part of it. */
  readonly comparison: Comparison;
  readonly survey: Survey;
  /** See `surelyAllowed`; worked out once. */
  readonly surelyAllowed: () => readonly ChangedFlow[];
  /** See `createPodsOf`; answers are remembered. */
  readonly podsOf: PodsOf;
  /** See `createLooksOf`; answers are remembered. */
  readonly looksOf: PodsOf;
}

/** What both sides hold. */
export interface ChangeInput {
  readonly base: SideInput;
  readonly head: SideInput;
  readonly settings: ClusterSettings;
  readonly plugin: Plugin | null;
  readonly examination: Pick<Examination, "comparison" | "survey">;
}

type SideInput = Pick<SideView, "cluster" | "diagnostics" | "lineAt" | "customResources">;

export function viewChange({ base, head, settings, plugin, examination }: ChangeInput): ChangeView {
  const before = { ...base, selection: createSelection(base.cluster), rules: rulesOf(base.cluster.policies) };
  const after = { ...head, selection: createSelection(head.cluster), rules: rulesOf(head.cluster.policies) };
  return {
    base: { ...before, side: "base", wording: plainWording },
    head: { ...after, side: "head", wording: createWording(before, after) },
    settings,
    plugin,
    comparison: examination.comparison,
    survey: examination.survey,
    surelyAllowed: lazily(() => surelyAllowed(examination)),
    podsOf: createPodsOf(),
    looksOf: createLooksOf({ base, head }),
  };
}
