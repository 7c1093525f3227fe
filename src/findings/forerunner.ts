import { workloadId, type Direction, type Side, type Workload } from "../engine/index.ts";
import { groupBy, lazily } from "./collections.ts";
import { labelsOf } from "./pods-of.ts";
import type { ChangeView } from "./views.ts";

/** The workload that a new endpoint seems to follow and that was isolated in this direction; or `null`. */
export type FindForerunner = (endpoint: number, direction: Direction) => Forerunner | null;

export interface Forerunner {
  readonly id: string;
  /** False: it may as well follow another one, which was not isolated. */
  readonly likely: boolean;
}

/** What a workload has in common with the one that it follows. */
type Likeness = (workload: Workload) => string;

const moved: Likeness = ({ kind, name }) => `${kind}/${name}`;
const ofAnotherKind: Likeness = ({ namespace, name }) => `${namespace}/${name}`;
const sameLabels: Likeness = (workload) => JSON.stringify(labelsOf(workload));
const renamed: Likeness = ({ kind, namespace }) => `${kind}/${namespace}`;

/**
 * Who took whose place: a workload of the same kind and name that left another namespace was moved from there; one of the
 * same name became one of another kind; one with the same labels, whatever its namespace, name and kind, goes on here; and
 * one of the same kind that left this namespace was renamed, labels and all. Not where another new workload has just the
 * pods of the one that went, nor where the new one has just those of one that stays: these follow them more surely. Where
 * as many that were renamed, labels and all, were open before as are now, each of these may follow one of those: it is told
 * as less likely, and not at all where as many are isolated now as were. Pods without labels have no labels in common, and
 * labels alone tell less than a name.
 */
export function createForerunner(change: ChangeView): FindForerunner {
  // Most changes bring no workload that nobody isolates.
  const find = lazily(() => findForerunners(change));
  return (endpoint, direction) => find()(endpoint, direction);
}

function findForerunners({ base, head, podsOf, comparison }: ChangeView): FindForerunner {
  const { endpoints, isolation } = comparison;
  const before = new Map(base.cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const after = new Map(head.cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const gone = base.cluster.workloads.filter((workload) => !after.has(workloadId(workload)));
  const fresh = head.cluster.workloads.filter((workload) => !before.has(workloadId(workload)));
  const staying = new Set(head.cluster.workloads.filter((workload) => before.has(workloadId(workload))).map(podsOf));
  const alike = new Set(fresh.map(podsOf));
  const named = new Set(fresh.flatMap((workload) => [moved(workload), ofAnotherKind(workload)]));
  const labelled = gone.filter((other) => ![moved, ofAnotherKind].some((likeness) => named.has(likeness(other))));
  const isolatedOn = (side: Side): Readonly<Record<Direction, ReadonlySet<string>>> => {
    const isolated = { ingress: new Set<string>(), egress: new Set<string>() };
    endpoints.forEach((endpoint, index) => {
      if (endpoint.type !== "workload") return;
      for (const direction of ["ingress", "egress"] as const) {
        if (isolation[index]?.[side]?.[direction] === "isolated")
          isolated[direction].add(endpoint.workload ?? endpoint.id);
      }
    });
    return isolated;
  };
  const [isolated, isolatedNow] = [isolatedOn("base"), isolatedOn("head")];
  const [left, arrived] = [groupBy(gone, renamed), groupBy(fresh, renamed)];
  const ways = [
    { likeness: moved, gone: groupBy(gone, moved) },
    { likeness: ofAnotherKind, gone: groupBy(gone, ofAnotherKind) },
    { likeness: sameLabels, gone: groupBy(labelled.filter(hasLabels), sameLabels) },
    { likeness: renamed, gone: left },
  ];
  /** How many more of the kind of a workload are open in its namespace than left it, and how many fewer are isolated. */
  const balanceOf = (
    workload: Workload,
    direction: Direction,
  ): { readonly open: number; readonly isolated: number } => {
    const key = renamed(workload);
    const [old, now] = [left.get(key) ?? [], arrived.get(key) ?? []];
    const before = old.filter((one) => isolated[direction].has(workloadId(one))).length;
    const after = now.filter((one) => isolatedNow[direction].has(workloadId(one))).length;
    return { open: now.length - after - (old.length - before), isolated: before - after };
  };
  return (index, direction) => {
    const endpoint = endpoints[index];
    const workload = endpoint?.type === "workload" ? after.get(endpoint.workload ?? endpoint.id) : undefined;
    if (workload === undefined || staying.has(podsOf(workload))) return null;
    const isFollowed = (other: Workload): boolean =>
      alike.has(podsOf(other)) && podsOf(other) !== podsOf(workload) && moved(other) !== moved(workload);
    const balance = balanceOf(workload, direction);
    const [found] = ways
      .flatMap(({ likeness, gone: others }) =>
        (others.get(likeness(workload)) ?? []).map((other) => ({
          other,
          likely: likeness !== renamed || balance.open > 0,
          counts: likeness !== renamed || balance.open > 0 || balance.isolated > 0,
        })),
      )
      .filter(({ other, counts }) => counts && isolated[direction].has(workloadId(other)) && !isFollowed(other))
      .toSorted((a, b) => Number(b.likely) - Number(a.likely));
    return found === undefined ? null : { id: workloadId(found.other), likely: found.likely };
  };
}

function hasLabels(workload: Workload): boolean {
  return labelsOf(workload).length > 0;
}
