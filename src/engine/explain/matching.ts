import { blockContains } from "../addresses.ts";
import { coverUnknownAddress, type Coverage } from "../coverage.ts";
import type { ClusterSettings, IpBlockPeer, Peer, PodPeer, PolicyPort, PortRange, Rule } from "../model.ts";
import { matchesLabels, matchesNamespace } from "../selectors.ts";
import { and, NO, or, UNKNOWN, YES, type Ternary } from "../ternary.ts";
import { homeOf, type End, type Packet } from "./ends.ts";

/** What a rule of one policy is held against. */
export interface Situation {
  /** Namespace of the policy. */
  readonly namespace: string;
  /** The end that is the rule's peer: the source for ingress, the destination for egress. */
  readonly peer: End;
  /** The end whose names a port name means: always the destination. */
  readonly destination: End;
  readonly packet: Packet;
  readonly settings: ClusterSettings;
}

/** What nothing matches, as the start of "either". */
export const NOT_COVERED: Coverage = { strict: NO, assumed: NO };
const COVERED: Coverage = { strict: YES, assumed: YES };

/** Whether the rule lets the packet through: some peer and some port must match. Source: NetworkPolicyIngressRule. */
export function matchRule(rule: Rule, situation: Situation): Coverage {
  const ports = matchPorts(rule.ports, situation);
  const peers = matchPeers(rule.peers, situation);
  return { strict: and(ports, peers.strict), assumed: and(ports, peers.assumed) };
}

/** The better of two. */
export function either(a: Coverage, b: Coverage): Coverage {
  return { strict: or(a.strict, b.strict), assumed: or(a.assumed, b.assumed) };
}

/** No list of peers means everybody, pods or not. */
export function matchPeers(peers: Rule["peers"], situation: Situation): Coverage {
  return peers === null ? COVERED : peers.map((peer) => matchPeer(peer, situation)).reduce(either, NOT_COVERED);
}

export function matchPeer(peer: Peer, situation: Situation): Coverage {
  return peer.type === "pods" ? sure(matchPodPeer(peer, situation)) : matchIpBlock(peer, situation);
}

function sure(match: Ternary): Coverage {
  return { strict: match, assumed: match };
}

function matchPodPeer(peer: PodPeer, situation: Situation): Ternary {
  return and(matchPeerNamespace(peer, situation), matchPeerLabels(peer, situation));
}

/** Whether the end is a pod in a namespace that the peer means. */
export function matchPeerNamespace(peer: PodPeer, { namespace, peer: end }: Situation): Ternary {
  if (end.type === "unknown-pod") return UNKNOWN;
  if (end.type !== "pod") return NO;
  if (peer.namespaces === null) return end.namespace.name === namespace ? YES : NO;
  return matchesNamespace(peer.namespaces, end.namespace);
}

/** Whether the end is a pod with labels that the peer means. */
export function matchPeerLabels(peer: PodPeer, { peer: end }: Situation): Ternary {
  if (end.type === "unknown-pod") return UNKNOWN;
  return end.type === "pod" ? matchesLabels(peer.pods, end.labels) : NO;
}

function matchIpBlock(block: IpBlockPeer, { peer: end, packet, settings }: Situation): Coverage {
  if (settings.ipBlocks === "external-only" && end.type !== "plain") return NOT_COVERED;
  if (packet.family !== block.cidr.family) return NOT_COVERED;
  if (end.addresses.length > 0) {
    return end.addresses.some((address) => blockContains(block, address)) ? COVERED : NOT_COVERED;
  }
  return coverUnknownAddress(block, homeOf(end, settings));
}

/** No list of ports means every port of every protocol. */
export function matchPorts(ports: Rule["ports"], situation: Situation): Ternary {
  return ports === null ? YES : ports.map((port) => matchPort(port, situation)).reduce(or, NO);
}

/** A name stands for whatever numbers the destination pod gives it under the same protocol. */
export function matchPort(port: PolicyPort, { destination, packet }: Situation): Ternary {
  if (port.protocol !== packet.protocol) return NO;
  if (port.type === "range") return matchRange(port, packet.port);
  if (destination.type === "unknown-pod") return UNKNOWN;
  if (destination.type !== "pod") return NO;
  if (destination.namedPorts === null) return port.name === packet.port ? YES : UNKNOWN;
  const matches = destination.namedPorts.some(
    ({ name, protocol, number }) => name === port.name && protocol === port.protocol && number === packet.port,
  );
  return matches ? YES : NO;
}

/** Only the whole range surely holds a number that nobody knows. */
function matchRange({ first, last }: PortRange, port: Packet["port"]): Ternary {
  if (typeof port === "number") return first <= port && port <= last ? YES : NO;
  return first === 1 && last === 65_535 ? YES : UNKNOWN;
}
