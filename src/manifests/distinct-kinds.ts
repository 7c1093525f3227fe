import type { Workload } from "../engine/index.ts";

/** A workload, and the API group of its kind; `""` for a group of Kubernetes itself. */
export interface GroupedWorkload {
  readonly group: string;
  readonly workload: Workload;
}

/** The ids, `namespace/Kind/name`, under which workloads of several groups stand. */
export function contestedIds(workloads: readonly GroupedWorkload[]): ReadonlySet<string> {
  const custom = new Set(workloads.filter(({ group }) => group !== "").map(idOf));
  if (custom.size === 0) return custom;
  const seen = new Set<string>();
  const contested = new Set<string>();
  for (const id of workloads.map(idOf)) {
    if (seen.has(id)) contested.add(id);
    seen.add(id);
  }
  return contested;
}

/** Where an id is contested, kinds of custom resources are written with their group, as kubectl takes them. */
export function withDistinctKinds(
  workloads: readonly GroupedWorkload[],
  contested: ReadonlySet<string>,
): readonly Workload[] {
  return workloads.map((grouped) => {
    const { group, workload } = grouped;
    return group === "" || !contested.has(idOf(grouped))
      ? workload
      : { ...workload, kind: `${workload.kind}.${group}` };
  });
}

function idOf({ workload }: GroupedWorkload): string {
  return `${workload.namespace}/${workload.kind}/${workload.name}`;
}
