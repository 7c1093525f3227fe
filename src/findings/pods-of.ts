import type { Workload } from "../engine/index.ts";
import { remember } from "./collections.ts";

/** All of a workload that policies can tell apart, as one text. */
export type PodsOf = (workload: Workload) => string;

/** Prepares to ask; both sides share what did not change. */
export function createPodsOf(): PodsOf {
  const known = new Map<Workload, string>();
  return (workload) => remember(known, workload, () => textOf(workload));
}

/** Its namespace, and what its template says. */
function textOf(workload: Workload): string {
  const { namespace, template } = workload;
  const { namedPorts, hostNetwork } = template;
  return JSON.stringify([
    namespace,
    labelsOf(workload),
    namedPorts.map(({ name, protocol, number }) => `${protocol}/${name}/${String(number)}`).toSorted(),
    hostNetwork,
  ]);
}

/** Labels of all pods of a workload, by key. Values that only the cluster knows go with the kind of controller. */
export function labelsOf({ template: { labels } }: Workload): readonly (readonly [string, string | null])[] {
  return [...labels].filter(([, value]) => value !== null).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
