import type { Side } from "../engine/index.ts";
import {
  isManifestFile,
  relabelledNamespaces,
  sharedNamespaces,
  type FileReader,
  type SharedNamespaces,
  type Snapshot,
} from "../manifests/index.ts";
import { withContinuity } from "./continuity.ts";
import { byPath, fingerprintOf, type FilesByPath } from "./inputs.ts";
import { isRendered, renderPlans, type RenderAll } from "./render-plans.ts";
import { toRenderedRoot, type PlannedRoot } from "./render-root.ts";
import type { RenderedChange } from "./rendered-root.ts";
import { planRoots, type EnvironmentSetting, type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";
import { withTakeovers } from "./taken-over.ts";

export type { RenderAll };

export interface RenderOptions {
  readonly renderAll: RenderAll;
  readonly environments: readonly EnvironmentSetting[];
  /** Remembers files from one change to the next. */
  readonly reader: FileReader;
  /** `changed`: roots that read the same files on both sides are left out. */
  readonly which: "changed" | "all";
  /** Whether a root of this name is asked for at all. */
  readonly isWanted?: (name: string) => boolean;
}

/**
 * Finds the roots of both sides of a change and renders them. Never throws on what files hold: what cannot be rendered is
 * a diagnostic, and a root that only its head breaks stands as the base has it.
 *
 * @throws AbortError, where `renderAll` does
 */
export async function renderChange(
  snapshots: Readonly<Record<Side, Snapshot>>,
  { renderAll, environments, which, reader, isWanted = () => true }: RenderOptions,
): Promise<RenderedChange> {
  const { base, head } = snapshots;
  const found = planRoots(base, head, { environments, reader });
  const files = { base: byPath(base), head: byPath(head) };
  const plans = withContinuity(found, files);
  const namespaces = {
    base: namespacesOf(plans.base, files.base, reader),
    head: namespacesOf(plans.head, files.head, reader),
  };
  const relabelled = relabelledNamespaces(namespaces.base, namespaces.head);
  const { roots: all, diagnostics: ways } = withTakeovers(plans, groupsOf(plans.base, plans.head), files);
  const groups = all.filter(({ name }) => isWanted(name));
  const isAll = which === "all" || groups.length === 1 || relabelled.size > 0;
  const asked = new Set(isAll ? groups : groups.filter((group) => isChanged(group, files)));
  const ground = { snapshots, files, renderings: await renderBoth([...asked], files, renderAll), reader };
  return {
    roots: [...asked].map((group) => toRenderedRoot(group, ground)),
    names: all.map(({ name }) => name),
    unchanged: groups.filter((group) => !asked.has(group)).map(({ name }) => name),
    diagnostics: {
      base: [...found.diagnostics.base, ...namespaces.base.diagnostics],
      head: [...found.diagnostics.head, ...plans.diagnostics, ...ways, ...namespaces.head.diagnostics],
    },
    namespaces,
    relabelled,
  };
}

/** What the plans of all roots are rendered to. What both sides have alike is rendered once. */
async function renderBoth(
  groups: readonly PlannedRoot[],
  files: Readonly<Record<Side, FilesByPath>>,
  renderAll: RenderAll,
): Promise<ReadonlyMap<RootPlan, Rendering>> {
  const before = await renderPlans(
    groups.flatMap(({ base }) => base.filter(isRendered)),
    files.base,
    renderAll,
  );
  const known = new Map([...before].map(([plan, rendering]) => [fingerprintOf(plan, files.base), rendering]));
  const same = new Map<RootPlan, Rendering>();
  const rest = groups
    .flatMap(({ head }) => head.filter(isRendered))
    .filter((plan) => {
      const rendering = known.get(fingerprintOf(plan, files.head));
      if (rendering !== undefined) same.set(plan, rendering);
      return rendering === undefined;
    });
  return new Map([...before, ...same, ...(await renderPlans(rest, files.head, renderAll))]);
}

function groupsOf(base: readonly RootPlan[], head: readonly RootPlan[]): readonly PlannedRoot[] {
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

function isChanged({ base, head }: PlannedRoot, files: Readonly<Record<Side, FilesByPath>>): boolean {
  const [before, after] = [
    base.map((plan) => fingerprintOf(plan, files.base)),
    head.map((plan) => fingerprintOf(plan, files.head)),
  ];
  return before.length !== after.length || before.some((text, index) => text !== after[index]);
}

/** Of what some root reads: a file that nothing applies declares nothing. */
function namespacesOf(plans: readonly RootPlan[], files: FilesByPath, reader: FileReader): SharedNamespaces {
  const read = new Set(plans.flatMap(({ inputs }) => inputs));
  const applied = [...files.values()].filter(({ path }) => read.has(path) && isManifestFile(path));
  return sharedNamespaces(applied.map(reader));
}
