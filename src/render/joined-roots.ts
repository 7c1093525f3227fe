import { diagnosticAt, type Diagnostic } from "../manifests/index.ts";
import { mainFile } from "./failure-places.ts";
import type { Sources } from "./made-from.ts";
import { isRendered, type RenderedPlan } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";
import type { Succession, Successions, Successor } from "./succession.ts";
import type { UnsaidNamespaces } from "./unsaid-namespaces.ts";

/** Several new roots of one root of the base are as many ways to deploy it; each is compared with all of it. */
const MAX_WAYS = 100;

/** Most roots that a message names. */
const MAX_NAMED = 5;

/** Roots of both sides, those that follow others together with these. */
export interface JoinedRoots {
  /** By name. */
  readonly roots: readonly PlannedRoot[];
  readonly diagnostics: readonly Diagnostic[];
  /** With those of the plans that go under another name now. */
  readonly renderings: ReadonlyMap<RootPlan, Rendering>;
}

/** What has become of roots. */
export interface Fates extends Pick<Successions, "joined" | "besides" | "gone"> {
  readonly made: Sources;
  readonly namespaces: UnsaidNamespaces;
}

/** A root that is put together. */
interface Group {
  readonly name: string;
  readonly base: Set<RootPlan>;
  readonly head: Set<RootPlan>;
  /** New ones that join it; those of one list may be ways to deploy the same. */
  readonly joining: (readonly Successor[])[];
}

/** A plan under another name, as it is rendered already. */
type Rename = <Plan extends RootPlan>(plan: Plan, name: string, environment: string | null) => Plan;

/**
 * Puts roots together by what has become of them (decisions 0088 and 0094). What follows roots is compared with all of them,
 * in the root of plain files or the environment where they were, or else under its own name, so that places are found by
 * the same name on both sides. New roots that share files or objects (overlays of one base) are several ways to deploy them,
 * each a root of its own.
 */
