/** Scenes of conformance cases as values of the engine, without a manifest in between. */
import type { Probe } from "../../src/engine/explanation.ts";
import type { Cluster, ClusterSettings, Workload } from "../../src/engine/model.ts";
import { address } from "./addresses.ts";
import { cluster, namespace, node, pod, ranges, settings, undeclaredNamespace } from "./cluster.ts";
import { addressNamed, isFinished, type Expectation, type FixturePod, type Scene } from "./conformance.ts";
import { policyFromSpec } from "./policy-spec.ts";

export function clusterOf({ fixture, policies }: Scene): Cluster {
  const declared = Object.entries(fixture.namespaces ?? {}).map(([name, labels]) => namespace(name, labels ?? {}));
  const known = new Set(declared.map(({ name }) => name));
  const used = [...Object.keys(fixture.pods ?? {}), ...Object.keys(policies)].map((id) => id.split("/")[0] ?? "");
  const undeclared = new Set(used.filter((name) => !known.has(name)));
  return cluster({
    namespaces: [...declared, ...[...undeclared].map(undeclaredNamespace)],
    workloads: Object.entries(fixture.pods ?? {}).map(([id, facts]) => workloadOf(id, facts)),
    policies: Object.entries(policies).map(([id, spec]) => policyFromSpec(id, spec)),
    nodes: Object.entries(fixture.nodes ?? {}).map(([name, { ips }]) => node(name, ...ips)),
  });
}

export function settingsOf({ fixture, profile }: Scene): ClusterSettings {
  return settings({
    podRanges: ranges(...(fixture.podCIDRs ?? [])),
    nodeRanges: ranges(...(fixture.nodeCIDRs ?? [])),
    hostNetworkPods: profile.hostNetwork ?? "node",
    ipBlocks: profile.ipBlocks ?? "pods-and-external",
  });
}

function workloadOf(id: string, facts: FixturePod): Workload {
  const { labels = {}, ips = [], node: nodeName, hostNetwork = false } = facts;
  const { ports = [], containers = [], sidecars = [] } = facts;
  return pod(id, {
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? ""])),
    addresses: ips,
    ports: [...ports, ...containers.flat(), ...sidecars.flat()].filter((text) => !text.startsWith("=")),
    hostNetwork,
    finished: isFinished(facts),
    ...(nodeName === undefined ? {} : { node: nodeName }),
  });
}

/** Cases name ports by their numbers. */
export function probeOf(
  { fixture }: Scene,
  { from, to, protocol, port, family }: Expectation,
): Probe & { readonly port: number } {
  const party = (name: string, other: string): Probe["from"] => {
    const ip = addressNamed(fixture, name, other, family);
    if (ip !== null) return { type: "address", address: address(ip) };
    const [space = "", podName = ""] = name.split("/");
    return { type: "workload", id: `${space}/Pod/${podName}`, pod: null };
  };
  return { from: party(from, to), to: party(to, from), protocol, port, family };
}
