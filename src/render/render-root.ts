import type { Side } from "../engine/index.ts";
import type { Diagnostic, FileReader, SkippedEntry, Snapshot, SourceFile } from "../manifests/index.ts";
import { allNew, failuresOf, type Failing } from "./failures.ts";
import { inputsOf, type FilesByPath } from "./inputs.ts";
import { missingDiagnostics } from "./missing.ts";
import { movedPolicies } from "./moved-policies.ts";
import type { RenderedSide } from "./places/index.ts";
import { toFiles } from "./rendered-files.ts";
import type { RenderedRoot } from "./rendered-root.ts";
import { isWithin } from "./paths.ts";
import type { RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";
import { unrenderedChanges } from "./unrendered.ts";

/** Plans of one root on both sides; several where an environment deploys them together. */
export interface PlannedRoot {
  readonly name: string;
  readonly base: readonly RootPlan[];
  readonly head: readonly RootPlan[];
}

/** What roots are put together from. */
export interface RenderGround {
  readonly snapshots: Readonly<Record<Side, Snapshot>>;
  readonly files: Readonly<Record<Side, FilesByPath>>;
  /** What plans were rendered to; one and the same value for what is equal on both sides. */
  readonly renderings: ReadonlyMap<RootPlan, Rendering>;
  /** Remembers what files say. */
  readonly reader: FileReader;
  readonly failing: Readonly<Record<Side, Failing>>;
}

/** What one plan, or its absence, comes to. */
interface Part {
  readonly files: Readonly<Record<Side, readonly SourceFile[]>>;
  readonly diagnostics: Readonly<Record<Side, readonly Diagnostic[]>>;
  /** Paths of errors that say that nobody knows what the change does. */
  readonly unjudged: readonly string[];
}

/** One plan on both sides; `undefined` where a side has none of its name. */
type Pair = Readonly<Record<Side, RootPlan | undefined>>;

/** A root from what its plans were rendered to. */
export function toRenderedRoot({ name, base, head }: PlannedRoot, ground: RenderGround): RenderedRoot {
  const names = [...new Set([...base, ...head].map((plan) => plan.name))].sort();
  const named = (plans: readonly RootPlan[], one: string): RootPlan | undefined =>
    plans.find((plan) => plan.name === one);
  const parts = names.map((one) => toPart({ base: named(base, one), head: named(head, one) }, ground));
  const snapshotOf = (side: Side, plans: readonly RootPlan[]): Snapshot => ({
    files: parts.flatMap(({ files }) => files[side]),
    skipped: ground.snapshots[side].skipped.filter((entry) => plans.some((plan) => isPartOf(entry, plan))),
  });
  return {
    name,
    deployed: [...base, ...head].some(({ environment }) => environment !== null) ? "with-others" : "alone",
    base: snapshotOf("base", base),
    head: snapshotOf("head", head),
    diagnostics: {
      base: parts.flatMap(({ diagnostics }) => diagnostics.base),
      head: parts.flatMap(({ diagnostics }) => diagnostics.head),
    },
    unjudged: new Set(parts.flatMap(({ unjudged }) => unjudged)),
  };
}

/** What was left unread may belong to any plain root, and to what is rendered from its directory. */
function isPartOf({ path }: SkippedEntry, plan: RootPlan): boolean {
  return plan.type === "plain" || isWithin(path, plan.directory);
}

/**
 * Where the head alone cannot be rendered, what the base made of it stays in force: nobody knows what becomes of it.
 * Where only the head can, all of it is new, which is said.
 */
function toPart(plans: Pair, ground: RenderGround): Part {
  const before = renderingOf(plans.base, ground);
  const after = renderingOf(plans.head, ground);
  const base = filesOf("base", plans, ground);
  const failures = failuresOf(after, plans.head, before, ground.files.head, ground.failing.head);
  const moved = (side: Side, files: readonly SourceFile[]): readonly Diagnostic[] => {
    const plan = plans[side];
    return plan === undefined || plan.type === "plain"
      ? []
      : movedPolicies(plan.name, files, ground.files[side], ground.reader);
  };
  const isBroken = after !== null && "failed" in after && plans.base !== undefined && !isReadAsItStands(plans, ground);
  const head = isBroken ? base : filesOf("head", plans, ground);
  return {
    files: { base, head },
    diagnostics: {
      base: [
        ...failuresOf(before, plans.base, after, ground.files.base, ground.failing.base),
        ...missingDiagnostics(before, before),
        ...moved("base", base),
      ],
      head: [
        ...failures,
        ...allNew(before, after, plans.head),
        ...unrenderedChanges(plans, { base: before, head: after }, ground.files),
        ...missingDiagnostics(after, before),
        ...moved("head", head),
      ],
    },
    unjudged: before === after ? [] : failures.map(({ path }) => path),
  };
}

function renderingOf(plan: RootPlan | undefined, { renderings }: RenderGround): Rendering | null {
  return plan === undefined ? null : (renderings.get(plan) ?? null);
}

function filesOf(side: Side, plans: Pair, ground: RenderGround): readonly SourceFile[] {
  const plan = plans[side];
  if (plan === undefined) return [];
  if (plan.type === "plain" || isReadAsItStands(plans, ground)) {
    return withNamespace(inputsOf(plan, ground.files[side]), plan.namespace);
  }
  const other = side === "base" ? "head" : "base";
  const counterpart = plans[other];
  const there = counterpart === undefined ? null : sideOf(other, counterpart, ground);
  return toFiles(plan, sideOf(side, plan, ground), there);
}

/**
 * A kustomization that neither side can build, because it needs what is not here: what its own files say is still known,
 * and a change of it is seen.
 */
function isReadAsItStands({ base, head }: Pair, ground: RenderGround): boolean {
  return [base, head].every((plan) => plan?.type === "kustomization" && needsMore(renderingOf(plan, ground)));
}

function needsMore(rendering: Rendering | null): boolean {
  return rendering !== null && "failed" in rendering && rendering.missing.length > 0;
}

/** What a plan reads, and what it is rendered to. */
function sideOf(side: Side, plan: RootPlan, ground: RenderGround): RenderedSide {
  const rendering = renderingOf(plan, ground);
  const documents = rendering === null || "failed" in rendering ? null : rendering.documents;
  return { files: inputsOf(plan, ground.files[side]), documents };
}

function withNamespace(files: readonly SourceFile[], namespace: string | null): readonly SourceFile[] {
  return namespace === null ? files : files.map((file) => ({ ...file, namespace }));
}
