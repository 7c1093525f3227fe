import { workloadId, type Cause, type ChangedFlow } from "../../engine/index.ts";
import { groupBy, remember } from "../collections.ts";
import type { Discovery } from "../discovery.ts";
import { isDnsServer, waysOut, type WayOut } from "../dns.ts";
import { isCommon } from "../flows.ts";
import { placeAt, placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import type { ChangeView } from "../views.ts";

/** Quiet about those that can call nobody any more, for that is said by `cut-off`, and may be meant. */
export const dnsCutOff: ChangeRule<"dns-cut-off"> = {
  id: "dns-cut-off",
  scope: "change",
  level: "warning",
  summary: "A workload that still may call others can no longer ask the DNS of the cluster.",
  find: (change) => {
    const { endpoints, newlyDenied } = change.comparison;
    // Most changes take nothing of the kind away from anybody.
    if (!newlyDenied.some(isUdp53)) return [];
    const left = cutOffFromDns(change);
    const cut = newlyDenied.flatMap((flow) => {
      if (flow.certainty === "unknown" || !isUdp53(flow)) return [];
      return flow.from.flatMap((index) => {
        const way = left.get(index);
        left.delete(index);
        return way === undefined ? [] : [{ index, way, flow }];
      });
    });
    // What one policy does to several is one finding, whatever else each of them loses.
    const causes = new Map<readonly Cause[], string>();
    const alike = groupBy(cut, ({ way, flow }) =>
      JSON.stringify([way.tcp, remember(causes, flow.causes, () => JSON.stringify(flow.causes))]),
    );
    const byCause = [...alike.values()].flatMap((part): readonly Discovery[] => {
      const [first] = part;
      if (first === undefined) return [];
      const { way, flow } = first;
      const indices = part.map(({ index }) => index).toSorted((a, b) => a - b);
      return [{ ...discovery(indices, way, endpoints), causes: flow.causes, place: placeOfFlow(flow) }];
    });
    return [...byCause, ...[...left].map(([index, way]) => discovery([index], way, endpoints))];
  },
};

/** Endpoints that had UDP 53 of the DNS and have it no longer, with what is left to them. */
function cutOffFromDns({ base, head, settings, comparison }: ChangeView): Map<number, WayOut> {
  const before = waysOut(base);
  const after = waysOut(head);
  const onNode = settings.hostNetworkPods === "node";
  const untold = new Set(
    head.cluster.workloads
      .filter((workload) => isDnsServer(workload) || (onNode && workload.template.hostNetwork))
      .map(workloadId),
  );
  const severed = new Set(
    comparison.severed.filter(({ direction }) => direction === "egress").flatMap((entry) => entry.endpoints),
  );
  const result = new Map<number, WayOut>();
  comparison.endpoints.forEach((endpoint, index) => {
    if (endpoint.type !== "workload" || !isCommon(endpoint) || severed.has(index)) return;
    const id = endpoint.workload ?? endpoint.id;
    const way = after.get(id);
    if (way === undefined || way.udp || untold.has(id)) return;
    if (before.get(id)?.udp ?? true) result.set(index, way);
  });
  return result;
}

function isUdp53({ connections }: ChangedFlow): boolean {
  return (connections.ranges.get("UDP") ?? []).some(([first, last]) => first <= 53 && 53 <= last);
}

function discovery(
  indices: readonly number[],
  way: WayOut,
  endpoints: ChangeView["comparison"]["endpoints"],
): Discovery {
  const [policy] = way.policies;
  if (policy === undefined) throw new Error("invariant: somebody isolates what lost its way out");
  return {
    subjects: indices.map((index) => JSON.stringify([endpoints[index]?.id])).toSorted(),
    endpoints: indices,
    message:
      `may call others, but no longer the DNS of the cluster (UDP ${way.tcp ? "" : "and TCP "}53), without which no name is found: ` +
      "allow UDP and TCP 53 to pods `k8s-app=kube-dns` of `kube-system`",
    flows: [],
    causes: [],
    place: placeAt("head", policy.subjectOrigin),
    fix: null,
  };
}
