import { contains } from "../addresses.ts";
import type { Party } from "../explanation.ts";
import type { Address, AddressRange, Namespace, Pod, PodFacts, Workload } from "../model.ts";
import { NAMESPACE_NAME_LABEL } from "../selectors.ts";
import type { End, PlainEnd } from "./ends.ts";
import { workloadId } from "../workload-id.ts";
import { addressKey, namespaceNamed, type KnownPod, type Lookup } from "./lookup.ts";

/** One thing that a party may stand for. Equal identities are the same pod; `null` is no particular pod. */
export interface Member {
  readonly end: End;
  readonly identity: string | null;
}

/**
 * What a party stands for: one member, or, for a workload of which no pod is named, one for each running pod and one
 * for the replicas of its template that may run besides.
 * Throws when the cluster holds no such workload or pod.
 */
export function membersOf(party: Party, lookup: Lookup): readonly Member[] {
  switch (party.type) {
    case "workload":
      return workloadMembers(party.id, party.pod, lookup);
    case "address":
      return [addressMember(party.address, lookup)];
    case "pod":
      return [{ end: strangerEnd(party, lookup), identity: null }];
  }
}

function workloadMembers(id: string, name: string | null, lookup: Lookup): readonly Member[] {
  const workload = lookup.workloads.get(id);
  if (workload === undefined) throw new Error(`the cluster has no workload \`${id}\``);
  const pods = podsMeant(workload, name);
  if (name !== null && pods.length === 0) throw new Error(`workload \`${id}\` has no pod \`${name}\``);
  const known = pods.map((pod) => podMember({ workload, pod }, pod.addresses, lookup));
  if (name !== null || (known.length > 0 && workload.podsComplete)) return known;
  return [...known, { end: livingEnd(workload, workload.template, [], null, lookup), identity: null }];
}

/** A bare Pod is itself, in whatever state; a controller replaces what has finished. */
function podsMeant({ kind, pods }: Workload, name: string | null): readonly Pod[] {
  if (name !== null) return pods.filter((pod) => pod.name === name);
  return kind === "Pod" ? pods : pods.filter((pod) => !pod.finished);
}

function podMember({ workload, pod }: KnownPod, addresses: readonly Address[], lookup: Lookup): Member {
  const identity = `${workloadId(workload)}/${pod.name}`;
  if (pod.finished) return { end: finishedEnd(pod, lookup), identity };
  return { end: livingEnd(workload, pod, addresses, pod.node, lookup), identity };
}

/** Source: "NetworkPolicy and hostNetwork pods" for the two ways to see a hostNetwork pod. */
function livingEnd(
  { namespace }: Workload,
  facts: PodFacts,
  addresses: readonly Address[],
  node: string | null,
  lookup: Lookup,
): End {
  const own = addressesOf(facts, addresses, node, lookup);
  if (countsAsNode(facts, lookup)) return { type: "node", reason: "host-network", addresses: own, node };
  const { labels, namedPorts } = facts;
  return { type: "pod", namespace: namespaceNamed(lookup, namespace), labels, namedPorts, addresses: own, node };
}

/** Its address may belong to another pod by now; what is asked about is the address as such. */
function finishedEnd(pod: Pod, lookup: Lookup): PlainEnd {
  return {
    type: "plain",
    reason: "finished",
    addresses: addressesOf(pod, pod.addresses, pod.node, lookup),
    home: countsAsNode(pod, lookup) ? "nodes" : "pods",
    node: null,
  };
}

function countsAsNode({ hostNetwork }: PodFacts, { settings }: Lookup): boolean {
  return hostNetwork && settings.hostNetworkPods === "node";
}

/** A hostNetwork pod has the addresses of its node, however policies see it. */
function addressesOf(
  { hostNetwork }: PodFacts,
  known: readonly Address[],
  node: string | null,
  { nodes }: Lookup,
): readonly Address[] {
  if (known.length > 0 || !hostNetwork || node === null) return known;
  return nodes.get(node)?.addresses ?? [];
}

function addressMember(address: Address, lookup: Lookup): Member {
  const known = lookup.podByAddress.get(addressKey(address));
  return known === undefined
    ? { end: addressEnd(address, lookup), identity: null }
    : podMember(known, [address], lookup);
}

function addressEnd(address: Address, { nodeByAddress, settings }: Lookup): End {
  const addresses = [address];
  const isInside = (ranges: readonly AddressRange[]): boolean => ranges.some((range) => contains(range, address));
  const node = nodeByAddress.get(addressKey(address));
  if (node !== undefined) return { type: "node", reason: "not-a-pod", addresses, node: node.name };
  if (isInside(settings.podRanges)) return { type: "unknown-pod", addresses, node: null };
  if (isInside(settings.nodeRanges)) return { type: "node", reason: "not-a-pod", addresses, node: null };
  return { type: "plain", reason: "not-a-pod", addresses, home: "pods", node: null };
}

function strangerEnd(party: Extract<Party, { readonly type: "pod" }>, lookup: Lookup): End {
  const { namespace, namespaceLabels, labels } = party;
  const known = namespaceNamed(lookup, namespace);
  const told: Namespace | null =
    namespaceLabels === null
      ? null
      : { ...known, labels: new Map([...namespaceLabels, [NAMESPACE_NAME_LABEL, namespace]]), labelsComplete: true };
  return { type: "pod", namespace: told ?? known, labels, namedPorts: null, addresses: [], node: null };
}
