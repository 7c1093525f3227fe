import type { Side } from "../engine/index.ts";
import {
  diagnosticAt,
  isManifestFile,
  relabelledNamespaces,
  sharedNamespaces,
  type Diagnostic,
  type FileReader,
  type SharedNamespaces,
  type Snapshot,
} from "../manifests/index.ts";
import { alterationOf } from "./altered.ts";
import { withContinuity, type Plans } from "./continuity.ts";
import { byPath, fingerprintOf, type FilesByPath } from "./inputs.ts";
import { joinRoots, type JoinedRoots } from "./joined-roots.ts";
import { findNeighbours, MAX_NEIGHBOURS } from "./neighbours.ts";
import { isRendered, renderPlans, type RenderAll } from "./render-plans.ts";
import { toRenderedRoot, type PlannedRoot } from "./render-root.ts";
import type { RenderedChange } from "./rendered-root.ts";
import { planRoots, unmatchedPatterns, type EnvironmentSetting, type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";
import { findSuccessions } from "./succession.ts";

export type { RenderAll };

export interface RenderOptions {
  readonly renderAll: RenderAll;
  readonly environments: readonly EnvironmentSetting[];
  /** Namespace of objects that name none, as `kubectl -n` would give it. */
  readonly defaultNamespace: string;
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
  { renderAll, environments, defaultNamespace, which, reader, isWanted = () => true }: RenderOptions,
): Promise<RenderedChange> {
  const { base, head } = snapshots;
  const found = planRoots(base, head, { environments, reader });
  const files = { base: byPath(base), head: byPath(head) };
  const plans = withContinuity(found, files.head);
  const namespaces = {
    base: namespacesOf(plans.base, files.base, reader),
    head: namespacesOf(plans.head, files.head, reader),
  };
  const relabelled = relabelledNamespaces(namespaces.base, namespaces.head);
  const {
    roots: all,
    diagnostics: successions,
    renderings: known,
  } = await joinedRoots(plans, files, { renderAll, reader });
  // Under the names by which they are compared.
  const plansOf = (side: Side): readonly RootPlan[] => {
    const byName = new Map(all.flatMap((root) => root[side]).map((plan) => [plan.name, plan]));
    return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const groups = all.filter(({ name }) => isWanted(name));
  const isAll = which === "all" || groups.length === 1 || relabelled.size > 0;
  const asked = new Set(isAll ? groups : groups.filter((group) => isChanged(group, files)));
  const ground = { snapshots, files, renderings: await renderBoth([...asked], files, renderAll, known), reader };
  const roots = [...asked].map((group) => toRenderedRoot(group, ground));
  const others = all.filter((group) => !asked.has(group));
  const plansOfRoots = [...asked].flatMap(({ base: before, head: after }) => [...before, ...after]);
  const neighbours = await findNeighbours(roots, plansOfRoots, others, {
    files: files.head,
    renderAll,
    reader,
    defaultNamespace,
  });
  return {
    roots,
    names: all.map(({ name }) => name),
    plans: { base: plansOf("base").map(({ name }) => name), head: plansOf("head").map(({ name }) => name) },
    unmatched: unmatchedPatterns([...plansOf("base"), ...plansOf("head")], environments),
    altered: () => alterationOf(all, files),
    unchanged: groups.filter((group) => !asked.has(group)).map(({ name }) => name),
    neighbours: neighbours.found,
    diagnostics: {
      base: [...found.diagnostics.base, ...namespaces.base.diagnostics],
      head: [
        ...found.diagnostics.head,
        ...successions,
        ...namespaces.head.diagnostics,
        ...unlooked(neighbours.unlooked),
      ],
    },
    namespaces,
    relabelled,
  };
}

/** The roots of both sides by what has become of which; what changes is rendered for it where names do not tell. */
async function joinedRoots(
  plans: Plans,
  files: Readonly<Record<Side, FilesByPath>>,
  { renderAll, reader }: Pick<RenderOptions, "renderAll" | "reader">,
): Promise<JoinedRoots> {
  const roots = groupsOf(plans.base, plans.head);
  if (!isRearranged(plans)) return { roots, diagnostics: [], renderings: new Map() };
  const changed = roots.filter((group) => isChanged(group, files));
  const renderings = await renderBoth(changed, files, renderAll, new Map());
  return joinRoots(roots, findSuccessions(plans, { files, renderings, reader }), renderings);
}

/** Whether what is rendered on one side is no root of the other, so that only objects tell what has become of it. */
function isRearranged({ base, head }: Plans): boolean {
  if (base.length === 0) return false;
  const names = [base, head].map((plans) => new Set(plans.map(({ name }) => name)));
  return [base, head].some((plans, side) =>
    plans.some((plan) => isRendered(plan) && names[1 - side]?.has(plan.name) === false),
  );
}

/** What the plans of all roots are rendered to. What both sides have alike is rendered once, `done` is already. */
async function renderBoth(
  groups: readonly PlannedRoot[],
  files: Readonly<Record<Side, FilesByPath>>,
  renderAll: RenderAll,
  done: ReadonlyMap<RootPlan, Rendering>,
): Promise<ReadonlyMap<RootPlan, Rendering>> {
  const before = await renderPlans(
    groups.flatMap(({ base }) => base.filter(isRendered)).filter((plan) => !done.has(plan)),
    files.base,
    renderAll,
  );
  const known = new Map([...before].map(([plan, rendering]) => [fingerprintOf(plan, files.base), rendering]));
  const same = new Map<RootPlan, Rendering>();
  const rest = groups
    .flatMap(({ head }) => head.filter(isRendered))
    .filter((plan) => !done.has(plan))
    .filter((plan) => {
      const rendering = known.get(fingerprintOf(plan, files.head));
      if (rendering !== undefined) same.set(plan, rendering);
      return rendering === undefined;
    });
  return new Map([...done, ...before, ...same, ...(await renderPlans(rest, files.head, renderAll))]);
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

function unlooked(names: readonly string[]): readonly Diagnostic[] {
  const [first] = names;
  if (first === undefined) return [];
  const message =
    `${String(names.length)} unchanged roots, \`${first}\` is the first of them, were not asked whether they deploy pods ` +
    `that the changed policies select: the bound is ${String(MAX_NEIGHBOURS)} roots`;
  return [diagnosticAt("warning", "neighbour-limit", message, { path: ".", line: 1, column: 1 })];
}
