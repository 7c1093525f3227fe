import type { FileReader, Snapshot, SourceFile } from "../manifests/index.ts";
import { deployedFiles, isManifest, namespaceOf } from "./deployed-files.ts";
import { mainFile } from "./failure-places.ts";
import { inputsOf, type FilesByPath } from "./inputs.ts";
import { isRendered, renderPlans, type RenderAll } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { Neighbour, RenderedRoot } from "./rendered-root.ts";
import type { RootPlan } from "./roots/index.ts";

/** Most roots that are rendered although nothing in them changes. */
export const MAX_NEIGHBOURS = 100;

/** What neighbours are found with. */
export interface NeighbourGround {
  /** The files of the head. */
  readonly files: FilesByPath;
  readonly renderAll: RenderAll;
  readonly reader: FileReader;
  /** Namespace of objects that name none. */
  readonly defaultNamespace: string;
}

export interface Neighbours {
  /** At most `MAX_NEIGHBOURS`, by name. */
  readonly found: readonly Neighbour[];
  /** Names of those that the bound left out. */
  readonly unlooked: readonly string[];
}

/**
 * The roots that a change leaves alone and that may deploy pods where it changes policies: a policy selects all pods of its
 * namespace, whoever deployed them. Only what mentions such a namespace is rendered, for what is put into a namespace was
 * written so somewhere; a name that a template puts together is missed. Copies of what changes, such as other overlays of
 * the same base, are no neighbours.
 *
 * `plans`: those of the roots that change.
 *
 * @throws AbortError, where `renderAll` does
 */
export async function findNeighbours(
  changed: readonly RenderedRoot[],
  plans: readonly RootPlan[],
  unchanged: readonly PlannedRoot[],
  ground: NeighbourGround,
): Promise<Neighbours> {
  const namespaces = unchanged.length === 0 ? NONE : namespacesOfChangedPolicies(changed, ground);
  if (namespaces.size === 0) return { found: [], unlooked: [] };
  const mentions = createMentions(namespaces, ground);
  const isCopy = createCopies(plans, ground);
  const candidates = unchanged.filter(({ head }) => head.some((plan) => mentions(plan) && !isCopy(plan)));
  const kept = candidates.slice(0, MAX_NEIGHBOURS);
  const rendered = kept.flatMap(({ head }) => head.filter(isRendered));
  const renderings = await renderPlans(rendered, ground.files, ground.renderAll);
  return {
    found: kept.map(({ name, head }) => {
      const files = head.flatMap((plan) =>
        deployedFiles(plan, isRendered(plan) ? renderings.get(plan) : undefined, ground.files),
      );
      const isGrouped = head.some(({ environment }) => environment !== null);
      return { name, deployed: isGrouped ? "with-others" : "alone", head: snapshotOf(files) };
    }),
    unlooked: candidates.slice(MAX_NEIGHBOURS).map(({ name }) => name),
  };
}

const NONE: ReadonlySet<string> = new Set();

function namespacesOfChangedPolicies(
  roots: readonly RenderedRoot[],
  { reader, defaultNamespace }: NeighbourGround,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { base, head } of roots) {
    for (const [own, other] of [
      [base, head],
      [head, base],
    ] as const) {
      const known = new Set(other.files.map(keyOf));
      const files = own.files.filter((file) => !known.has(keyOf(file)));
      for (const { type, identity } of files.flatMap((file) => reader(file).objects)) {
        if (type === "policy") found.add(identity.namespace ?? defaultNamespace);
      }
    }
  }
  return found;
}

function keyOf({ path, blobId, namespace }: SourceFile): string {
  return JSON.stringify([path, blobId, namespace]);
}

/** Whether a plan may put pods into one of some namespaces. */
function createMentions(
  namespaces: ReadonlySet<string>,
  { files, reader, defaultNamespace }: NeighbourGround,
): (plan: RootPlan) => boolean {
  const words = [...namespaces].filter((name) => name !== defaultNamespace);
  const isDefaultAsked = words.length < namespaces.size;
  const known = new Map<SourceFile, boolean>();
  const decoder = new TextDecoder();
  const isNamedIn = (file: SourceFile): boolean => {
    const said = known.get(file) ?? namesOne(decoder.decode(file.bytes), words);
    known.set(file, said);
    return said;
  };
  const setsNamespace = (plan: RootPlan): boolean => {
    const file = plan.type === "kustomization" ? files.get(mainFile(plan)) : undefined;
    return plan.namespace !== null || (file !== undefined && /^namespace:/m.test(decoder.decode(file.bytes)));
  };
  return (plan) => {
    const own = inputsOf(plan, files);
    if (plan.type === "plain") {
      return own.some((file) =>
        reader({ ...file, ...namespaceOf(plan) }).objects.some(
          ({ type, identity }) =>
            (type === "workload" || type === "pod") && namespaces.has(identity.namespace ?? defaultNamespace),
        ),
      );
    }
    if (isDefaultAsked && !setsNamespace(plan)) return true;
    const { inputs: _inputs, name: _name, directory: _directory, ...settings } = plan;
    return namesOne(JSON.stringify(settings), words) || own.some(isNamedIn);
  };
}

/** Whether all workloads of a plan are made from files of which plans of the change make theirs. */
function createCopies(plans: readonly RootPlan[], { files, reader }: NeighbourGround): (plan: RootPlan) => boolean {
  const read = new Set(plans.flatMap(({ inputs }) => inputs));
  const isKnown = (file: SourceFile): boolean =>
    read.has(file.path) || !reader(file).objects.some((facts) => facts.type === "workload" || facts.type === "pod");
  return (plan) => {
    if (plan.type === "plain") return false;
    if (plan.type === "chart") return read.has(mainFile(plan));
    return plan.inputs.some((path) => read.has(path)) && inputsOf(plan, files).filter(isManifest).every(isKnown);
  };
}

function namesOne(text: string, words: readonly string[]): boolean {
  return words.some((word) => text.includes(word));
}

function snapshotOf(files: readonly SourceFile[]): Snapshot {
  return { files, skipped: [] };
}
