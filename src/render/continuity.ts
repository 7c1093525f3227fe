import type { Side } from "../engine/index.ts";
import { CHART_FILE, KUSTOMIZATION_FILES } from "./file-names.ts";
import type { FilesByPath } from "./inputs.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import { isWithin, joinPath } from "./paths.ts";
import { type RootPlan } from "./roots/index.ts";

/** What is planned on each side. */
export type Plans = Readonly<Record<Side, readonly RootPlan[]>>;

/**
 * What the base deploys is looked for in the head, whatever a change says of who deploys it: roots are compared, and a change
 * must not choose what it is compared with (decision 0075).
 *
 * - What can still be rendered is still a root.
 * - A guess that an object of the head replaces stays beside what the object says.
 * - Which roots are judged together the base says, as long as it knows them.
 *
 * What has another name in the head is found by `findSuccessions`.
 */
export function withContinuity(plans: Plans, files: FilesByPath): Plans {
  if (plans.base.length === 0) return plans;
  return { base: plans.base, head: inEnvironmentsOf(plans.base, continuedHead(plans, files)) };
}

/** The plans of the head, with those that the base has and that can still be carried out. */
function continuedHead({ base, head }: Plans, files: FilesByPath): readonly RootPlan[] {
  const byName = new Map(head.map((plan) => [plan.name, plan]));
  for (const old of base) {
    if (!isRendered(old)) continue;
    const own = byName.get(old.name);
    if (own !== undefined && (!isGuess(old) || settingsOf(own) === settingsOf(old))) continue;
    const continued = onSide(old, own, files);
    if (continued === null) continue;
    if (own !== undefined) {
      const name = `${own.name} (as deployed)`;
      byName.set(name, { ...own, name });
    }
    byName.set(old.name, continued);
  }
  return [...byName.values()];
}

/** A plan of the base with the files of the head; `null` where these do not hold it any more. */
function onSide(old: RenderedPlan, own: RootPlan | undefined, files: FilesByPath): RenderedPlan | null {
  const holds = (name: string): boolean => files.has(joinPath(old.directory, name));
  if (old.type === "kustomization") {
    // What it reads now nobody has looked up: it may be any file.
    return KUSTOMIZATION_FILES.some(holds) ? { ...old, inputs: own?.inputs ?? [...files.keys()] } : null;
  }
  if (!holds(CHART_FILE) || !old.values.every((path) => files.has(path))) return null;
  const below = [...files.keys()].filter((path) => isWithin(path, old.directory));
  return { ...old, inputs: [...new Set([...below, ...old.values])].sort() };
}

/** Nobody says how it is deployed. */
function isGuess(plan: RenderedPlan): boolean {
  const { namespace, environment } = plan;
  const isOwn = plan.type === "chart" ? plan.inline === null : plan.overlay === null && plan.substitutions === null;
  return isOwn && namespace === null && environment === null;
}

/** What is said of how a plan is carried out. */
function settingsOf({ inputs: _inputs, environment: _environment, ...settings }: RootPlan): string {
  return JSON.stringify(settings);
}

/** Roots that the base knows stay together as there; a new one joins what is there already, or stands alone. */
function inEnvironmentsOf(base: readonly RootPlan[], head: readonly RootPlan[]): readonly RootPlan[] {
  const before = new Map(base.map(({ name, environment }) => [name, environment]));
  const known = new Set(before.values());
  return head.map((plan) => {
    const old = before.get(plan.name);
    const environment = old === undefined ? (known.has(plan.environment) ? plan.environment : null) : old;
    return { ...plan, environment };
  });
}
