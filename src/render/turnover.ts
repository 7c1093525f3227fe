import type { Side } from "../engine/index.ts";
import { mainFile } from "./failure-places.ts";
import { isKustomizationName } from "./file-names.ts";
import { comparePaths } from "./paths.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import type { RootPlan } from "./roots/index.ts";

/** Which roots come and go. */
export interface Turnover {
  /** Of the head; the base knows none of these names. */
  readonly added: readonly RenderedPlan[];
  /** Of the base; the head knows none of these names. */
  readonly gone: readonly RenderedPlan[];
  /** Of the head, where what has this name in the base is made in another way. */
  readonly remade: readonly RenderedPlan[];
  /**
   * Of the base, and still there: what a new root builds on, others that build on the same, or other ways to deploy its
   * chart; of kustomizations a few, the nearest first.
   */
  readonly origins: ReadonlyMap<RenderedPlan, readonly RenderedPlan[]>;
}

export function turnoverOf({ base, head }: Readonly<Record<Side, readonly RootPlan[]>>): Turnover {
  // Of a repository without roots all is new.
  if (base.length === 0) return { added: [], gone: [], remade: [], origins: new Map() };
  const [before, after] = [new Map(base.map((plan) => [plan.name, plan])), new Set(head.map(({ name }) => name))];
  const built = head.filter(isRendered);
  const added = built.filter(({ name }) => !before.has(name));
  const old = base.filter(isRendered);
  const readers = readersOf(added.length === 0 ? [] : old);
  return {
    added,
    gone: old.filter(({ name }) => !after.has(name)),
    remade: built.filter(({ name, type }) => (before.get(name)?.type ?? type) !== type),
    origins: new Map(
      added.map((plan) => {
        const files = plan.type === "chart" ? [mainFile(plan)] : plan.inputs.filter((path) => readers.has(path));
        const found = new Set(files.flatMap((path) => readers.get(path) ?? []));
        const kept = [...found].filter(({ type, name }) => type === plan.type && after.has(name));
        return [plan, plan.type === "chart" ? kept : nearestFirst(plan, kept).slice(0, MAX_ORIGINS)];
      }),
    ),
  };
}

/** Most roots that are rendered in order to find the one that a new kustomization was made from. */
const MAX_ORIGINS = 8;

/** Roots by the files of kustomizations and charts that they read. */
function readersOf(plans: readonly RenderedPlan[]): ReadonlyMap<string, readonly RenderedPlan[]> {
  const found = new Map<string, RenderedPlan[]>();
  for (const plan of plans) {
    const files = plan.type === "chart" ? [mainFile(plan)] : plan.inputs.filter((path) => isKustomizationName(path));
    for (const path of files) {
      const known = found.get(path);
      if (known === undefined) found.set(path, [plan]);
      else known.push(plan);
    }
  }
  return found;
}

/** What it builds on before others that do. */
function nearestFirst({ inputs }: RenderedPlan, plans: readonly RenderedPlan[]): readonly RenderedPlan[] {
  const read = new Set(inputs);
  const isRead = (plan: RenderedPlan): number => Number(read.has(mainFile(plan)));
  return plans.toSorted((a, b) => isRead(b) - isRead(a) || comparePaths(a.name, b.name));
}
