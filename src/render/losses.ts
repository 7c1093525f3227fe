import { objectKey, type DeployedObject, type ObjectGround, type ObjectsOf } from "./deployed-objects.ts";
import { directoryOf } from "./paths.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import type { PlainPlan, RootPlan } from "./roots/index.ts";
import type { Plans } from "./continuity.ts";

/**
 * Most losses that are looked at for one root of the head, those that fewest roots share first: what very many roots have in
 * common does not tell them apart.
 */
const MAX_STEPS = 20_000;

/** An object or a file that a root of the base has, and does not have in the head. */
export interface Loss {
  readonly plan: RootPlan;
  readonly what: "object" | "file";
  /** Equal where two roots lose the same one: the object, or the file. */
  readonly key: string;
  /** The file that a plain root has it from, else the key: who takes it has this. */
  readonly source: string;
  /** Of an object; `null`: it names none. */
  readonly namespace: string | null;
}

type Index = ReadonlyMap<string, readonly Loss[]>;

/**
 * What roots of the base lose. `leaving`: those of plain files that are plain in them no longer, and all of what is no root
 * any more. `staying`: the objects of what is rendered before and after.
 */
export interface Losses {
  readonly leaving: Indexes;
  readonly staying: Index;
  /** The keys of what a root that is gone, or a plain one, loses: its objects, or its files where no object is known. */
  readonly keysOf: (plan: RootPlan) => readonly string[];
}

interface Indexes {
  /** By name. */
  readonly deployed: Index;
  /** By name, as files write it. */
  readonly written: Index;
  readonly paths: Index;
  /** Files that are gone by their bytes. */
  readonly blobs: Index;
  /** Files of plain roots by each directory above. */
  readonly below: Index;
}

export function findLosses({ base, head }: Plans, { files, renderings }: ObjectGround, objectsOf: ObjectsOf): Losses {
  const after = new Map(head.map((plan) => [plan.name, plan]));
  const [deployed, written, paths, blobs, below] = [index(), index(), index(), index(), index()];
  const staying = index();
  const keys = new Map<RootPlan, string[]>();
  const loseFile = (plan: RootPlan, path: string): void => {
    const loss: Loss = { plan, what: "file", key: path, source: path, namespace: null };
    append(paths, path, loss);
    if (!files.head.has(path)) append(blobs, files.base.get(path)?.blobId ?? "", loss);
    if (plan.type !== "plain") return;
    for (let at = directoryOf(path); ; at = directoryOf(at)) {
      append(below, at, loss);
      if (at === ".") break;
    }
  };
  const losePlain = (plan: PlainPlan): void => {
    const now = after.get(plan.name);
    const left = now?.type === "plain" ? now : undefined;
    const kept = new Set(left?.inputs);
    for (const path of plan.inputs) if (!kept.has(path)) loseFile(plan, path);
    const objects = lostOf(objectsOf(plan, "base").deployed, left, objectsOf);
    for (const object of objects) {
      const loss = toLoss(plan, object, object.path);
      append(deployed, object.name, loss);
      append(written, object.name, loss);
    }
    keys.set(plan, objects.map(objectKey));
  };
  const loseAll = (plan: RenderedPlan): void => {
    for (const path of plan.inputs) loseFile(plan, path);
    const own = objectsOf(plan, "base");
    const known = own.deployed.length > 0 ? own.deployed : own.written();
    for (const object of known) append(deployed, object.name, toLoss(plan, object, objectKey(object)));
    for (const object of own.written()) append(written, object.name, toLoss(plan, object, objectKey(object)));
    keys.set(plan, known.length > 0 ? known.map(objectKey) : [...plan.inputs]);
  };
  // What the base made of it stays in force.
  const isBroken = (plan: RootPlan | undefined): boolean => {
    const rendering = plan === undefined ? undefined : renderings.get(plan);
    return rendering !== undefined && "failed" in rendering;
  };
  for (const plan of base) {
    if (!isRendered(plan)) losePlain(plan);
    else if (!after.has(plan.name)) loseAll(plan);
    else if (!isBroken(after.get(plan.name))) {
      for (const object of lostOf(objectsOf(plan, "base").deployed, after.get(plan.name), objectsOf)) {
        append(staying, object.name, toLoss(plan, object, objectKey(object)));
      }
    }
  }
  return {
    leaving: { deployed, written, paths, blobs, below },
    staying,
    keysOf: (plan) => keys.get(plan) ?? [],
  };
}

