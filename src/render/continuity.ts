import type { Side } from "../engine/index.ts";
import { diagnosticAt, type Diagnostic } from "../manifests/index.ts";
import { mainFile } from "./failures.ts";
import { CHART_FILE, KUSTOMIZATION_FILES } from "./file-names.ts";
import type { FilesByPath } from "./inputs.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import { isWithin, joinPath } from "./paths.ts";
import { type RootPlan } from "./roots/index.ts";

type Plans = Readonly<Record<Side, readonly RootPlan[]>>;
type Files = Readonly<Record<Side, FilesByPath>>;

/** Plans of both sides, so that roots of one name are one root, and what is to be said of the head's. */
export interface ContinuedPlans extends Plans {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What the base deploys is looked for in the head, whatever a change says of who deploys it: roots are compared, and a change
 * must not choose what it is compared with (decision 0075).
 *
 * - What can still be rendered is still a root.
 * - A guess that an object of the head replaces stays beside what the object says.
 * - Which roots are judged together the base says, as long as it knows them.
 * - A new root is compared with what it was made from: the root of its files that is gone, or another one of its chart.
 * - A root that is gone is told.
 */
export function withContinuity(plans: Plans, files: Files): ContinuedPlans {
  if (plans.base.length === 0) return { ...plans, diagnostics: [] };
  const head = inEnvironmentsOf(plans.base, continuedHead(plans, files.head));
  const names = new Set(head.map(({ name }) => name));
  const known = new Set(plans.base.map(({ name }) => name));
  const built = plans.base.filter(isRendered);
  const gone = new Map(built.filter(({ name }) => !names.has(name)).map((plan) => [plan.name, plan]));
  const base = [...plans.base];
  const diagnostics: Diagnostic[] = [];
  for (const plan of head) {
    if (known.has(plan.name) || !isRendered(plan)) continue;
    const old = counterpartOf(plan, [...gone.values()], built, files);
    if (old === null) continue;
    // The root that it was before is told under the new name.
    if (gone.delete(old.name)) base.splice(base.indexOf(old), 1);
    base.push({ ...old, name: plan.name, environment: plan.environment });
    const message = `\`${plan.name}\` is new: it is compared with what \`${old.name}\` was before`;
    diagnostics.push(diagnosticAt("notice", "root-compared", message, placeOf(plan)));
  }
  for (const plan of gone.values()) {
    const message = `\`${plan.name}\` is no root any more: whether something else deploys it now is not known`;
    diagnostics.push(diagnosticAt("warning", "root-gone", message, placeOf(plan)));
  }
  return { base, head, diagnostics };
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

/** What a new root was before: the root that is gone with which it shares most files, or another one of its chart. */
function counterpartOf(
  plan: RenderedPlan,
  gone: readonly RenderedPlan[],
  base: readonly RenderedPlan[],
  files: Files,
): RenderedPlan | null {
  const blobs = new Set(plan.inputs.map((path) => files.head.get(path)?.blobId));
  const shared = (old: RenderedPlan): number =>
    old.inputs.filter((path) => blobs.has(files.base.get(path)?.blobId ?? "")).length;
  const [best] = gone
    .filter(({ type }) => type === plan.type)
    .map((old) => ({ old, count: shared(old) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.old.name < b.old.name ? -1 : 1));
  if (best !== undefined) return best.old;
  if (plan.type !== "chart") return null;
  const siblings = base.filter(({ type, directory }) => type === "chart" && directory === plan.directory);
  return siblings.find(({ name }) => name === plan.directory) ?? siblings[0] ?? null;
}

function placeOf(plan: RenderedPlan): { readonly path: string; readonly line: number; readonly column: number } {
  return { path: mainFile(plan), line: 1, column: 1 };
}
