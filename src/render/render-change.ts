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
import { withContinuity } from "./continuity.ts";
import { failingOf } from "./failures.ts";
import { byPath, type FilesByPath } from "./inputs.ts";
import { findNeighbours, MAX_NEIGHBOURS } from "./neighbours.ts";
import type { RenderAll } from "./render-plans.ts";
import { toRenderedRoot } from "./render-root.ts";
import type { RenderedChange } from "./rendered-root.ts";
import { plannedRoots } from "./planned-roots.ts";
import { isChanged, renderBoth } from "./render-both.ts";
import { planRoots, unmatchedPatterns, type EnvironmentSetting, type RootPlan } from "./roots/index.ts";

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
  } = await plannedRoots(plans, files, { renderAll, reader });
  // Under the names by which they are compared.
  const plansOf = (side: Side): readonly RootPlan[] => {
    const byName = new Map(all.flatMap((root) => root[side]).map((plan) => [plan.name, plan]));
    return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const groups = all.filter(({ name }) => isWanted(name));
  const isAll = which === "all" || groups.length === 1 || relabelled.size > 0;
  const asked = new Set(isAll ? groups : groups.filter((group) => isChanged(group, files)));
  const renderings = await renderBoth([...asked], files, renderAll, known);
  const failing = {
    base: failingOf(
      [...asked].flatMap((group) => group.base),
      renderings,
    ),
    head: failingOf(
      [...asked].flatMap((group) => group.head),
      renderings,
    ),
  };
  const ground = { snapshots, files, renderings, reader, failing };
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
