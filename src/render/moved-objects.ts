import type { Side } from "../engine/index.ts";
import type { FileReader, ObjectFacts } from "../manifests/index.ts";
import { deployedFiles, manifestsOf } from "./deployed-files.ts";
import type { FilesByPath } from "./inputs.ts";
import type { RenderedPlan } from "./render-plans.ts";
import { isDefinition, type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** What objects are looked up in. */
export interface ObjectGround {
  readonly files: Readonly<Record<Side, FilesByPath>>;
  /** What the roots that came, went, or serve others as their base are rendered to. */
  readonly renderings: ReadonlyMap<RootPlan, Rendering>;
  /** Remembers what files say. */
  readonly reader: FileReader;
}

/** An object that a root of the base deploys. */
export interface BaseObject {
  readonly plan: RootPlan;
  /** Kind and name. */
  readonly key: string;
  readonly path: string;
  /** `null`: it names none. */
  readonly namespace: string | null;
}

/** By kind and name. */
export type BaseObjects = ReadonlyMap<string, readonly BaseObject[]>;

/** What roots of the base deploy, and roots of the same name do not in the head, wherever else it stands there. */
export function lostObjects(plans: readonly RootPlan[], head: readonly RootPlan[], ground: ObjectGround): BaseObjects {
  const left = new Map(head.map((plan) => [plan.name, plan]));
  return indexed(plans, ground, (plan) => {
    const after = left.get(plan.name);
    return new Set(after === undefined ? [] : definitionsOf(after, "head", ground).map(fullKey));
  });
}

/** All that roots of the base deploy. */
export function objectsOf(plans: readonly RootPlan[], ground: ObjectGround): BaseObjects {
  return indexed(plans, ground, () => new Set());
}

function indexed(
  plans: readonly RootPlan[],
  ground: ObjectGround,
  except: (plan: RootPlan) => ReadonlySet<string>,
): BaseObjects {
  const found = new Map<string, BaseObject[]>();
  for (const plan of plans) {
    const kept = except(plan);
    for (const facts of definitionsOf(plan, "base", ground)) {
      if (kept.has(fullKey(facts))) continue;
      const object = {
        plan,
        key: nameKey(facts),
        path: facts.identity.origin.path,
        namespace: facts.identity.namespace,
      };
      const known = found.get(nameKey(facts));
      if (known === undefined) found.set(nameKey(facts), [object]);
      else known.push(object);
    }
  }
  return found;
}

/**
 * Those of some objects that a root of the head deploys, whatever was edited on the way. Where it names no namespace, or the
 * object of the base names none, whoever deploys it chooses it, so that kind and name tell. A root that deploys none of them
 * by these names, or that cannot be rendered, is known by its source files: a prefix of names makes no other object of them.
 */
export function movedObjects(plan: RootPlan, objects: BaseObjects, ground: ObjectGround): readonly BaseObject[] {
  const found = matches(definitionsOf(plan, "head", ground), objects);
  return found.length > 0 ? found : matches(sourcesOf(plan, "head", ground), objects);
}

/** What a root deploys; what its files say where it cannot be rendered. */
function definitionsOf(plan: RootPlan, side: Side, ground: ObjectGround): readonly ObjectFacts[] {
  const rendering = ground.renderings.get(plan);
  if (plan.type !== "plain" && (rendering === undefined || "failed" in rendering)) return sourcesOf(plan, side, ground);
  return definitionsIn(deployedFiles(plan, rendering, ground.files[side]).map(ground.reader));
}

function sourcesOf(plan: RootPlan, side: Side, { files, reader }: ObjectGround): readonly ObjectFacts[] {
  return definitionsIn(manifestsOf(plan, files[side]).map(reader));
}

/** In steps of all objects together, however many of them have one name. */
function matches(deployed: readonly ObjectFacts[], objects: BaseObjects): readonly BaseObject[] {
  const namespaces = new Map<string, Set<string | null>>();
  for (const facts of deployed) {
    const key = nameKey(facts);
    const known = namespaces.get(key);
    if (known === undefined) namespaces.set(key, new Set([facts.identity.namespace]));
    else known.add(facts.identity.namespace);
  }
  return [...namespaces].flatMap(([key, known]) =>
    (objects.get(key) ?? []).filter(({ namespace }) => namespace === null || known.has(null) || known.has(namespace)),
  );
}

/** The namespace of the objects that a new root deploys under the names of the base's, if these have one and it names none. */
export function formerNamespace(plan: RenderedPlan, objects: BaseObjects, ground: ObjectGround): string | null {
  const deployed = definitionsOf(plan, "head", ground);
  // A chart that is rendered for nobody in particular is rendered for this namespace.
  const isOpen = (namespace: string | null): boolean =>
    namespace === null || (plan.type === "chart" && namespace === "default");
  if (plan.namespace !== null || !deployed.every(({ identity }) => isOpen(identity.namespace))) return null;
  const names = new Set(
    deployed.flatMap((facts) => (objects.get(nameKey(facts)) ?? []).map(({ namespace }) => namespace)),
  );
  const [only = null] = names;
  return names.size === 1 ? only : null;
}

function definitionsIn(files: readonly { readonly objects: readonly ObjectFacts[] }[]): readonly ObjectFacts[] {
  return files.flatMap(({ objects }) => objects.filter(isDefinition));
}

function nameKey({ identity: { group, kind, name } }: ObjectFacts): string {
  return `${group}/${kind}/${name}`;
}

function fullKey(facts: ObjectFacts): string {
  return `${facts.identity.namespace ?? ""}/${nameKey(facts)}`;
}
