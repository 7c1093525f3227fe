import type { Plans } from "./continuity.ts";
import { objectKey, type ObjectGround, type ObjectsOf } from "./deployed-objects.ts";
import { findLosses, takenByNew, takenByPlain, takenOfStaying, type Loss, type Losses, type Taken } from "./losses.ts";
import { comparePaths, directoryOf, nameOf } from "./paths.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import type { PlainPlan, RootPlan } from "./roots/index.ts";

/** Roots of the base that one root of the head is asked for beside the one that it has most of. */
const MAX_PREDECESSORS = 20;

/** A root of the head, and what it has of the roots that it follows. */
export interface Successor {
  readonly plan: RootPlan;
  readonly taken: ReadonlySet<Loss>;
  /** The roots that it follows; of which it has most comes first. */
  readonly follows: readonly RootPlan[];
  /** The same root in the base, where it has one. */
  readonly known: PlainPlan | null;
}

/** Roots of the base, and those of the head that have become of them; either are compared as a whole. */
export interface Succession {
  /** Plain roots that lose something, and roots that are gone; what most is taken of comes first. */
  readonly before: readonly RootPlan[];
  readonly after: readonly Successor[];
}

export interface Successions {
  readonly joined: readonly Succession[];
  /** Roots that are gone, and the root of the head that deploys the same and follows another one already. */
  readonly besides: ReadonlyMap<RenderedPlan, RootPlan>;
  /** New roots that follow none, and the root that stays and lost most of what they deploy; `null`: there is none. */
  readonly added: ReadonlyMap<RenderedPlan, RenderedPlan | null>;
  /** Roots that are gone, and that nothing follows. */
  readonly gone: readonly RenderedPlan[];
}

/**
 * What has become of the roots of the base: a root of the head follows those of which it has policies, pods and workloads that
 * they have no longer, however it is made, wherever it stands, and whatever was edited on the way (decision 0094).
 *
 * - The pair with most in common is found first; of equal pairs that whose directories end alike, then by name.
 * - A root of the head follows several roots as long as these have nothing in common; several roots of the head may follow
 *   one. All of these are one comparison.
 * - A root that is gone and has what the others have that are followed is compared by itself with what follows these.
 */
export function findSuccessions(plans: Plans, ground: ObjectGround, objectsOf: ObjectsOf): Successions {
  const losses = findLosses(plans, ground, objectsOf);
  const before = new Map(plans.base.map((plan) => [plan.name, plan]));
  const names = new Set(plans.head.map(({ name }) => name));
  const gone = plans.base.filter(isRendered).filter(({ name }) => !names.has(name));
  const found = plans.head.flatMap((plan): readonly (Pick<Line, "plan" | "known"> & { readonly taken: Taken })[] => {
    const old = before.get(plan.name);
    if (old === undefined) return [{ plan, known: null, taken: takenByNew(plan, losses, ground, objectsOf) }];
    if (gone.length === 0 || old.type !== "plain" || plan.type !== "plain") return [];
    return [{ plan, known: old, taken: takenByPlain(plan, old, losses, objectsOf) }];
  });
  const lines = found.map(({ plan, known, taken }) => {
    const own = known === null ? [] : objectsOf(known, "base").deployed;
    return createLine({ plan, known, taken, covered: new Set(own.map(objectKey)) }, losses.keysOf);
  });
  const links = lines.flatMap(({ links: own }) => own).sort(compareLinks);
  const claimed = new Set<RootPlan>();
  for (const link of links) {
    if (isRendered(link.old) && claimed.has(link.old)) continue;
    if (link.line.follow(link)) claimed.add(link.old);
  }
  for (const { plan, links: own, follow } of lines) {
    if (isRendered(plan)) for (const link of [...own].sort(compareLinks).slice(0, MAX_PREDECESSORS)) follow(link);
  }
  const nearest = new Map<RootPlan, RootPlan>();
  for (const { old, line } of links) if (!nearest.has(old)) nearest.set(old, line.plan);
  const left = gone.filter((plan) => !claimed.has(plan));
  const alone = lines.filter(({ followed }) => followed.size === 0).map(({ plan }) => plan);
  return {
    joined: components(lines.filter(({ followed }) => followed.size > 0)),
    besides: new Map(
      left.flatMap((plan) => {
        const next = nearest.get(plan);
        return next === undefined ? [] : [[plan, next] as const];
      }),
    ),
    added: new Map(alone.filter(isRendered).map((plan) => [plan, leftBy(plan, losses, objectsOf)])),
    gone: left.filter((plan) => !nearest.has(plan)),
  };
}

