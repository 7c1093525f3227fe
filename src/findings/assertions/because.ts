import {
  createEvaluator,
  PROTOCOLS,
  type Cause,
  type Connections,
  type Endpoint,
  type Flow,
  type Origin,
  type Party,
  type Probe,
} from "../../engine/index.ts";
import { parseCidr } from "../../manifests/index.ts";
import type { ChangeView } from "../views.ts";

/** Why the head allows or denies something that it did not change. */
export interface Because {
  /** The rules that grant it. */
  readonly causes: readonly Cause[];
  /** A policy that keeps it from being granted; the destination where no policy does. */
  readonly origin: Origin | null;
}

/** Prepares to ask; a flow answers for its first pair, on the first of its ports. */
export function createBecause({ head, settings, comparison: { endpoints } }: ChangeView): (flow: Flow) => Because {
  const evaluate = createEvaluator(head.cluster, settings);
  return (flow) => {
    const [source, destination] = [endpoints[flow.from[0] ?? 0], endpoints[flow.to[0] ?? 0]];
    if (source === undefined || destination === undefined) throw new Error("invariant: a flow has two ends");
    const { ingress, egress } = evaluate({
      from: partyOf(source),
      to: partyOf(destination),
      ...portOf(flow.connections),
      family: flow.family,
    });
    const closed = [ingress, egress].find(({ verdict }) => verdict !== "allow")?.isolating[0];
    return {
      causes: [...ingress.grants, ...egress.grants].map(({ policy, rule, origin }) => {
        return {
          kind: "rule-grants",
          side: "head",
          object: `NetworkPolicy ${policy.namespace}/${policy.name}`,
          rule,
          origin,
        };
      }),
      origin: closed?.origin ?? (destination.type === "workload" ? destination.origin : null),
    };
  };
}

function partyOf(endpoint: Endpoint): Party {
  switch (endpoint.type) {
    case "workload": {
      const { id, kind, name, workload } = endpoint;
      return { type: "workload", id: workload ?? id, pod: workload !== null && kind === "Pod" ? name : null };
    }
    case "external": {
      const cidr = parseCidr(endpoint.cidrs[0] ?? "");
      if (cidr.type === "error") throw new Error("invariant: an external endpoint has CIDRs");
      return { type: "address", address: { family: cidr.range.family, value: cidr.range.first } };
    }
    case "pods": {
      const [pattern] = endpoint.patterns;
      if (pattern === undefined) throw new Error("invariant: an endpoint of pods has a pattern");
      const { namespace: scope } = pattern;
      const labels = new Map(pattern.labels);
      return scope.type === "name"
        ? { type: "pod", namespace: scope.name, namespaceLabels: null, labels }
        : { type: "pod", namespace: ELSEWHERE, namespaceLabels: new Map(scope.labels), labels };
    }
  }
}

/** No namespace has this name. */
const ELSEWHERE = "(another namespace)";

function portOf({ ranges, names }: Connections): Pick<Probe, "protocol" | "port"> {
  const [name] = names;
  const protocol = PROTOCOLS.find((one) => ranges.has(one));
  if (protocol === undefined && name !== undefined) return { protocol: name.protocol, port: name.name };
  return { protocol: protocol ?? "TCP", port: ranges.get(protocol ?? "TCP")?.[0]?.[0] ?? 1 };
}
