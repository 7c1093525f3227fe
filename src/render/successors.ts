import type { Side } from "../engine/index.ts";
import { diagnosticAt, type Diagnostic } from "../manifests/index.ts";
import { mainFile } from "./failure-places.ts";
import { lostObjects, movedObjects, objectsOf, type BaseObject, type ObjectGround } from "./moved-objects.ts";
import { comparePaths, nameOf } from "./paths.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { PlainPlan, RootPlan } from "./roots/index.ts";
import type { Turnover } from "./turnover.ts";

type Plans = Readonly<Record<Side, readonly RootPlan[]>>;

/** Most roots of the base that are compared for one object, or one file, of a new root. */
const MAX_ALIKE = 64;

/** Most roots that one message names. */
const MAX_NAMED = 3;

/** Roots of both sides, each with what it was before. */
export interface Succession {
  readonly roots: readonly PlannedRoot[];
  /** What of the base each new root of the head is compared with. */
  readonly forerunners: ReadonlyMap<RootPlan, readonly RootPlan[]>;
  /** Plans of the base under the name of what goes on with them, and as they were planned. */
  readonly renamed: ReadonlyMap<RootPlan, RenderedPlan>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Groups plans to roots, those that are gone with what goes on with their objects, whatever renders it and wherever it
 * stands (decision 0094).
 *
 * - A new root is what one that is gone was before: the one with which it shares most objects or, where objects do not tell,
 *   most of the files that were moved. Each has one such forerunner at most.
 * - Of a root that became several, and of several that became one, all are one root, unless they deploy the same objects:
 *   then each is compared by itself.
 * - Where manifests of a root that is gone are read as they stand now, it belongs to the plain root that holds them.
 * - A new root that follows nobody is compared with the one that it builds on where both deploy the same objects, or with
 *   another one of its chart.
 * - A root that nothing follows is told.
 */
export function withSuccessors(plans: Plans, { added, gone, origins }: Turnover, ground: ObjectGround): Succession {
  const clusters = clustersOf(pairsOf(added, gone, plans.head, ground));
  const followers = new Set(clusters.flatMap(({ head }) => head));
  for (const plan of added) {
    const origin = followers.has(plan) ? null : originOf(plan, origins.get(plan) ?? [], ground);
    if (origin !== null) clusters.push(clusterOf({ plan, old: origin, shared: { objects: [], files: 0 } }));
  }
  const followed = new Map(clusters.flatMap((cluster) => cluster.from.map((old) => [old, cluster] as const)));
  const unread = plainSuccessors(plans, gone, followed, ground);
  return {
    roots: grouped(plans, gone, clusters, unread),
    renamed: new Map(
      clusters.flatMap(({ base, from }) => from.map((old, index) => [base[index] ?? old, old] as const)),
    ),
    forerunners: new Map(clusters.flatMap(({ base, head }) => head.map((plan) => [plan, base] as const))),
    diagnostics: [
      ...clusters.flatMap(compared),
      ...[...unread].map(([old, plain]) => readAsItStands(old, plain)),
      ...gone.filter((old) => !followed.has(old) && !unread.has(old)).map(untold),
    ],
  };
}

/** What is compared with each other. */
interface Cluster {
  readonly name: string;
  /** Those of `from`, one for one; by the name of what goes on with it, if one does, so that the two are one root. */
  readonly base: RootPlan[];
  readonly head: RenderedPlan[];
  readonly from: RenderedPlan[];
  /** What both sides of it have in common. */
  readonly objects: Set<string>;
}

interface Shared {
  /** In words that are equal for equal objects. */
  readonly objects: readonly string[];
  /** How many files were moved from one to the other. */
  readonly files: number;
}

/** A new root and one that is gone. */
interface Pair {
  readonly plan: RenderedPlan;
  readonly old: RenderedPlan;
  readonly shared: Shared;
}

function clusterOf({ plan, old, shared }: Pair): Cluster {
  return {
    name: old.environment ?? plan.environment ?? plan.name,
    base: [{ ...old, name: plan.name, environment: plan.environment }],
    head: [plan],
    from: [old],
    objects: new Set(shared.objects),
  };
}

/** `pairs`: most in common first. Every root that is in one of them is in a cluster. */
function clustersOf(pairs: readonly Pair[]): Cluster[] {
  const clusters = new Set<Cluster>();
  const byPlan = new Map<RenderedPlan, Cluster>();
  const add = (cluster: Cluster): void => {
    clusters.add(cluster);
    for (const plan of [...cluster.head, ...cluster.from]) if (!byPlan.has(plan)) byPlan.set(plan, cluster);
  };
  for (const pair of pairs) if (!byPlan.has(pair.plan) && !byPlan.has(pair.old)) add(clusterOf(pair));
  for (const pair of pairs) {
    const { plan, old, shared } = pair;
    const [own, other] = [byPlan.get(plan), byPlan.get(old)];
    if (own === other) continue;
    const isApart = [own, other].every((cluster) => !shared.objects.some((object) => cluster?.objects.has(object)));
    if (own === undefined) {
      if (isApart && other !== undefined) {
        other.head.push(plan);
        byPlan.set(plan, other);
      } else add(clusterOf(pair));
    } else if (other === undefined) {
      if (isApart) {
        own.base.push(old);
        own.from.push(old);
        byPlan.set(old, own);
      } else add({ ...own, name: old.environment ?? old.name, base: [old], from: [old], objects: new Set() });
    } else if (isApart) {
      clusters.delete(other);
      own.base.push(...other.base);
      own.head.push(...other.head);
      own.from.push(...other.from);
      for (const object of other.objects) own.objects.add(object);
      for (const one of [...other.head, ...other.from]) if (byPlan.get(one) === other) byPlan.set(one, own);
    }
    for (const object of shared.objects) byPlan.get(plan)?.objects.add(object);
  }
  return [...clusters];
}

/** New roots and those that are gone, as far as they have something in common: most first. */
function pairsOf(
  added: readonly RenderedPlan[],
  gone: readonly RenderedPlan[],
  head: readonly RootPlan[],
  ground: ObjectGround,
): readonly Pair[] {
  if (added.length === 0 || gone.length === 0) return [];
  const lost = lostObjects(gone, head, ground);
  const moved = movedFiles(gone, ground.files);
  const pairs = added.flatMap((plan) => {
    const found = new Map<RootPlan, { readonly objects: string[]; files: number }>();
    const at = (old: RootPlan): { readonly objects: string[]; files: number } => {
      const known = found.get(old) ?? { objects: [], files: 0 };
      found.set(old, known);
      return known;
    };
    for (const object of nearest(movedObjects(plan, lost, ground), plan)) at(object.plan).objects.push(wordsOf(object));
    for (const path of plan.inputs) {
      if (ground.files.base.has(path)) continue;
      for (const { plan: old } of nearest(moved.get(ground.files.head.get(path)?.blobId ?? "") ?? [], plan))
        if (old.type === plan.type) at(old).files += 1;
    }
    return [...found].flatMap(([old, shared]) => (isRendered(old) ? [{ plan, old, shared }] : []));
  });
  const isNamesake = ({ plan, old }: Pair): number => Number(nameOf(plan.directory) === nameOf(old.directory));
  return pairs.sort(
    (a, b) =>
      b.shared.objects.length - a.shared.objects.length ||
      b.shared.files - a.shared.files ||
      isNamesake(b) - isNamesake(a) ||
      comparePaths(a.old.name, b.old.name) ||
      comparePaths(a.plan.name, b.plan.name),
  );
}

/** What stands in one root. */
type Held = Pick<BaseObject, "plan" | "key">;

/** What many roots have alike does not tell one from another: those in a directory of the same name are asked then. */
function nearest<T extends Held>(all: readonly T[], { directory }: RenderedPlan): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(one.key);
    if (known === undefined) groups.set(one.key, [one]);
    else known.push(one);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length <= MAX_ALIKE) return group;
    const namesakes = group.filter(({ plan }) => isRendered(plan) && nameOf(plan.directory) === nameOf(directory));
    return (namesakes.length === 0 ? group : namesakes).slice(0, MAX_ALIKE);
  });
}

