import type { Workload } from "./model.ts";

/** What a workload is called everywhere: `namespace/Kind/name`. */
export function workloadId({ namespace, kind, name }: Pick<Workload, "namespace" | "kind" | "name">): string {
  return `${namespace}/${kind}/${name}`;
}
