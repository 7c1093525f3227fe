import type { Side } from "../engine/index.ts";
import type { FileReader, ObjectFacts } from "../manifests/index.ts";
import { deployedFiles, manifestsOf } from "./deployed-files.ts";
import type { FilesByPath } from "./inputs.ts";
import type { RenderedPlan } from "./render-plans.ts";
import { isDefinition, type PlainPlan, type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** What objects are looked up in. */
export interface ObjectGround {
  readonly files: Readonly<Record<Side, FilesByPath>>;
  /** What the new roots of the head are rendered to. */
  readonly renderings: ReadonlyMap<RootPlan, Rendering>;
  /** Remembers what files say. */
  readonly reader: FileReader;
}

/** An object that a plain root of the base has, and has no longer in the head. */
export interface LostObject {
  readonly plan: PlainPlan;
  readonly path: string;
  /** `null`: it names none. */
  readonly namespace: string | null;
}

/** By kind and name. */
export type LostObjects = ReadonlyMap<string, readonly LostObject[]>;

/** What plain roots of the base deploy, and do not in the head, wherever else it stands there. */
export function lostObjects(
  plain: readonly PlainPlan[],
  head: readonly RootPlan[],
  { files, reader }: Pick<ObjectGround, "files" | "reader">,
): LostObjects {
  const found = new Map<string, LostObject[]>();
  const left = new Map(head.filter(({ type }) => type === "plain").map((plan) => [plan.name, plan]));
  for (const plan of plain) {
    const after = left.get(plan.name);
    const kept = new Set(
      after === undefined ? [] : definitionsIn(manifestsOf(after, files.head).map(reader)).map(fullKey),
    );
    for (const facts of definitionsIn(manifestsOf(plan, files.base).map(reader))) {
      if (kept.has(fullKey(facts))) continue;
      const lost = { plan, path: facts.identity.origin.path, namespace: facts.identity.namespace };
      const known = found.get(nameKey(facts));
      if (known === undefined) found.set(nameKey(facts), [lost]);
      else known.push(lost);
    }
  }
  return found;
}

/**
 * Those of them that a new root deploys, whatever was edited on the way. Where it names no namespace, or the plain object
 * names none, whoever deploys it chooses it, so that kind and name tell. A root that deploys none of them by these names, or
 * that cannot be rendered, is known by its source files: a prefix of names makes no other object of them.
 */
export function movedObjects(plan: RenderedPlan, lost: LostObjects, ground: ObjectGround): readonly LostObject[] {
  const deployed = deployedFiles(plan, ground.renderings.get(plan), ground.files.head);
  const found = matches(definitionsIn(deployed.map(ground.reader)), lost);
  return found.length > 0
    ? found
    : matches(definitionsIn(manifestsOf(plan, ground.files.head).map(ground.reader)), lost);
}

/** In steps of all objects together, however many of them have one name. */
function matches(deployed: readonly ObjectFacts[], lost: LostObjects): readonly LostObject[] {
  const namespaces = new Map<string, Set<string | null>>();
  for (const facts of deployed) {
    const key = nameKey(facts);
    const known = namespaces.get(key);
    if (known === undefined) namespaces.set(key, new Set([facts.identity.namespace]));
    else known.add(facts.identity.namespace);
  }
  return [...namespaces].flatMap(([key, known]) =>
    (lost.get(key) ?? []).filter(({ namespace }) => namespace === null || known.has(null) || known.has(namespace)),
  );
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
