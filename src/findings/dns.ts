import {
  matchesLabels,
  matchesNamespace,
  NO,
  undeclaredNamespace,
  workloadId,
  type Labels,
  type Namespace,
  type Peer,
  type Policy,
  type PolicyPort,
  type Selector,
  type Workload,
} from "../engine/index.ts";
import type { SideView } from "./views.ts";

/** What policies let a workload do on its way out. `udp`, `tcp`: port 53 of the cluster's DNS, perhaps or surely. */
export interface WayOut {
  readonly udp: boolean;
  readonly tcp: boolean;
  /** Policies that isolate it for egress, perhaps or surely. */
  readonly policies: readonly Policy[];
}

/** Where clusters keep their DNS. Sources: kubeadm and the managed clusters; OpenShift, "DNS Operator". */
const DNS_NAMESPACES = ["kube-system", "openshift-dns"];

/** Source: Kubernetes, "Debugging DNS Resolution"; CoreDNS carries it, too, so that its Service stays the same. */
const DNS_LABELS: Labels = new Map([["k8s-app", "kube-dns"]]);

const PORT = 53;

/** By the id of each workload that a policy isolates for egress. All others may do everything. */
export function waysOut(side: SideView): ReadonlyMap<string, WayOut> {
  const servers = serversOf(side);
  const result = new Map<string, { udp: boolean; tcp: boolean; readonly policies: Policy[] }>();
  for (const policy of side.cluster.policies) {
    if (policy.egress === null) continue;
    const udp = allows(policy, "UDP", servers);
    const tcp = allows(policy, "TCP", servers);
    for (const workload of side.selection.inNamespace(policy.namespace, policy.subject)) {
      const id = workloadId(workload);
      const way = result.get(id) ?? { udp: false, tcp: false, policies: [] };
      result.set(id, way);
      way.udp ||= udp;
      way.tcp ||= tcp;
      way.policies.push(policy);
    }
  }
  return result;
}

/** Whether a workload looks like a DNS server of the cluster. */
export function isDnsServer({ namespace, name, template }: Workload): boolean {
  return DNS_NAMESPACES.includes(namespace) && (template.labels.get("k8s-app") === "kube-dns" || name.includes("dns"));
}

/** A pod that may answer. `labels` is `null` where the manifests do not hold it. */
interface Server {
  readonly namespace: Namespace;
  readonly labels: Labels | null;
}

function serversOf({ cluster }: SideView): readonly Server[] {
  const declared = new Map(cluster.namespaces.map((namespace) => [namespace.name, namespace]));
  const spaceOf = (name: string): Namespace => declared.get(name) ?? undeclaredNamespace(name);
  const known = cluster.workloads
    .filter(isDnsServer)
    .map(({ namespace, template }) => ({ namespace: spaceOf(namespace), labels: template.labels }));
  return known.length > 0 ? known : DNS_NAMESPACES.map((name) => ({ namespace: spaceOf(name), labels: null }));
}

function allows({ namespace, egress }: Policy, protocol: "UDP" | "TCP", servers: readonly Server[]): boolean {
  return (egress ?? []).some(
    ({ peers, ports }) =>
      (ports === null || ports.some((port) => isDnsPort(port, protocol))) &&
      (peers === null || peers.some((peer) => servers.some((server) => mayMean(peer, server, namespace)))),
  );
}

/** A name may stand for any number. */
function isDnsPort(port: PolicyPort, protocol: "UDP" | "TCP"): boolean {
  return port.protocol === protocol && (port.type === "name" || (port.first <= PORT && PORT <= port.last));
}

/** Addresses may be those of a DNS server: of its Service, of a cache on the node. */
function mayMean(peer: Peer, { namespace, labels }: Server, own: string): boolean {
  if (peer.type === "ipBlock") return true;
  const inSpace =
    peer.namespaces === null ? namespace.name === own : matchesNamespace(peer.namespaces, namespace) !== NO;
  if (!inSpace) return false;
  if (labels !== null) return matchesLabels(peer.pods, labels) !== NO;
  return matchesLabels(peer.pods, DNS_LABELS) !== NO || speaksOfDns(peer.pods);
}

/** Clusters label their DNS servers in many ways. */
function speaksOfDns({ requirements }: Selector): boolean {
  return requirements.some(({ key, values }) => key.includes("dns") || values.some((value) => value.includes("dns")));
}