/** A root of the head, and a root of the base that it may follow. */
interface Link {
  readonly line: Line;
  readonly old: RootPlan;
  readonly taken: ReadonlySet<Loss>;
  readonly objects: number;
}

/** A root of the head with all that it may follow, and what it does. */
interface Line {
  readonly plan: RootPlan;
  readonly known: PlainPlan | null;
  readonly links: readonly Link[];
  readonly followed: ReadonlyMap<RootPlan, Link>;
  /** Whether it follows this one from now on, or did so before; not what has something in common with another one. */
  readonly follow: (link: Link) => boolean;
}

/** `covered`: the keys of objects that the root has in the base already. */
function createLine(
  {
    plan,
    known,
    taken,
    covered,
  }: Pick<Line, "plan" | "known"> & { readonly taken: Taken; readonly covered: Set<string> },
  keysOf: Losses["keysOf"],
): Line {
  const followed = new Map<RootPlan, Link>();
  const links: Link[] = [];
  const line: Line = {
    plan,
    known,
    links,
    followed,
    follow: (link) => {
      if (followed.has(link.old)) return true;
      if (link.objects === 0 && followed.size > 0) return false;
      const keys = keysOf(link.old);
      if (keys.some((key) => covered.has(key))) return false;
      for (const key of keys) covered.add(key);
      followed.set(link.old, link);
      return true;
    },
  };
  const found = [...taken].map(([old, own]): Link => {
    const objects = [...own].filter(({ what }) => what === "object").length;
    return { line, old, taken: own, objects };
  });
  // Files that many roots have alike say less than any object.
  const isKnown = found.some(({ objects }) => objects > 0);
  links.push(...found.filter(({ objects }) => objects > 0 || !isKnown));
  return line;
}

function compareLinks(a: Link, b: Link): number {
  return (
    b.objects - a.objects ||
    b.taken.size - a.taken.size ||
    likeness(b) - likeness(a) ||
    comparePaths(a.old.name, b.old.name) ||
    comparePaths(a.line.plan.name, b.line.plan.name)
  );
}

/** How many last segments of their directories are the same; that each is its chart with the same values counts more. */
function likeness({ line: { plan }, old }: Link): number {
  if (!isRendered(plan) || !isRendered(old)) return 0;
  const isSameWay = plan.name.slice(plan.directory.length) === old.name.slice(old.directory.length);
  let [a, b] = [plan.directory, old.directory];
  let count = 0;
  while (a !== "." && b !== "." && nameOf(a) === nameOf(b)) {
    count += 1;
    [a, b] = [directoryOf(a), directoryOf(b)];
  }
  return count + (isSameWay ? 10_000 : 0);
}

/** Roots of the head that follow the same one belong together, from one to the next; in their order. */
function components(lines: readonly Line[]): readonly Succession[] {
  const parents = new Map<RootPlan, RootPlan>();
  const top = (plan: RootPlan): RootPlan => {
    let found = plan;
    for (let next = parents.get(found); next !== undefined; next = parents.get(found)) {
      const above = parents.get(next);
      if (above !== undefined) parents.set(found, above);
      found = next;
    }
    return found;
  };
  for (const { plan, followed } of lines) {
    for (const old of followed.keys()) {
      const [a, b] = [top(plan), top(old)];
      if (a !== b) parents.set(b, a);
    }
  }
  const found = new Map<RootPlan, { readonly before: Set<RootPlan>; readonly after: Successor[] }>();
  for (const { plan, known, followed } of lines) {
    const key = top(plan);
    const own = found.get(key) ?? { before: new Set(), after: [] };
    found.set(key, own);
    const links = [...followed.values()].sort(compareLinks);
    for (const { old } of links) own.before.add(old);
    const taken = new Set(links.flatMap((link) => [...link.taken]));
    own.after.push({ plan, known, taken, follows: links.map(({ old }) => old) });
  }
  return [...found.values()].map(({ before, after }) => ({ before: [...before], after }));
}

/** The root that stays and lost most of what a new root deploys. */
function leftBy(plan: RenderedPlan, losses: Losses, objectsOf: ObjectsOf): RenderedPlan | null {
  const [left] = [...takenOfStaying(plan, losses, objectsOf)].sort(
    ([a, some], [b, others]) => others.size - some.size || comparePaths(a.name, b.name),
  );
  return left !== undefined && isRendered(left[0]) ? left[0] : null;
}