/** Files of roots that are gone, which went with them, by their bytes. */
function movedFiles(gone: readonly RenderedPlan[], files: ObjectGround["files"]): ReadonlyMap<string, readonly Held[]> {
  const found = new Map<string, Held[]>();
  for (const plan of gone) {
    for (const path of plan.inputs) {
      const blobId = files.base.get(path)?.blobId;
      if (blobId === undefined || files.head.has(path)) continue;
      const known = found.get(blobId);
      if (known === undefined) found.set(blobId, [{ plan, key: blobId }]);
      else known.push({ plan, key: blobId });
    }
  }
  return found;
}

function wordsOf({ key, namespace }: BaseObject): string {
  return `${namespace ?? ""}/${key}`;
}

/** What a new root builds on, if it deploys objects of that: the one with most of them; or the plain way to deploy its chart. */
function originOf(plan: RenderedPlan, origins: readonly RenderedPlan[], ground: ObjectGround): RenderedPlan | null {
  if (plan.type === "chart") return origins.find(({ name }) => name === plan.directory) ?? origins[0] ?? null;
  const counts = new Map<RootPlan, number>();
  for (const { plan: old } of movedObjects(plan, objectsOf(origins, ground), ground))
    counts.set(old, (counts.get(old) ?? 0) + 1);
  const [best = null] = origins
    .filter((old) => counts.has(old))
    .toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || comparePaths(a.name, b.name));
  return best;
}

