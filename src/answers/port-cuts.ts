import {
  PROTOCOLS,
  workloadId,
  type Cluster,
  type NamedPort,
  type Party,
  type PolicyPort,
  type Protocol,
} from "../engine/index.ts";
import { problem, type PortWord, type QueryProblem } from "../query/index.ts";

/** Ports of one protocol that no policy tells apart: `first` stands for all of them. Both ends inclusive. */
export interface PortNumbers {
  readonly type: "numbers";
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** What no policy tells apart. */
export type PortCut =
  | PortNumbers
  /** Whatever number a pod that the manifests do not hold gives to the name. */
  | { readonly type: "name"; readonly protocol: Protocol; readonly name: string }
  /** All of a protocol that has no ports. */
  | { readonly type: "no-ports"; readonly protocol: string };

const LAST_PORT = 65535;

/**
 * The ports that words mean, cut where a policy or a named port of these clusters makes a difference; by protocol, then
 * ascending. Without a port all are meant, and without a protocol TCP; without both, TCP, UDP and SCTP. A port name means
 * the numbers that the destinations give to it, or itself on pods that the manifests do not hold. A protocol without
 * ports gives one cut. A name that no destination declares, or no policy uses where nobody can tell, is a problem.
 */
export function cutPorts(
  port: PortWord | null,
  protocol: string | null,
  clusters: readonly Cluster[],
  destinations: readonly Party[],
): readonly PortCut[] | QueryProblem {
  if (port === null && protocol === null) {
    return PROTOCOLS.flatMap((each) => cutRange(1, LAST_PORT, each, clusters));
  }
  const chosen = PROTOCOLS.find((known) => known === (protocol ?? "TCP"));
  if (chosen === undefined) return [{ type: "no-ports", protocol: protocol ?? "TCP" }];
  switch (port?.type) {
    case undefined:
      return cutRange(1, LAST_PORT, chosen, clusters);
    case "number":
      return [{ type: "numbers", protocol: chosen, first: port.number, last: port.number }];
    case "range":
      return cutRange(port.first, port.last, chosen, clusters);
    case "name":
      return destinations.every(({ type }) => type === "pod")
        ? usedName(port.name, chosen, clusters)
        : declaredNumbers(port.name, chosen, clusters, destinations);
  }
}

function cutRange(first: number, last: number, protocol: Protocol, clusters: readonly Cluster[]): readonly PortCut[] {
  const starts = [first, ...boundaries(protocol, clusters).filter((number) => number > first && number <= last)];
  return starts.map((start, index) => ({
    type: "numbers",
    protocol,
    first: start,
    last: (starts[index + 1] ?? last + 1) - 1,
  }));
}

/** Numbers at which something may begin to differ; ascending, without duplicates. */
function boundaries(protocol: Protocol, clusters: readonly Cluster[]): readonly number[] {
  const ports = policyPorts(protocol, clusters);
  const ranges = ports.flatMap((port) => (port.type === "range" ? [port.first, port.last + 1] : []));
  const names = new Set(ports.flatMap((port) => (port.type === "name" ? [port.name] : [])));
  const named = clusters
    .flatMap(({ workloads }) => workloads.flatMap(({ template, pods }) => [template, ...pods]))
    .flatMap(({ namedPorts }) => namedPorts)
    .filter((port) => port.protocol === protocol && names.has(port.name))
    .flatMap(({ number }) => [number, number + 1]);
  return [...new Set([...ranges, ...named])].sort((a, b) => a - b);
}

function policyPorts(protocol: Protocol, clusters: readonly Cluster[]): readonly PolicyPort[] {
  const rules = clusters.flatMap(({ policies }) =>
    policies.flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])]),
  );
  return rules.flatMap((rule) => rule.ports ?? []).filter((port) => port.protocol === protocol);
}

/** The ports that the pods of a party declare; none for an address and for pods of elsewhere. */
function portsOf({ workloads }: Cluster, party: Party): readonly NamedPort[] {
  if (party.type !== "workload") return [];
  const found = workloads.find((workload) => workloadId(workload) === party.id);
  if (found === undefined) return [];
  const pods = found.pods.filter((pod) => party.pod === null || pod.name === party.pod);
  return [found.template, ...pods].flatMap(({ namedPorts }) => namedPorts);
}

function declaredNumbers(
  name: string,
  protocol: Protocol,
  clusters: readonly Cluster[],
  destinations: readonly Party[],
): readonly PortCut[] | QueryProblem {
  const declared = clusters.flatMap((cluster) => destinations.flatMap((party) => portsOf(cluster, party)));
  const meant = declared.filter((port) => port.name === name && port.protocol === protocol);
  if (meant.length === 0) {
    return problem(`the destination declares no ${protocol} port named \`${name}\`: write its number`);
  }
  const numbers = [...new Set(meant.map(({ number }) => number))].sort((a, b) => a - b);
  return numbers.map((number) => ({ type: "numbers", protocol, first: number, last: number }));
}

/** Of a pod that the manifests do not hold, nothing is known about a name but what policies say. */
function usedName(name: string, protocol: Protocol, clusters: readonly Cluster[]): readonly PortCut[] | QueryProblem {
  const isUsed = policyPorts(protocol, clusters).some((port) => port.type === "name" && port.name === name);
  if (isUsed) return [{ type: "name", protocol, name }];
  return problem(
    `no policy names a ${protocol} port \`${name}\`, and the manifests do not hold the destination: write its number`,
  );
}
