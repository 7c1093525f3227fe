/** Small builders of the values that reports are made from. */
import type {
  Cause,
  CauseKind,
  ChangedFlow,
  Connections,
  Endpoint,
  ExternalEndpoint,
  Flow,
  FlowDiff,
  Origin,
  PodPattern,
  PodsEndpoint,
  PortRanges,
  Protocol,
  Reachability,
  Side,
  WorkloadEndpoint,
} from "../../src/engine/index.ts";
import type { DiffReport, DiffRoot, InputCounts, ListReport, ListRoot } from "../../src/report/index.ts";

export function origin(path: string, line: number): Origin {
  return { path, line, column: 1 };
}

/** `shop/Deployment/web`. */
export function workload(id: string, only: Side | null = null, owner: string | null = null): WorkloadEndpoint {
  const [namespace = "", kind = "", name = ""] = id.split("/");
  return { type: "workload", id, namespace, kind, name, workload: owner, only, origin: origin("w.yaml", 1) };
}

export function external(...cidrs: readonly string[]): ExternalEndpoint {
  return { type: "external", id: cidrs.join(","), cidrs, internet: false };
}

export function internet(...cidrs: readonly string[]): ExternalEndpoint {
  return { ...external(...cidrs), id: "internet", internet: true };
}

/** Pods in a namespace of the manifests: `pods("shop", "role=api")`. */
export function pods(namespace: string, ...labels: readonly string[]): PodsEndpoint {
  return podsOf(pattern(namespace, labels));
}

/** Pods in namespaces with these labels (none: another namespace). */
export function podsElsewhere(scope: readonly string[], ...labels: readonly string[]): PodsEndpoint {
  return podsOf({ namespace: { type: "labels", labels: pairs(scope) }, labels: pairs(labels) });
}

export function podsOf(...patterns: readonly PodPattern[]): PodsEndpoint {
  return { type: "pods", id: JSON.stringify(patterns), patterns };
}

export function pattern(namespace: string, labels: readonly string[]): PodPattern {
  return { namespace: { type: "name", name: namespace }, labels: pairs(labels) };
}

function pairs(labels: readonly string[]): readonly (readonly [string, string])[] {
  return labels.map((label) => {
    const [key = "", value = ""] = label.split("=");
    return [key, value] as const;
  });
}

export const ANY_PORT: Connections = ports({ TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] });

export function ports(ranges: Readonly<Partial<Record<Protocol, PortRanges>>>, ...tcpNames: string[]): Connections {
  return {
    ranges: new Map(Object.entries(ranges) as [Protocol, PortRanges][]),
    names: tcpNames.map((name) => ({ protocol: "TCP", name })),
    exceptNames: [],
  };
}

export function tcp(...numbers: readonly number[]): Connections {
  return ports({ TCP: numbers.map((number) => [number, number] as const) });
}

export function flow(from: readonly number[], to: readonly number[], connections: Connections): Flow {
  return { from, to, connections, certainty: "certain", family: null };
}

export function changed(
  from: readonly number[],
  to: readonly number[],
  connections: Connections,
  ...causes: readonly Cause[]
): ChangedFlow {
  return { ...flow(from, to, connections), causes };
}

export function cause(kind: CauseKind, side: Side, object: string, rule: string | null, place: Origin): Cause {
  return { kind, side, object, rule, origin: place };
}

export const NO_COUNTS: InputCounts = {
  files: 1,
  documents: 2,
  workloads: 3,
  policies: 1,
  namespaces: 1,
  notEvaluated: [],
};

export function diffOf(endpoints: readonly Endpoint[], changes: Partial<FlowDiff>): FlowDiff {
  return { endpoints, newlyAllowed: [], newlyDenied: [], assumptions: [], ...changes };
}

export function diffReport(diff: FlowDiff, more: Partial<DiffRoot> = {}): DiffReport {
  return { roots: [diffRoot(".", diff, more)] };
}

export function diffRoot(root: string, diff: FlowDiff, more: Partial<DiffRoot> = {}): DiffRoot {
  return {
    root,
    diff,
    diagnostics: [],
    counts: { base: NO_COUNTS, head: NO_COUNTS },
    compared: { base: "before", head: "after" },
    policies: { base: [], head: [] },
    ...more,
  };
}

export function listReport(reachability: Reachability, more: Partial<ListRoot> = {}): ListReport {
  return {
    roots: [{ root: ".", focus: null, reachability, diagnostics: [], counts: NO_COUNTS, ...more }],
  };
}
