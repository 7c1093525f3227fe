import type { Miss, NearMiss } from "../explanation.ts";
import { formatIpBlock, formatPolicyPort, formatSelector } from "../format.ts";
import type { Peer, PolicyPort, Rule } from "../model.ts";
import { NO } from "../ternary.ts";
import type { JudgedRule } from "./isolation.ts";
import { matchPeer, matchPeerNamespace, matchPeers, matchPorts, type Situation } from "./matching.ts";
import { uniqueBy } from "./order.ts";

/** How many rules are shown. */
const MAX_NEAREST_RULES = 3;

/** How many alternatives of one list of peers or ports are named. */
const MAX_ALTERNATIVES = 3;

/** From the farthest to the nearest. */
const CLOSENESS: readonly Miss["type"][] = ["namespace", "labels", "address", "protocol", "port", "port-name"];

interface Candidate {
  readonly miss: NearMiss;
  /** 0 for the nearest one there can be. */
  readonly distance: number;
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
    .map((judged) => candidate(judged, situation))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NEAREST_RULES)
    .map(({ miss }) => miss);
}

function candidate({ rule, reference }: JudgedRule, situation: Situation): Candidate {
  const halves = [peerMisses(rule.peers, situation), portMisses(rule.ports, situation)];
  const distance = halves.map(distanceOf).reduce((sum, half) => sum + half, 0);
  return { miss: { ...reference, misses: halves.flat() }, distance };
}

/** 0 for a half that matched, else by its best alternative; any two failed halves are farther than any one. */
function distanceOf([best]: readonly Miss[]): number {
  return best === undefined ? 0 : 2 * CLOSENESS.length - CLOSENESS.indexOf(best.type);
}

function peerMisses(peers: Rule["peers"], situation: Situation): readonly Miss[] {
  if (peers === null || matchPeers(peers, situation).assumed !== NO) return [];
  const failed = peers.filter((peer) => matchPeer(peer, situation).assumed === NO);
  return alternatives(failed.map((peer) => peerMiss(peer, situation)));
}

function peerMiss(peer: Peer, situation: Situation): Miss {
  if (peer.type === "ipBlock") return { type: "address", wanted: formatIpBlock(peer) };
  const wantedPods = peer.pods.requirements.length === 0 ? "any pod" : formatSelector(peer.pods);
  if (situation.peer.type !== "pod") return { type: "labels", wanted: wantedPods };
  if (matchPeerNamespace(peer, situation) !== NO) return { type: "labels", wanted: wantedPods };
  const wanted = peer.namespaces === null ? situation.namespace : formatSelector(peer.namespaces);
  return { type: "namespace", wanted };
}

function portMisses(ports: Rule["ports"], situation: Situation): readonly Miss[] {
  if (ports === null || matchPorts(ports, situation) !== NO) return [];
  return alternatives(ports.map((port) => portMiss(port, situation)));
}

function portMiss(port: PolicyPort, { destination, packet }: Situation): Miss {
  const wanted = formatPolicyPort(port);
  if (port.protocol !== packet.protocol) return { type: "protocol", wanted };
  if (port.type === "range") return { type: "port", wanted };
  const declared = destination.type === "pod" ? (destination.namedPorts ?? []) : [];
  const numbers = declared.filter(({ name, protocol }) => name === port.name && protocol === port.protocol);
  if (numbers.length === 0) return { type: "port-name", wanted };
  return { type: "port", wanted: `${wanted} (${numbers.map(({ number }) => String(number)).join(", ")})` };
}

function alternatives(misses: readonly Miss[]): readonly Miss[] {
  const distinct = uniqueBy(misses, ({ type, wanted }) => `${type} ${wanted}`);
  return [...distinct].sort((a, b) => CLOSENESS.indexOf(b.type) - CLOSENESS.indexOf(a.type)).slice(0, MAX_ALTERNATIVES);
}
