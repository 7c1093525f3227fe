import { workloadId, type Direction, type Side, type Workload } from "../engine/index.ts";
import { groupBy, lazily } from "./collections.ts";
import { labelsOf } from "./pods-of.ts";
import type { ChangeView } from "./views.ts";

/** The id of the workload that a new endpoint seems to follow and that was isolated in this direction; or `null`. */
export type Forerunner = (endpoint: number, direction: Direction) => string | null;

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
 * pods of the one that went, nor where the new one has just those of one that stays: these follow them more surely. Nor
 * where as many that were renamed, labels and all, were open before as are now: each of these may follow one of those. Pods
 * without labels have no labels in common, and labels alone tell less than a name.
 */
export function createForerunner(change: ChangeView): Forerunner {
  // Most changes bring no workload that nobody isolates.
  const find = lazily(() => findForerunners(change));
  return (endpoint, direction) => find()(endpoint, direction);
}

function findForerunners({ base, head, podsOf, comparison }: ChangeView): Forerunner {
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
  /** Where as many were open before as are now, each of these may well follow one of those. */
  const isOneMore = (workload: Workload, direction: Direction): boolean => {
    const open = (list: readonly Workload[] | undefined, closed: ReadonlySet<string>): number =>
      (list ?? []).filter((one) => !closed.has(workloadId(one))).length;
    const key = renamed(workload);
    return open(arrived.get(key), isolatedNow[direction]) > open(left.get(key), isolated[direction]);
  };
  return (index, direction) => {
    const endpoint = endpoints[index];
    const workload = endpoint?.type === "workload" ? after.get(endpoint.workload ?? endpoint.id) : undefined;
    if (workload === undefined || staying.has(podsOf(workload))) return null;
    const isFollowed = (other: Workload): boolean =>
      alike.has(podsOf(other)) && podsOf(other) !== podsOf(workload) && moved(other) !== moved(workload);
    const followed = ways
      .filter(({ likeness }) => likeness !== renamed || isOneMore(workload, direction))
      .flatMap(({ likeness, gone: others }) => others.get(likeness(workload)) ?? [])
      .find((other) => isolated[direction].has(workloadId(other)) && !isFollowed(other));
    return followed === undefined ? null : workloadId(followed);
  };
}

function hasLabels(workload: Workload): boolean {
  return labelsOf(workload).length > 0;
}
