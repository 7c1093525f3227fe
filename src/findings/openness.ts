import {
  matchesLabels,
  PROTOCOLS,
  workloadId,
  YES,
  type Connections,
  type Endpoint,
  type Origin,
  type Peer,
} from "../engine/index.ts";
import { coversPorts } from "./covering.ts";
import type { ChangeView } from "./views.ts";

/** Whether every pod of every namespace could connect to an endpoint on such ports in the base, as far as is seen at once. */
export type WasOpen = (endpoint: number, connections: Connections) => boolean;

/** Prepares to ask: nobody isolated the endpoint, or one rule of a policy that surely selected it let everybody in. */
export function createWasOpen({ base, comparison: { endpoints, isolation } }: ChangeView): WasOpen {
  const open = base.cluster.policies.flatMap(({ namespace, subject, ingress }) => {
    const rules = (ingress ?? []).filter(({ peers }) => peers === null || peers.some(isEverybody));
    return rules.length === 0 ? [] : [{ namespace, subject, rules }];
  });
  const workloads = new Map(base.cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const podsOf = (endpoint: Endpoint): readonly PodLook[] => {
    switch (endpoint.type) {
      case "external":
        return [];
      case "workload": {
        const workload = workloads.get(endpoint.workload ?? endpoint.id);
        // Known pods may differ from the template.
        return workload === undefined
          ? []
          : [workload.template, ...workload.pods].map(({ labels }) => ({ namespace: workload.namespace, labels }));
      }
      case "pods":
        return endpoint.patterns.map(({ namespace, labels }) => {
          return { namespace: namespace.type === "name" ? namespace.name : null, labels: new Map(labels) };
        });
    }
  };
  return (index, connections) => {
    const endpoint = endpoints[index];
    if (endpoint === undefined) return false;
    if (isolation[index]?.base?.ingress === "open") return true;
    const looks = podsOf(endpoint);
    return (
      looks.length > 0 &&
      looks.every(({ namespace, labels }) =>
        open.some(
          (policy) =>
            policy.namespace === namespace &&
            matchesLabels(policy.subject, labels) === YES &&
            policy.rules.some(({ ports }) => coversConnections(ports, connections)),
        ),
      )
    );
  };
}

interface PodLook {
  /** `null`: one that the manifests do not name. */
  readonly namespace: string | null;
  readonly labels: ReadonlyMap<string, string | null>;
}

const NOWHERE: Origin = { path: "", line: 1, column: 1 };

function isEverybody(peer: Peer): boolean {
  return peer.type === "pods" && peer.pods.requirements.length === 0 && peer.namespaces?.requirements.length === 0;
}

/** Ports by their name are covered only where every port is. */
function coversConnections(ports: Parameters<typeof coversPorts>[0], { ranges, names }: Connections): boolean {
  if (ports === null) return true;
  const wanted = PROTOCOLS.flatMap((protocol) =>
    (ranges.get(protocol) ?? []).map(([first, last]) => ({
      type: "range" as const,
      protocol,
      first,
      last,
      origin: NOWHERE,
    })),
  );
  return names.length === 0 && coversPorts(ports, wanted);
}