/** What of it a root of the head has, by the root of the base that had it. */
export type Taken = ReadonlyMap<RootPlan, ReadonlySet<Loss>>;

/**
 * What a new root of the head takes over: what it deploys, reads or has moved, and what plain roots have in its directory. A
 * root that deploys nothing by a name that is lost, or that cannot be rendered, is known by what its files say.
 */
export function takenByNew(plan: RootPlan, { leaving }: Losses, ground: ObjectGround, objectsOf: ObjectsOf): Taken {
  const { files } = ground;
  const own = objectsOf(plan, "head");
  const objects = matches(own.deployed, leaving.deployed);
  const moved = plan.inputs.filter((path) => !files.base.has(path)).map((path) => files.head.get(path)?.blobId ?? "");
  return byPlan([
    ...(objects.length > 0 ? objects : matches(own.written(), leaving.written)),
    ...lists(plan.inputs, leaving.paths),
    ...lists(moved, leaving.blobs),
    ...(isRendered(plan) ? lists([plan.directory], leaving.below) : []),
  ]);
}

/** What a plain root that the base has already takes over of roots that are gone: objects that are new in it. */
export function takenByPlain(plan: PlainPlan, old: PlainPlan, { leaving }: Losses, objectsOf: ObjectsOf): Taken {
  const before = new Set(objectsOf(old, "base").deployed.map(objectKey));
  const added = objectsOf(plan, "head").deployed.filter((object) => !before.has(objectKey(object)));
  return byPlan(matches(added, leaving.deployed).filter((list) => list.every((loss) => isRendered(loss.plan))));
}

/** What a new root deploys of what roots that stay have lost. */
export function takenOfStaying(plan: RootPlan, { staying }: Losses, objectsOf: ObjectsOf): Taken {
  return byPlan(matches(objectsOf(plan, "head").deployed, staying));
}

/**
 * The losses of some names, as lists. Where either names no namespace, whoever deploys it chooses it, so that kind and name
 * tell. In steps of all objects together, however many of them have one name.
 */
function matches(objects: readonly DeployedObject[], losses: Index): readonly (readonly Loss[])[] {
  const namespaces = new Map<string, Set<string | null>>();
  for (const { name, namespace } of objects) {
    const known = namespaces.get(name);
    if (known === undefined) namespaces.set(name, new Set([namespace]));
    else known.add(namespace);
  }
  return [...namespaces].flatMap(([name, known]) => {
    const found = (losses.get(name) ?? []).filter(
      ({ namespace }) => namespace === null || known.has(null) || known.has(namespace),
    );
    return found.length === 0 ? [] : [found];
  });
}

function lists(keys: readonly string[], losses: Index): readonly (readonly Loss[])[] {
  return [...new Set(keys)].flatMap((key) => {
    const list = losses.get(key);
    return list === undefined ? [] : [list];
  });
}

function byPlan(found: readonly (readonly Loss[])[]): Taken {
  const taken = new Map<RootPlan, Set<Loss>>();
  let steps = 0;
  for (const list of [...found].sort((a, b) => a.length - b.length)) {
    if (steps > MAX_STEPS) break;
    steps += list.length;
    for (const loss of list) {
      const known = taken.get(loss.plan);
      if (known === undefined) taken.set(loss.plan, new Set([loss]));
      else known.add(loss);
    }
  }
  return taken;
}

/** Those that a root of the head does not deploy. */
function lostOf(
  objects: readonly DeployedObject[],
  now: RootPlan | undefined,
  objectsOf: ObjectsOf,
): readonly DeployedObject[] {
  const kept = new Set(now === undefined ? [] : objectsOf(now, "head").deployed.map(objectKey));
  return objects.filter((object) => !kept.has(objectKey(object)));
}

function toLoss(plan: RootPlan, object: DeployedObject, source: string): Loss {
  return { plan, what: "object", key: objectKey(object), source, namespace: object.namespace };
}

function index(): Map<string, Loss[]> {
  return new Map();
}

function append(lists: Map<string, Loss[]>, key: string, loss: Loss): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [loss]);
  else list.push(loss);
}
