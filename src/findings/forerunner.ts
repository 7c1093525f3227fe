import { workloadId, type Direction, type Workload } from "../engine/index.ts";
import { groupBy } from "./collections.ts";
import { podsOf } from "./succession.ts";
import type { ChangeView } from "./views.ts";

/** The id of the workload that a new endpoint seems to follow and that was isolated in this direction; or `null`. */
export type Forerunner = (endpoint: number, direction: Direction) => string | null;

/**
 * Who took whose place. A workload of the same kind and name that left another namespace was moved from there; one of the
 * same kind that left this namespace was renamed, labels and all. Not where another new workload has just the pods of the
 * one that went, nor where the new one has just those of one that stays: these follow them more surely.
 */
export function createForerunner({ base, head, comparison }: ChangeView): Forerunner {
  const { endpoints, isolation } = comparison;
  const before = new Map(base.cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const after = new Map(head.cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const gone = base.cluster.workloads.filter((workload) => !after.has(workloadId(workload)));
  const byName = groupBy(gone, ({ kind, name }) => `${kind}/${name}`);
  const byNamespace = groupBy(gone, ({ kind, namespace }) => `${kind}/${namespace}`);
  const fresh = head.cluster.workloads.filter((workload) => !before.has(workloadId(workload)));
  const staying = new Set(head.cluster.workloads.filter((workload) => before.has(workloadId(workload))).map(podsOf));
  const alike = new Set(fresh.map(podsOf));
  const isolated = { ingress: new Set<string>(), egress: new Set<string>() };
  endpoints.forEach((endpoint, index) => {
    if (endpoint.type !== "workload") return;
    for (const direction of ["ingress", "egress"] as const) {
      if (isolation[index]?.base?.[direction] === "isolated") isolated[direction].add(endpoint.workload ?? endpoint.id);
    }
  });
  return (index, direction) => {
    const endpoint = endpoints[index];
    const workload = endpoint?.type === "workload" ? after.get(endpoint.workload ?? endpoint.id) : undefined;
    if (workload === undefined || staying.has(podsOf(workload))) return null;
    const { kind, name, namespace } = workload;
    const wasIsolated = (other: Workload): boolean => isolated[direction].has(workloadId(other));
    const moved = byName.get(`${kind}/${name}`)?.find(wasIsolated);
    const renamed = byNamespace
      .get(`${kind}/${namespace}`)
      ?.find((other) => wasIsolated(other) && (!alike.has(podsOf(other)) || podsOf(other) === podsOf(workload)));
    const found = moved ?? renamed;
    return found === undefined ? null : workloadId(found);
  };
}
