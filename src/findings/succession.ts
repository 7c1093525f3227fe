import { workloadId, type ChangedFlow, type Endpoint, type Workload } from "../engine/index.ts";
import { lazily } from "./collections.ts";
import { createFlowSubject, narrowed, those, type Choice } from "./flows.ts";
import type { ChangeView } from "./views.ts";

/** Leaves out of newly allowed flows those new workloads for which they are nothing new. */
export type Succession = (flows: readonly ChangedFlow[], end: "from" | "to") => readonly ChangedFlow[];

/**
 * A workload that is new by its name only: another one that looks the same to policies is there before and after (and shows what
 * changes itself), or went and had this very flow. `others`: the ends that the rule is about, on the far side.
 */
export function createSuccession({ base, head, looksOf, comparison }: ChangeView, others: Choice): Succession {
  const { endpoints, newlyDenied } = comparison;
  const subjectOf = createFlowSubject(endpoints);
  /** A flow of one end by what its pods look like. */
  const keyOf = (flow: ChangedFlow, end: "from" | "to", own: string): string =>
    JSON.stringify([own, subjectOf({ ...flow, [end]: NOBODY })]);
  const alike = (workloads: readonly Workload[]): ReadonlyMap<string, string> =>
    new Map(workloads.map((workload) => [workloadId(workload), looksOf(workload)]));
  const pods = { base: lazily(() => alike(base.cluster.workloads)), head: lazily(() => alike(head.cluster.workloads)) };
  const staying = lazily(
    () =>
      new Set(endpoints.flatMap((endpoint) => (isOnly(endpoint, null) ? (pods.head().get(endpoint.id) ?? []) : []))),
  );
  const lost = (end: "from" | "to"): ReadonlySet<string> => {
    const gone = those((index) => isOnly(endpoints[index], "base"));
    const flows = end === "to" ? narrowed(newlyDenied, others, gone) : narrowed(newlyDenied, gone, others);
    return new Set(
      flows.flatMap((flow) =>
        flow[end].map((index) => keyOf(flow, end, pods.base().get(endpoints[index]?.id ?? "") ?? "")),
      ),
    );
  };
  const known: Partial<Record<"from" | "to", ReadonlySet<string>>> = {};
  return (flows, end) =>
    flows.flatMap((flow) => {
      const rest = flow[end].filter((index) => {
        const endpoint = endpoints[index];
        const own = isOnly(endpoint, "head") ? pods.head().get(endpoint.id) : undefined;
        if (own === undefined) return true;
        return !staying().has(own) && !(known[end] ??= lost(end)).has(keyOf(flow, end, own));
      });
      return rest.length === 0 ? [] : [{ ...flow, [end]: rest }];
    });
}

function isOnly(endpoint: Endpoint | undefined, side: "base" | "head" | null): endpoint is Endpoint {
  return endpoint?.type === "workload" && endpoint.only === side;
}

/** One list, so that it is put into words once. */
const NOBODY: readonly number[] = [];
