/** Scenes of conformance cases as the files of a repository, and their expectations as probes of `netpol eval`. */
import { stringify } from "yaml";
import {
  addressNamed,
  type ByName,
  type Expectation,
  type Fixture,
  type FixturePod,
  type Scene,
} from "./conformance.ts";
import type { PolicySpec } from "./policy-spec.ts";

/**
 * Texts by path: a dump of the cluster as `kubectl get … -o yaml` prints one, one file of policies, and the configuration
 * when the scene needs one. Strings that YAML 1.1 would read as something else are quoted.
 */
export function manifestsOf({ fixture, profile, policies }: Scene): ByName<string> {
  const objects = [...namespacesOf(fixture), ...nodesOf(fixture), ...podsOf(fixture)];
  return {
    "dump.yaml": yaml({ apiVersion: "v1", kind: "List", items: objects }),
    "policies.yaml": Object.entries(policies)
      .map(([id, spec]) => yaml(policyOf(id, spec)))
      .join("---\n"),
    ".github/netpol.yml": yaml({
      cluster: {
        podCIDRs: fixture.podCIDRs ?? [],
        nodeCIDRs: fixture.nodeCIDRs ?? [],
        hostNetworkPods: profile.hostNetwork ?? "node",
        ipBlocks: profile.ipBlocks ?? "pods-and-external",
      },
    }),
  };
}

function yaml(value: unknown): string {
  return stringify(value, { version: "1.1", aliasDuplicateObjects: false });
}

function namespacesOf({ namespaces = {} }: Fixture): readonly object[] {
  return Object.entries(namespaces).map(([name, labels]) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: labels ?? {} },
  }));
}

function nodesOf({ nodes = {} }: Fixture): readonly object[] {
  return Object.entries(nodes).map(([name, { ips }]) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    status: { addresses: [{ type: "Hostname", address: name }, ...ips.map(internalAddress)] },
  }));
}

function internalAddress(address: string): object {
  return { type: "InternalIP", address };
}

function podsOf({ pods = {} }: Fixture): readonly object[] {
  return Object.entries(pods).map(([id, facts]) => {
    const { labels = {}, ips = [], node, hostNetwork, phase = "Running" } = facts;
    const [ip] = ips;
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadataOf(id), labels },
      spec: {
        ...(node === undefined ? {} : { nodeName: node }),
        ...(hostNetwork === undefined ? {} : { hostNetwork }),
        ...containersOf(facts),
      },
      status: { phase, ...(ip === undefined ? {} : { podIP: ip, podIPs: ips.map((one) => ({ ip: one })) }) },
    };
  });
}

function metadataOf(id: string): { readonly name: string; readonly namespace: string } {
  const [namespace = "", name = ""] = id.split("/");
  return { name, namespace };
}

function containersOf({ ports = [], containers = [], sidecars = [], inits = [] }: FixturePod): object {
  return {
    initContainers: [
      ...inits.map((own, index) => containerOf(`init-${String(index)}`, own)),
      ...sidecars.map((own, index) => ({ ...containerOf(`sidecar-${String(index)}`, own), restartPolicy: "Always" })),
    ],
    containers: [ports, ...containers].map((own, index) => containerOf(`main-${String(index)}`, own)),
  };
}

function containerOf(name: string, ports: readonly string[]): object {
  return { name, image: "registry.example/app:1", ports: ports.map(containerPort) };
}

/** `http=8080/TCP`, `=8080/TCP`. */
function containerPort(text: string): object {
  const [name = "", rest = ""] = text.split("=");
  const [number = "", protocol = ""] = rest.split("/");
  return { ...(name === "" ? {} : { name }), containerPort: Number(number), protocol };
}

/** The spec as it stands, with every null in it. */
function policyOf(id: string, spec: PolicySpec | null): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: metadataOf(id), spec };
}

/** One entry of the list that `netpol eval` reads. */
export function evalProbeOf({ fixture }: Scene, { from, to, protocol, port, family }: Expectation): object {
  return {
    from: addressNamed(fixture, from, to, family) ?? from,
    to: addressNamed(fixture, to, from, family) ?? to,
    protocol,
    port,
    ...(family === null ? {} : { family }),
  };
}
