/** A cluster in a few lines, for the message of a failed comparison. */
import type {
  Address,
  AddressRange,
  Cluster,
  ClusterSettings,
  Labels,
  Peer,
  PodFacts,
  PolicyPort,
  Rule,
  Selector,
} from "../../src/engine/model.ts";

export function printCluster(cluster: Cluster): string {
  return [
    ...cluster.namespaces.map(
      (one) => `namespace ${one.name} ${labels(one.labels)}${one.labelsComplete ? "" : " and perhaps others"}`,
    ),
    ...cluster.nodes.map((one) => `node ${one.name} ${one.addresses.map(address).join(" ")}`),
    ...cluster.workloads.flatMap((one) => [
      `workload ${one.namespace}/${one.kind}/${one.name} ${facts(one.template)}${one.podsComplete ? "" : " and replicas of it"}`,
      ...one.pods.map((pod) => {
        const state = `${pod.finished ? " finished" : ""}${pod.node === null ? "" : ` on ${pod.node}`}`;
        return `  pod ${pod.name} ${facts(pod)} ${pod.addresses.map(address).join(" ")}${state}`;
      }),
    ]),
    ...cluster.policies.flatMap((one) => [
      `policy ${one.namespace}/${one.name} for ${selector(one.subject)}`,
      ...(one.ingress === null ? [] : ["  ingress", ...one.ingress.map(rule)]),
      ...(one.egress === null ? [] : ["  egress", ...one.egress.map(rule)]),
    ]),
  ].join("\n");
}

export function printSettings(settings: ClusterSettings): string {
  const { podRanges, nodeRanges, ipBlocks, hostNetworkPods } = settings;
  return `settings: pods in [${podRanges.map(range).join(" ")}], nodes in [${nodeRanges.map(range).join(" ")}], ${ipBlocks}, hostNetwork pod is ${hostNetworkPods}`;
}

function rule(one: Rule): string {
  const peers = one.peers === null ? "everybody" : one.peers.map(peer).join(" or ");
  return `    ${peers}, on ${one.ports === null ? "everything" : one.ports.map(port).join(" or ")}`;
}

function peer(one: Peer): string {
  if (one.type === "ipBlock")
    return `${range(one.cidr)}${one.except.map((except) => ` except ${range(except)}`).join("")}`;
  return `${one.namespaces === null ? "here" : selector(one.namespaces)}/${selector(one.pods)}`;
}

function port(one: PolicyPort): string {
  return `${one.protocol} ${one.type === "name" ? one.name : `${String(one.first)}-${String(one.last)}`}`;
}

function facts(one: PodFacts): string {
  const ports = one.namedPorts.map((named) => `${named.name}=${String(named.number)}/${named.protocol}`);
  return `${labels(one.labels)}${one.hostNetwork ? " hostNetwork" : ""} ${ports.join(" ")}`.trimEnd();
}

function labels(map: Labels): string {
  const own = [...map].filter(([key]) => key !== "kubernetes.io/metadata.name");
  return `{${own.map(([key, value]) => `${key}=${value ?? "?"}`).join(" ")}}`;
}

function selector(one: Selector): string {
  return `{${one.requirements.map(({ key, operator, values }) => `${key} ${operator} ${values.join("|")}`.trimEnd()).join(", ")}}`;
}

function range({ family, first, last }: AddressRange): string {
  let size = 0;
  while (1n << BigInt(size) < last - first + 1n) size += 1;
  return `${address({ family, value: first })}/${String((family === 4 ? 32 : 128) - size)}`;
}

function address({ family, value }: Address): string {
  if (family === 6) return `v6:${value.toString(16)}`;
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
}
