import { PROTOCOLS, workloadId, type Cluster, type NamedPort, type Party, type Protocol } from "../engine/index.ts";
import type { PortWord } from "../query/index.ts";
import { UsageError } from "./usage-error.ts";

/** Ports of one protocol that no policy tells apart: `first` stands for all of them. Both ends inclusive. */
export interface PortCut {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

const LAST_PORT = 65535;

/**
 * The ports that words mean, cut where a policy or a named port of these clusters makes a difference; by protocol, then
 * ascending. Without a port all are meant, and without a protocol TCP; without both, TCP, UDP and SCTP. A port name means
 * the numbers that the destinations give to it. A protocol without ports gives one cut.
 *
 * @throws UsageError for a port name that no destination declares
 */
export function cutPorts(
  port: PortWord | null,
  protocol: string | null,
  clusters: readonly Cluster[],
  destinations: readonly Party[],
): readonly PortCut[] {
  if (port === null && protocol === null) {
    return PROTOCOLS.flatMap((each) => cutRange(1, LAST_PORT, each, clusters));
  }
  const chosen = PROTOCOLS.find((known) => known === (protocol ?? "TCP"));
  if (chosen === undefined) return [{ protocol: protocol ?? "TCP", first: 1, last: 1 }];
  switch (port?.type) {
    case undefined:
      return cutRange(1, LAST_PORT, chosen, clusters);
    case "number":
      return [{ protocol: chosen, first: port.number, last: port.number }];
    case "range":
      return cutRange(port.first, port.last, chosen, clusters);
    case "name": {
      const declared = clusters.flatMap((cluster) => destinations.flatMap((party) => portsOf(cluster, party)));
      return numbersOf(port.name, chosen, declared).map((number) => ({
        protocol: chosen,
        first: number,
        last: number,
      }));
    }
  }
}

function cutRange(first: number, last: number, protocol: Protocol, clusters: readonly Cluster[]): readonly PortCut[] {
  const starts = [first, ...boundaries(protocol, clusters).filter((number) => number > first && number <= last)];
  return starts.map((start, index) => ({ protocol, first: start, last: (starts[index + 1] ?? last + 1) - 1 }));
}

/** Numbers at which something may begin to differ; ascending, without duplicates. */
function boundaries(protocol: Protocol, clusters: readonly Cluster[]): readonly number[] {
  const rules = clusters.flatMap(({ policies }) =>
    policies.flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])]),
  );
  const ports = rules.flatMap((rule) => rule.ports ?? []).filter((port) => port.protocol === protocol);
  const ranges = ports.flatMap((port) => (port.type === "range" ? [port.first, port.last + 1] : []));
  const names = new Set(ports.flatMap((port) => (port.type === "name" ? [port.name] : [])));
  const named = clusters
    .flatMap(({ workloads }) => workloads.flatMap(({ template, pods }) => [template, ...pods]))
    .flatMap(({ namedPorts }) => namedPorts)
    .filter((port) => port.protocol === protocol && names.has(port.name))
    .flatMap(({ number }) => [number, number + 1]);
  return [...new Set([...ranges, ...named])].sort((a, b) => a - b);
}

/** The ports that the pods of a party declare; none for an address and for pods of elsewhere. */
function portsOf({ workloads }: Cluster, party: Party): readonly NamedPort[] {
  if (party.type !== "workload") return [];
  const found = workloads.find((workload) => workloadId(workload) === party.id);
  if (found === undefined) return [];
  const pods = found.pods.filter((pod) => party.pod === null || pod.name === party.pod);
  return [found.template, ...pods].flatMap(({ namedPorts }) => namedPorts);
}

function numbersOf(name: string, protocol: Protocol, declared: readonly NamedPort[]): readonly number[] {
  const numbers = declared.filter((port) => port.name === name && port.protocol === protocol);
  if (numbers.length === 0) {
    throw new UsageError(`the destination declares no ${protocol} port named \`${name}\`: write its number`);
  }
  return [...new Set(numbers.map(({ number }) => number))].sort((a, b) => a - b);
}
