import type { Plans } from "./continuity.ts";
import { createPlanObjects, type DeployedObject, type ObjectGround } from "./deployed-objects.ts";
import { mainFile } from "./failure-places.ts";
import { isManifest } from "./deployed-files.ts";
import { inputsOf } from "./inputs.ts";
import { comparePaths } from "./paths.ts";
import { isRendered, renderPlans, type RenderAll, type RenderedPlan } from "./render-plans.ts";
import { isDefinition, type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** Roots that one new root may be made from, those that are likely first. */
const MAX_CANDIDATES = 5;

/** Roots of the base that are rendered for it, though nothing in them changes. */
const MAX_RENDERED = 100;

/** New roots with the roots of the base that they are made from, though these are still there. */
export type Sources = ReadonlyMap<RenderedPlan, readonly RenderedPlan[]>;

/**
 * What new roots that follow none are made from (decision 0095): an overlay from the roots that it builds on, and else, as a
 * chart with other values is, from one beside it that deploys the same objects in the same namespace. What deploys none of
 * them is no source: another namespace has other pods. `renderings`: those of the ground, with what was rendered for it.
 *
 * @throws AbortError, where `renderAll` does
 */
export async function findSources(
  added: readonly RenderedPlan[],
  { base }: Plans,
  ground: ObjectGround,
  renderAll: RenderAll,
): Promise<{ readonly made: Sources; readonly renderings: ReadonlyMap<RootPlan, Rendering> }> {
  const candidatesOf = createCandidates(base.filter(isRendered), ground);
  const candidates = new Map(added.map((plan) => [plan, candidatesOf(plan)]));
  const asked = new Set([...candidates.values()].flatMap(({ built, beside }) => [...built, ...beside]));
  const missing = [...asked].filter((plan) => !ground.renderings.has(plan)).slice(0, MAX_RENDERED);
  const renderings = new Map([...ground.renderings, ...(await renderPlans(missing, ground.files.base, renderAll))]);
  const objectsOf = createPlanObjects({ ...ground, renderings });
  const made = [...candidates].flatMap(([plan, { built, beside }]): readonly Entry[] => {
    const own = objectsOf(plan, "head");
    const sharedWith = (old: RenderedPlan): number => {
      const other = objectsOf(old, "base");
      const count = countShared(own.deployed, other.deployed);
      // A prefix of names makes no other object of them.
      return count > 0 || !isSameNamespace(own.deployed, other.deployed)
        ? count
        : countShared(own.written(), other.written());
    };
    const sources = built.filter((old) => sharedWith(old) > 0);
    if (sources.length > 0) return [[plan, sources]];
    const [best] = beside
      .map((old) => ({ old, count: sharedWith(old) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    return best === undefined ? [] : [[plan, [best.old]]];
  });
  return { made: new Map(made), renderings };
}

type Entry = readonly [RenderedPlan, readonly RenderedPlan[]];

interface Candidates {
  /** Roots of kustomizations that a kustomization builds on, without those that these build on. */
  readonly built: readonly RenderedPlan[];
  /** Others of its chart, that with its default values first; or those that read manifests of the same files, most first. */
  readonly beside: readonly RenderedPlan[];
}

function createCandidates(
  base: readonly RenderedPlan[],
  { files, reader }: ObjectGround,
): (plan: RenderedPlan) => Candidates {
  const charts = new Map<string, RenderedPlan[]>();
  const byMainFile = new Map<string, RenderedPlan[]>();
  const readers = new Map<string, RenderedPlan[]>();
  for (const plan of base) {
    if (plan.type === "chart") append(charts, plan.directory, plan);
    else {
      append(byMainFile, mainFile(plan), plan);
      for (const path of plan.inputs) append(readers, path, plan);
    }
  }
  const definesOne = new Map<string, boolean>();
  const isDefining = (path: string): boolean => {
    const file = files.head.get(path);
    const known =
      definesOne.get(path) ?? (file !== undefined && isManifest(file) && reader(file).objects.some(isDefinition));
    definesOne.set(path, known);
    return known;
  };
  return (plan) => {
    if (plan.type === "chart") {
      const own = charts.get(plan.directory) ?? [];
      const first = own.filter(({ name }) => name === plan.directory);
      return { built: [], beside: [...first, ...own.filter((one) => !first.includes(one))].slice(0, MAX_CANDIDATES) };
    }
    const parts = plan.inputs.flatMap((path) => byMainFile.get(path) ?? []).slice(0, MAX_RENDERED);
    const below = new Set(parts.flatMap((part) => part.inputs.filter((path) => path !== mainFile(part))));
    const built = parts.filter((part) => !below.has(mainFile(part)));
    const counts = new Map<RenderedPlan, number>();
    for (const path of inputsOf(plan, files.head)
      .map((file) => file.path)
      .filter(isDefining)) {
      for (const old of (readers.get(path) ?? []).slice(0, MAX_RENDERED)) counts.set(old, (counts.get(old) ?? 0) + 1);
    }
    const beside = [...counts].sort(([a, some], [b, others]) => others - some || comparePaths(a.name, b.name));
    return { built, beside: beside.slice(0, MAX_CANDIDATES).map(([old]) => old) };
  };
}

/** How many of them the others have, too. Where either names no namespace, kind and name tell. */
function countShared(objects: readonly DeployedObject[], others: readonly DeployedObject[]): number {
  const namespaces = new Map<string, Set<string | null>>();
  for (const { name, namespace } of others) {
    namespaces.set(name, (namespaces.get(name) ?? new Set<string | null>()).add(namespace));
  }
  return objects.filter(({ name, namespace }) => {
    const known = namespaces.get(name);
    return known !== undefined && (namespace === null || known.has(null) || known.has(namespace));
  }).length;
}

function isSameNamespace(objects: readonly DeployedObject[], others: readonly DeployedObject[]): boolean {
  const known = new Set(others.map(({ namespace }) => namespace));
  return known.has(null) || objects.some(({ namespace }) => namespace === null || known.has(namespace));
}

function append(lists: Map<string, RenderedPlan[]>, key: string, plan: RenderedPlan): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [plan]);
  else list.push(plan);
}