/** Roots that are gone, and the plain root of the head that holds objects of theirs which nothing else goes on with. */
function plainSuccessors(
  { base, head }: Plans,
  gone: readonly RenderedPlan[],
  followed: ReadonlyMap<RootPlan, Cluster>,
  ground: ObjectGround,
): ReadonlyMap<RenderedPlan, PlainPlan> {
  const found = new Map<RenderedPlan, PlainPlan>();
  if (gone.length === 0) return found;
  const lost = lostObjects(gone, head, ground);
  const read = new Map(base.map(({ type, name, inputs }) => [`${type} ${name}`, new Set(inputs)]));
  for (const plain of head) {
    if (plain.type !== "plain") continue;
    const known = read.get(`plain ${plain.name}`);
    const inputs = plain.inputs.filter((path) => known?.has(path) !== true);
    for (const object of movedObjects({ ...plain, inputs }, lost, ground)) {
      const { plan: old } = object;
      if (!isRendered(old) || found.has(old) || followed.get(old)?.objects.has(wordsOf(object)) === true) continue;
      found.set(old, plain);
    }
  }
  return found;
}

/** Roots by name, or by that of the environment that deploys them together. */
function grouped(
  { base, head }: Plans,
  gone: readonly RenderedPlan[],
  clusters: readonly Cluster[],
  unread: ReadonlyMap<RenderedPlan, PlainPlan>,
): readonly PlannedRoot[] {
  const groups = new Map<string, Record<Side, RootPlan[]>>();
  const add = (name: string, side: Side, plans: readonly RootPlan[]): void => {
    const group = groups.get(name) ?? { base: [], head: [] };
    group[side].push(...plans);
    groups.set(name, group);
  };
  const nameOfRoot = ({ environment, name }: RootPlan): string => environment ?? name;
  const [followed, followers] = [
    new Set<RootPlan>(clusters.flatMap(({ from }) => from).filter((old) => gone.includes(old))),
    new Set<RootPlan>(clusters.flatMap((cluster) => cluster.head)),
  ];
  for (const plan of base) {
    const plain = isRendered(plan) ? unread.get(plan) : undefined;
    if (!followed.has(plan)) add(nameOfRoot(plain ?? plan), "base", [plan]);
  }
  for (const plan of head) if (!followers.has(plan)) add(nameOfRoot(plan), "head", [plan]);
  for (const cluster of clusters) {
    const [plain] = cluster.from.flatMap((old) => unread.get(old) ?? []);
    const name = plain === undefined ? cluster.name : nameOfRoot(plain);
    add(name, "base", cluster.base);
    add(name, "head", cluster.head);
  }
  return [...groups].map(([name, group]) => ({ name, ...group })).sort((a, b) => comparePaths(a.name, b.name));
}

function compared({ head, from }: Cluster): readonly Diagnostic[] {
  return head.map((plan) =>
    diagnosticAt(
      "notice",
      "root-compared",
      `\`${plan.name}\` is new: it is compared with what ${named(from)} before`,
      placeOf(plan),
    ),
  );
}

function readAsItStands(old: RenderedPlan, plain: PlainPlan): Diagnostic {
  const message = `\`${old.name}\` is no root any more: it is compared with its manifests as they stand in \`${plain.name}\``;
  return diagnosticAt("notice", "root-compared", message, placeOf(old));
}

function untold(old: RenderedPlan): Diagnostic {
  const message = `\`${old.name}\` is no root any more: whether something else deploys it now is not known`;
  return diagnosticAt("warning", "root-gone", message, placeOf(old));
}

function named(plans: readonly RootPlan[]): string {
  const names = plans.slice(0, MAX_NAMED).map(({ name }) => `\`${name}\``);
  const rest = plans.length - names.length;
  return `${[...names, ...(rest > 0 ? [`${String(rest)} more`] : [])].join(", ")} ${plans.length === 1 ? "was" : "were"}`;
}

function placeOf(plan: RenderedPlan): { readonly path: string; readonly line: number; readonly column: number } {
  return { path: mainFile(plan), line: 1, column: 1 };
}
