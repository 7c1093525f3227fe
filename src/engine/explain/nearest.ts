import type { Miss, NearMiss } from "../explanation.ts";
import { formatIpBlock, formatPolicyPort, formatSelector } from "../format.ts";
import type { Peer, PodPeer, PolicyPort, Rule } from "../model.ts";
import { NO } from "../ternary.ts";
import type { JudgedRule } from "./isolation.ts";
import { matchPeerNamespace, matchPeers, matchPorts, type Situation } from "./matching.ts";
import { uniqueBy } from "./order.ts";

/** How many rules are shown. */
const MAX_NEAREST_RULES = 3;

/** How many alternatives of one list of peers or ports are named. */
const MAX_ALTERNATIVES = 3;

/** From the farthest to the nearest. */
const CLOSENESS: readonly Miss["type"][] = ["namespace", "labels", "address", "protocol", "port", "port-name"];

/** A miss that is put into words only when it is shown. */
interface Draft {
  readonly type: Miss["type"];
  readonly wanted: () => string;
}

/**
 * The rules that came nearest to letting the packet through, best first: those of which one half (peers or ports)
 * failed before those of which both did, then by what failed, then in their own order.
 *
 * `misses` names the alternatives of the failed halves, nearest first, peers before ports. A rule that an unknown fact
 * decides missed nothing and is left out.
 */
export function nearestRules(rules: readonly JudgedRule[], situation: Situation): readonly NearMiss[] {
  return rules
    .filter(({ match }) => match.assumed === NO)
    .map(({ rule, reference }) => {
      const halves = [peerMisses(rule.peers, situation), portMisses(rule.ports, situation)];
      return { reference, halves, distance: halves.map(distanceOf).reduce((sum, half) => sum + half, 0) };
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NEAREST_RULES)
    .map(({ reference, halves }) => ({ ...reference, misses: halves.flatMap(toMisses) }));
}

/** 0 for a half that matched, else by its best alternative; any two failed halves are farther than any one. */
function distanceOf(half: readonly Draft[]): number {
  return half.length === 0 ? 0 : 2 * CLOSENESS.length - Math.max(...half.map(closeness));
}

function closeness({ type }: Draft | Miss): number {
  return CLOSENESS.indexOf(type);
}

function toMisses(half: readonly Draft[]): readonly Miss[] {
  const nearestFirst = [...half].sort((a, b) => closeness(b) - closeness(a));
  const misses = nearestFirst.map(({ type, wanted }): Miss => ({ type, wanted: wanted() }));
  return uniqueBy(misses, ({ type, wanted }) => `${type} ${wanted}`).slice(0, MAX_ALTERNATIVES);
}

function peerMisses(peers: Rule["peers"], situation: Situation): readonly Draft[] {
  if (peers === null || matchPeers(peers, situation).assumed !== NO) return [];
  return peers.map((peer) => peerMiss(peer, situation));
}

function peerMiss(peer: Peer, situation: Situation): Draft {
  if (peer.type === "ipBlock") return { type: "address", wanted: () => formatIpBlock(peer) };
  const isNear = situation.peer.type !== "pod" || matchPeerNamespace(peer, situation) !== NO;
  if (isNear) return { type: "labels", wanted: () => formatPods(peer) };
  const { namespaces } = peer;
  return { type: "namespace", wanted: () => (namespaces === null ? situation.namespace : formatSelector(namespaces)) };
}

function formatPods({ pods }: PodPeer): string {
  return pods.requirements.length === 0 ? "any pod" : formatSelector(pods);
}

function portMisses(ports: Rule["ports"], situation: Situation): readonly Draft[] {
  if (ports === null || matchPorts(ports, situation) !== NO) return [];
  return ports.map((port) => portMiss(port, situation));
}

function portMiss(port: PolicyPort, { destination, packet }: Situation): Draft {
  const wanted = (): string => formatPolicyPort(port);
  if (port.protocol !== packet.protocol) return { type: "protocol", wanted };
  if (port.type === "range") return { type: "port", wanted };
  const declared = destination.type === "pod" ? (destination.namedPorts ?? []) : [];
  const numbers = declared.filter(({ name, protocol }) => name === port.name && protocol === port.protocol);
  if (numbers.length === 0) return { type: "port-name", wanted };
  return { type: "port", wanted: () => `${wanted()} (${numbers.map(({ number }) => String(number)).join(", ")})` };
}
