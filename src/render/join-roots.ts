import type { Side } from "../engine/index.ts";
import { diagnosticAt, type Diagnostic, type FileReader } from "../manifests/index.ts";
import { mainFile } from "./failure-places.ts";
import type { FilesByPath } from "./inputs.ts";
import { formerNamespace, lostObjects } from "./moved-objects.ts";
import { isRendered, renderPlans, type RenderAll, type RenderedPlan } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";
import { withSuccessors } from "./successors.ts";
import { withTakeovers } from "./taken-over.ts";
import { turnoverOf } from "./turnover.ts";

type Plans = Readonly<Record<Side, readonly RootPlan[]>>;

export interface JoinGround {
  readonly files: Readonly<Record<Side, FilesByPath>>;
  readonly renderAll: RenderAll;
  readonly reader: FileReader;
}

/** Roots of both sides, and what was rendered to find out which belong together. */
export interface JoinedRoots {
  /** By name. */
  readonly roots: readonly PlannedRoot[];
  readonly renderings: ReadonlyMap<RootPlan, Rendering>;
  /** About the head. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Joins the plans of both sides to roots: by name, by what goes on elsewhere with the objects of a root that is gone
 * (`withSuccessors`), and by what plain files become (`withTakeovers`). Only what came or went is rendered for it.
 *
 * @throws AbortError, where `renderAll` does
 */
export async function joinRoots(plans: Plans, { files, renderAll, reader }: JoinGround): Promise<JoinedRoots> {
  const { added, gone, remade, origins } = turnoverOf(plans);
  const namesakes = new Set(remade.map(({ name }) => name));
  const built = new Set([...gone, ...[...origins.values()].flat()]);
  for (const plan of plans.base) if (isRendered(plan) && namesakes.has(plan.name)) built.add(plan);
  const renderings = new Map<RootPlan, Rendering>([
    ...(await renderPlans([...added, ...remade], files.head, renderAll)),
    ...(await renderPlans([...built], files.base, renderAll)),
  ]);
  const ground = { files, renderings, reader };
  const before = plans.base.filter((plan) => plan.type === "plain" || built.has(plan));
  const homes = new Map<RootPlan, RenderedPlan>();
  const objects = added.length + remade.length === 0 ? new Map() : lostObjects(before, plans.head, ground);
  for (const plan of [...added, ...remade]) {
    const namespace = formerNamespace(plan, objects, ground);
    if (namespace !== null) homes.set(plan, { ...plan, namespace });
  }
  for (const [plan, rendering] of await renderPlans([...homes.values()], files.head, renderAll))
    renderings.set(plan, rendering);
  const settle = (plan: RenderedPlan): RenderedPlan => homes.get(plan) ?? plan;
  const head = plans.head.map((plan) => homes.get(plan) ?? plan);
  const turnover = {
    added: added.map(settle),
    gone,
    remade: remade.map(settle),
    origins: new Map([...origins].map(([plan, found]) => [settle(plan), found])),
  };
  const settled = { base: plans.base, head };
  const succession = withSuccessors(settled, turnover, ground);
  const { roots, diagnostics } = withTakeovers(settled, turnover.added, succession, ground);
  for (const [plan, old] of succession.renamed) {
    const rendering = renderings.get(old);
    if (rendering !== undefined) renderings.set(plan, rendering);
  }
  return {
    roots,
    renderings,
    diagnostics: [...[...homes.values()].map(assumed), ...succession.diagnostics, ...diagnostics],
  };
}

function assumed(plan: RenderedPlan): Diagnostic {
  const message =
    `\`${plan.name}\` does not say into which namespace it is deployed: it is compared as if into \`${plan.namespace ?? ""}\`, ` +
    "where the base has its objects";
  return diagnosticAt("notice", "namespace-assumed", message, { path: mainFile(plan), line: 1, column: 1 });
}