export function joinRoots(
  groups: readonly PlannedRoot[],
  { joined, besides, gone, made, namespaces }: Fates,
  renderings: ReadonlyMap<RootPlan, Rendering>,
): JoinedRoots {
  const known = new Map(renderings);
  const originals = new Map<RootPlan, RootPlan>();
  const rename: Rename = (plan, name, environment) => {
    const copy = { ...plan, name, environment };
    originals.set(copy, originals.get(plan) ?? plan);
    const rendering = known.get(plan);
    if (rendering !== undefined) known.set(copy, rendering);
    return copy;
  };
  const placed = createPlaced(namespaces, originals, known);
  const all = groups.map(({ name, base, head }): Group => ({
    name,
    base: new Set(base),
    head: new Set(head),
    joining: [],
  }));
  const groupOf = new Map(all.flatMap((group) => [...group.base, ...group.head].map((plan) => [plan, group] as const)));
  const diagnostics: Diagnostic[] = gone.map((plan) => {
    const message = `\`${plan.name}\` is no root any more: whether something else deploys it now is not known`;
    return diagnosticAt("warning", "root-gone", message, placeOf(plan));
  });
  for (const succession of joined) {
    joinOne(succession, groupOf, rename);
    diagnostics.push(...comparedDiagnostics(succession));
  }
  for (const [plan, sources] of made) {
    const group = groupOf.get(plan);
    if (group === undefined) continue;
    for (const [index, old] of sources.entries()) {
      group.base.add(rename(old, index === 0 ? plan.name : old.name, plan.environment));
    }
    diagnostics.push(compared(plan, sources));
  }
  const counts = new Map<RootPlan, number>();
  for (const [old, plan] of besides) {
    const group = groupOf.get(old);
    const count = (counts.get(plan) ?? 0) + 1;
    counts.set(plan, count);
    if (count === MAX_WAYS + 1) diagnostics.push(tooManyWays(old));
    if (group === undefined || count > MAX_WAYS) continue;
    if (!group.head.has(plan)) {
      group.base.delete(old);
      group.base.add(rename(old, plan.name, old.environment));
      group.head.add(plan);
    }
    diagnostics.push(follows(old, plan));
  }
  const roots = all
    .filter(({ base, head, joining }) => base.size + head.size + joining.length > 0)
    .flatMap(({ name, base, head, joining }) =>
      joining.reduce<readonly PlannedRoot[]>(
        ([first, ...others], successors) => {
          if (first === undefined) return others;
          const { ways, left } = waysOf(first, successors, rename);
          if (left !== undefined) diagnostics.push(tooManyWays(left));
          return [...ways, ...others];
        },
        [{ name, base: [...base], head: [...head] }],
      ),
    );
  for (const [plan, found] of namespaces.unknown) diagnostics.push(unsaid(plan, found));
  return {
    roots: roots
      .map(({ name, base, head }) => ({ name, base: base.map(placed), head: head.map(placed) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    diagnostics,
    renderings: known,
  };
}

/** Plans with the namespace that they do not name. A chart is told it, so that it is rendered once more. */
function createPlaced(
  { known: namespaces }: UnsaidNamespaces,
  originals: ReadonlyMap<RootPlan, RootPlan>,
  renderings: Map<RootPlan, Rendering>,
): (plan: RootPlan) => RootPlan {
  const made = new Map<RootPlan, RootPlan>();
  return (plan) => {
    const namespace = namespaces.get(originals.get(plan) ?? plan);
    if (namespace === undefined) return plan;
    const copy = made.get(plan) ?? { ...plan, namespace };
    made.set(plan, copy);
    const rendering = renderings.get(plan);
    if (rendering !== undefined && plan.type !== "chart") renderings.set(copy, rendering);
    return copy;
  };
}

/** Moves the plans of a succession to one root. */
function joinOne({ before, after }: Succession, groupOf: ReadonlyMap<RootPlan, Group>, rename: Rename): void {
  const plain = [
    ...before.filter((plan) => plan.type === "plain"),
    ...after.flatMap(({ known }) => (known === null ? [] : [known])),
  ];
  const [first] = after;
  const anchor = plain[0] ?? before.find(({ environment }) => environment !== null) ?? first?.plan;
  const target = anchor === undefined ? undefined : groupOf.get(anchor);
  if (target === undefined) return;
  for (const plan of plain) {
    const group = groupOf.get(plan);
    if (group === undefined || group === target) continue;
    for (const side of ["base", "head"] as const) {
      for (const own of group[side]) target[side].add(own);
      group[side].clear();
    }
    target.joining.push(...group.joining.splice(0));
  }
  const names = new Map<RootPlan, RootPlan>();
  for (const { plan, known, follows: old } of after) {
    const other = known === null ? old.find((one) => isRendered(one) && !names.has(one)) : undefined;
    if (other !== undefined) names.set(other, plan);
  }
  for (const plan of before.filter(isRendered)) {
    groupOf.get(plan)?.base.delete(plan);
    const follower = names.get(plan);
    target.base.add(
      follower === undefined ? plan : rename(plan, follower.name, follower.environment ?? plan.environment),
    );
  }
  const added = after.filter(({ known }) => known === null);
  for (const { plan } of added) groupOf.get(plan)?.head.delete(plan);
  if (added.length > 0) target.joining.push(added);
}

/**
 * The root with what joins it alone, and a root for each new one that shares something with others. All are compared with all
 * that was there, so that each holds one of those that share something, the first where it is not about them.
 */
function waysOf(
  group: PlannedRoot,
  successors: readonly Successor[],
  rename: Rename,
): { readonly ways: readonly PlannedRoot[]; readonly left: RootPlan | undefined } {
  const shared = sharingOf(successors);
  const alone = successors.filter((one) => shared.get(one) === undefined).map(({ plan }) => plan);
  const together = successors.filter((one) => shared.get(one) !== undefined);
  const firsts = together.filter((one) => shared.get(one) === one);
  const rootOf = (name: string, base: PlannedRoot["base"], added: readonly Successor[]): PlannedRoot => ({
    name,
    base,
    head: [...group.head, ...alone, ...added.map(({ plan }) => plan)],
  });
  const wayOf = (one: Successor): PlannedRoot => {
    const first = shared.get(one)?.plan;
    // What the first one is compared with by its name, this one is.
    const base = group.base.map((plan) =>
      one.plan !== first && plan.name === first?.name ? rename(plan, one.plan.name, plan.environment) : plan,
    );
    return rootOf(one.plan.name, base, [...firsts.filter((other) => other.plan !== first), one]);
  };
  const ways = together.slice(0, MAX_WAYS).filter(({ plan }) => plan.name !== group.name);
  return { ways: [rootOf(group.name, group.base, firsts), ...ways.map(wayOf)], left: together[MAX_WAYS]?.plan };
}

/** For those that take over, or read, a file that another one does as well: the first of them, from one to the next. */
function sharingOf(takeovers: readonly Successor[]): ReadonlyMap<Successor, Successor> {
  const first = new Map<Successor, Successor>();
  const top = (one: Successor): Successor => {
    let found = one;
    for (let next = first.get(found); next !== undefined && next !== found; next = first.get(found)) found = next;
    return found;
  };
  const owners = new Map<string, Successor>();
  for (const one of takeovers) {
    for (const path of new Set([...[...one.taken].map(({ source }) => source), ...one.plan.inputs])) {
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

function tooManyWays(plan: RootPlan): Diagnostic {
  const message =
    `\`${plan.name}\` and the roots behind it are not analysed: at most ${String(MAX_WAYS)} are compared with the ` +
    "one that they are made from, or that they become; split the change";
  return diagnosticAt("error", "root-limit", message, placeOf(plan));
}

/** Said of what is rendered alone: what renders plain files is looked at where these were. */
function comparedDiagnostics({ after }: Succession): readonly Diagnostic[] {
  return after.flatMap(({ plan, follows: old }) => {
    const rendered = old.filter(isRendered);
    if (rendered.length === 0) return [];
    return isRendered(plan) ? [compared(plan, rendered)] : rendered.map((one) => follows(one, plan));
  });
}

function unsaid(plan: RootPlan, namespaces: readonly string[]): Diagnostic {
  const named = namespaces.slice(0, MAX_NAMED).map((name) => `\`${name}\``);
  const more = namespaces.length > MAX_NAMED ? ` and ${String(namespaces.length - MAX_NAMED)} more` : "";
  const message =
    `\`${plan.name}\` names no namespace, and what it is compared with stands in ${named.join(", ")}${more}: where it is ` +
    "deployed is not known; name the namespace in its manifests, or under `environments:` in the configuration";
  return diagnosticAt("warning", "namespace-unsaid", message, placeOf(plan));
}

function compared(plan: RenderedPlan, old: readonly RenderedPlan[]): Diagnostic {
  const named = old.slice(0, MAX_NAMED).map(({ name }) => `\`${name}\``);
  const more = old.length > MAX_NAMED ? ` and ${String(old.length - MAX_NAMED)} more` : "";
  const were = old.length > 1 ? "were" : "was";
  const message = `\`${plan.name}\` is new: it is compared with what ${named.join(", ")}${more} ${were} before`;
  return diagnosticAt("notice", "root-compared", message, placeOf(plan));
}

function follows(old: RenderedPlan, plan: RootPlan): Diagnostic {
  const message = `\`${old.name}\` is no root any more: \`${plan.name}\`, which has its objects, is compared with what it was`;
  return diagnosticAt("notice", "root-compared", message, placeOf(old));
}

function placeOf(plan: RootPlan): { readonly path: string; readonly line: number; readonly column: number } {
  return { path: mainFile(plan), line: 1, column: 1 };
}
