import type { Side } from "../engine/index.ts";
import { diagnosticAt, type Diagnostic } from "../manifests/index.ts";
import { mainFile } from "./failure-places.ts";
import { lostObjects, movedObjects, type BaseObjects, type ObjectGround } from "./moved-objects.ts";
import type { RenderedPlan } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { Succession } from "./successors.ts";
import { directoryOf } from "./paths.ts";
import type { PlainPlan, RootPlan } from "./roots/index.ts";

type Plans = Readonly<Record<Side, readonly RootPlan[]>>;

/** Several new roots of one root of plain files are as many ways to deploy it; each is compared with all of it. */
const MAX_WAYS = 100;

/** A new root of the head, and the files of the base that it takes over. */
interface Takeover {
  readonly plan: RenderedPlan;
  readonly files: ReadonlySet<string>;
}

/** Roots of both sides, with what was plain in the base together with what renders it in the head. */
export interface TakenOver {
  readonly roots: readonly PlannedRoot[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Groups plans to roots. Where a new kustomization or chart of the head takes over files that were plain in the base, or
 * passes over what stands in its directory, what it deploys is looked at within the root of plain files where these stood:
 * what it leaves out is gone there (decision 0088). Files that were moved are known by their bytes, and by the objects that
 * they define, so that an edit on the way does not part them. New roots that share files (overlays of one base) are several ways to
 * deploy them, each a root of its own that is compared with the plain files.
 */
export function withTakeovers(
  plans: Plans,
  added: readonly RenderedPlan[],
  { roots: groups, forerunners }: Succession,
  ground: ObjectGround,
): TakenOver {
  const plain = plans.base.filter((plan) => plan.type === "plain");
  if (added.length === 0 || plain.length === 0) return { roots: groups, diagnostics: [] };
  const byPlain = new Map<PlainPlan, Takeover[]>();
  const lost = lostFiles(plain, plans.head, ground);
  for (const plan of added) {
    const [best] = [...takenBy(plan, lost, ground)].sort(([, a], [, b]) => b.size - a.size);
    if (best === undefined) continue;
    const [old, taken] = best;
    const takeovers = byPlain.get(old);
    if (takeovers === undefined) byPlain.set(old, [{ plan, files: taken }]);
    else takeovers.push({ plan, files: taken });
  }
  if (byPlain.size === 0) return { roots: groups, diagnostics: [] };
  const joined = new Set<RootPlan>([...byPlain.values()].flat().map(({ plan }) => plan));
  const moved = new Set([...joined].flatMap((plan) => forerunners.get(plan) ?? []));
  const diagnostics: Diagnostic[] = [];
  const roots = groups
    .map((group) => {
      const head = group.head.filter((plan) => !joined.has(plan));
      // What they were before goes with them, unless others go on with it as well.
      return { ...group, head, base: head.length > 0 ? group.base : group.base.filter((plan) => !moved.has(plan)) };
    })
    .filter(({ base, head }) => base.length + head.length > 0)
    .flatMap((group) => {
      const own = group.base.flatMap((plan) => {
        const takeovers = plan.type === "plain" ? byPlain.get(plan) : undefined;
        return takeovers === undefined ? [] : [takeovers];
      });
      return own.reduce<readonly PlannedRoot[]>(
        ([first, ...others], takeovers) => {
          if (first === undefined) return others;
          const { ways, left: over } = waysOf(first, takeovers, forerunners);
          if (over !== undefined) diagnostics.push(tooManyWays(over));
          return [...ways, ...others];
        },
        [group],
      );
    });
  return { roots: roots.sort((a, b) => (a.name < b.name ? -1 : 1)), diagnostics };
}

/** The files of plain roots of the base that are plain in them no longer. */
interface LostFiles {
  readonly owners: ReadonlyMap<string, PlainPlan>;
  /** By each directory above. */
  readonly below: ReadonlyMap<string, readonly string[]>;
  /** Those that are gone, by their bytes. */
  readonly gone: ReadonlyMap<string, readonly string[]>;
  readonly objects: BaseObjects;
}

function lostFiles(plain: readonly PlainPlan[], head: readonly RootPlan[], ground: ObjectGround): LostFiles {
  const { files } = ground;
  const left = new Map(head.filter(({ type }) => type === "plain").map(({ name, inputs }) => [name, new Set(inputs)]));
  const owners = new Map<string, PlainPlan>();
  const below = new Map<string, string[]>();
  const gone = new Map<string, string[]>();
  for (const plan of plain) {
    for (const path of plan.inputs) {
      if (left.get(plan.name)?.has(path) === true) continue;
      owners.set(path, plan);
      for (let at = directoryOf(path); ; at = directoryOf(at)) {
        append(below, at, path);
        if (at === ".") break;
      }
      if (!files.head.has(path)) append(gone, files.base.get(path)?.blobId ?? "", path);
    }
  }
  return { owners, below, gone, objects: lostObjects(plain, head, ground) };
}

/** What a new root reads of them, has moved, or has in its directory, by the plain root where it stood. */
function takenBy(
  plan: RenderedPlan,
  { owners, below, gone, objects }: LostFiles,
  ground: ObjectGround,
): ReadonlyMap<PlainPlan, ReadonlySet<string>> {
  const { inputs, directory } = plan;
  const { files } = ground;
  const moved = inputs
    .filter((path) => !files.base.has(path))
    .flatMap((path) => gone.get(files.head.get(path)?.blobId ?? "") ?? []);
  const taken = new Map<PlainPlan, Set<string>>();
  const take = (owner: PlainPlan, path: string): void => {
    const own = taken.get(owner);
    if (own === undefined) taken.set(owner, new Set([path]));
    else own.add(path);
  };
  for (const path of [...inputs, ...moved, ...(below.get(directory) ?? [])]) {
    const owner = owners.get(path);
    if (owner !== undefined) take(owner, path);
  }
  for (const { plan: owner, path } of movedObjects(plan, objects, ground))
    if (owner.type === "plain") take(owner, path);
  return taken;
}

function append(lists: Map<string, string[]>, key: string, path: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [path]);
  else list.push(path);
}

/**
 * The root with what takes it over alone, and a root for each new one that shares files with others. All are compared with all
 * of the plain files, so that each holds one of those that share files, the first where it is not about them.
 */
function waysOf(
  group: PlannedRoot,
  takeovers: readonly Takeover[],
  forerunners: Succession["forerunners"],
): { readonly ways: readonly PlannedRoot[]; readonly left: RenderedPlan | undefined } {
  const shared = sharingOf(takeovers);
  const alone = takeovers.filter((one) => shared.get(one) === undefined).map(({ plan }) => plan);
  const together = takeovers.filter((one) => shared.get(one) !== undefined);
  const firsts = together.filter((one) => shared.get(one) === one);
  const rootOf = (name: string, others: readonly Takeover[]): PlannedRoot => {
    const added = [...alone, ...others.map(({ plan }) => plan)];
    const before = new Set(added.flatMap((plan) => forerunners.get(plan) ?? []));
    return { name, base: [...new Set([...group.base, ...before])], head: [...group.head, ...added] };
  };
  const ways = together
    .slice(0, MAX_WAYS)
    .map((one) => rootOf(one.plan.name, [...firsts.filter((first) => first !== shared.get(one)), one]));
  return { ways: [rootOf(group.name, firsts), ...ways], left: together[MAX_WAYS]?.plan };
}

/** For those that take over, or read, a file that another one does as well: the first of them, from one to the next. */
function sharingOf(takeovers: readonly Takeover[]): ReadonlyMap<Takeover, Takeover> {
  const first = new Map<Takeover, Takeover>();
  const top = (one: Takeover): Takeover => {
    let found = one;
    for (let next = first.get(found); next !== undefined && next !== found; next = first.get(found)) found = next;
    return found;
  };
  const owners = new Map<string, Takeover>();
  for (const one of takeovers) {
    for (const path of new Set([...one.files, ...one.plan.inputs])) {
      const owner = owners.get(path);
      if (owner === undefined) owners.set(path, one);
      else {
        const [a, b] = [top(owner), top(one)];
        first.set(a, a);
        first.set(b, a);
      }
    }
  }
  return new Map([...first.keys()].map((one) => [one, top(one)]));
}

function tooManyWays(plan: RenderedPlan): Diagnostic {
  const message =
    `\`${plan.name}\` and the new roots behind it are not analysed: at most ${String(MAX_WAYS)} are compared with the ` +
    "plain files that they are made from; split the change";
  return diagnosticAt("error", "root-limit", message, { path: mainFile(plan), line: 1, column: 1 });
}
