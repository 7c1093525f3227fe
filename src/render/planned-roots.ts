import type { Side } from "../engine/index.ts";
import type { FileReader } from "../manifests/index.ts";
import type { Plans } from "./continuity.ts";
import { createPlanObjects } from "./deployed-objects.ts";
import type { FilesByPath } from "./inputs.ts";
import { joinRoots, type JoinedRoots } from "./joined-roots.ts";
import { findSources, type Sources } from "./made-from.ts";
import { isChanged, renderBoth } from "./render-both.ts";
import { isRendered, type RenderAll, type RenderedPlan } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";
import { findSuccessions } from "./succession.ts";
import { unsaidNamespaces } from "./unsaid-namespaces.ts";

/** What roots are put together with. */
interface PlanningGround {
  readonly renderAll: RenderAll;
  readonly reader: FileReader;
}

/**
 * The roots of both sides: plans of one environment, and what has become of which (decisions 0094 and 0095). Where names do not
 * tell, what changes is rendered for it.
 *
 * @throws AbortError, where `renderAll` does
 */
export async function plannedRoots(
  plans: Plans,
  files: Readonly<Record<Side, FilesByPath>>,
  { renderAll, reader }: PlanningGround,
): Promise<JoinedRoots> {
  const roots = groupsOf(plans);
  if (!isRearranged(plans)) return { roots, diagnostics: [], renderings: new Map() };
  const changed = roots.filter((root) => isChanged(root, files));
  const first = { files, reader, renderings: await renderBoth(changed, files, renderAll, new Map()) };
  const successions = findSuccessions(plans, first, createPlanObjects(first));
  const left = [...successions.added].flatMap(([plan, old]) => (old === null ? [] : [[plan, [old]] as const]));
  const others = [...successions.added].flatMap(([plan, old]) => (old === null ? [plan] : []));
  const found = await findSources(others, plans, first, renderAll);
  const { made, renderings } = copiesOf([...left, ...found.made], found.renderings);
  const compared = [
    ...successions.joined.map(({ before, after }) => ({ base: before, head: after.map(({ plan }) => plan) })),
    ...[...successions.besides].map(([old, plan]) => ({ base: [old], head: [plan] })),
    ...[...made].map(([plan, old]) => ({ base: old, head: [plan] })),
  ];
  const namespaces = unsaidNamespaces(compared, plans, createPlanObjects({ ...first, renderings }));
  return joinRoots(roots, { ...successions, made, namespaces }, renderings);
}

/** What something is made from is a root as well: it is another one where it is compared with what is made of it. */
function copiesOf(
  sources: Iterable<readonly [RenderedPlan, readonly RenderedPlan[]]>,
  renderings: ReadonlyMap<RootPlan, Rendering>,
): { readonly made: Sources; readonly renderings: ReadonlyMap<RootPlan, Rendering> } {
  const known = new Map(renderings);
  const made = [...sources].map(([plan, old]) => {
    const copies = old.map((one) => {
      const copy = { ...one };
      const rendering = known.get(one);
      if (rendering !== undefined) known.set(copy, rendering);
      return copy;
    });
    return [plan, copies] as const;
  });
  return { made: new Map(made), renderings: known };
}

/** Whether what is rendered on one side is no root of the other, so that only objects tell what has become of it. */
function isRearranged({ base, head }: Plans): boolean {
  if (base.length === 0) return false;
  const names = { base: new Set(base.map(({ name }) => name)), head: new Set(head.map(({ name }) => name)) };
  const isNew = ({ name }: RootPlan) => !names.base.has(name);
  const isGone = ({ name }: RootPlan) => !names.head.has(name);
  return head.filter(isRendered).some(isNew) || base.filter(isRendered).some(isGone);
}

/** Plans of one environment are one root. By name. */
function groupsOf({ base, head }: Plans): readonly PlannedRoot[] {
  const groups = new Map<string, { readonly base: RootPlan[]; readonly head: RootPlan[] }>();
  for (const [side, plans] of [
    ["base", base],
    ["head", head],
  ] as const) {
    for (const plan of plans) {
      const name = plan.environment ?? plan.name;
      const group = groups.get(name) ?? { base: [], head: [] };
      group[side].push(plan);
      groups.set(name, group);
    }
  }
  return [...groups].map(([name, group]) => ({ name, ...group })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
