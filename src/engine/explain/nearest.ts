import type { Miss, NearMiss } from "../explanation.ts";
import { formatIpBlock, formatPolicyPort, formatSelector } from "../format.ts";
import type { Peer, PodPeer, PolicyPort, Rule } from "../model.ts";
import { NO } from "../ternary.ts";
import type { JudgedRule } from "./isolation.ts";
import { matchPeerLabels, matchPeerNamespace, matchPeers, matchPort, matchPorts, type Situation } from "./matching.ts";
import { uniqueBy } from "./order.ts";

/** How many rules are shown. */
const MAX_NEAREST_RULES = 3;

/** How many alternatives of one list of peers or ports are named. */
const MAX_ALTERNATIVES = 3;

/** From the farthest to the nearest. */
const CLOSENESS: readonly Miss["type"][] = ["namespace", "labels", "address", "protocol", "port", "port-name"];

/** One part of an alternative that failed, put into words only when it is shown. */
interface Draft {
  readonly type: Miss["type"];
  readonly wanted: () => string;
}

/** All that failed of one peer or port of a rule, the farthest first; at least one. */
type Alternative = readonly Draft[];

/**
 * The rules that came nearest to letting the packet through, best first: those of which one half (peers or ports)
 * failed before those of which both did, then by what failed, then in their own order.
 *
 * `misses` names all that failed of the alternatives of the failed halves: peers before ports, the nearest alternative
 * first, and of one alternative the namespace before the labels and the protocol before the port. A rule that an
 * unknown fact decides missed nothing and is left out.
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
function distanceOf(half: readonly Alternative[]): number {
  return half.length === 0 ? 0 : 2 * CLOSENESS.length - Math.max(...half.map(closeness));
}

/** By the first thing that failed. */
function closeness(alternative: Alternative): number {
  return Math.min(...alternative.map(({ type }) => CLOSENESS.indexOf(type)));
}

function toMisses(half: readonly Alternative[]): readonly Miss[] {
  const nearestFirst = [...half].sort((a, b) => closeness(b) - closeness(a));
  const said = nearestFirst.map((drafts) => drafts.map(({ type, wanted }): Miss => ({ type, wanted: wanted() })));
  const shown = uniqueBy(said, (misses) => misses.map(keyOf).join()).slice(0, MAX_ALTERNATIVES);
  return uniqueBy(shown.flat(), keyOf);
}

function keyOf({ type, wanted }: Miss): string {
  return `${type} ${wanted}`;
}

function peerMisses(peers: Rule["peers"], situation: Situation): readonly Alternative[] {
  if (peers === null || matchPeers(peers, situation).assumed !== NO) return [];
  return peers.map((peer) => peerMiss(peer, situation));
}

function peerMiss(peer: Peer, situation: Situation): Alternative {
  if (peer.type === "ipBlock") return [{ type: "address", wanted: () => formatIpBlock(peer) }];
  const labels: Draft = { type: "labels", wanted: () => formatPods(peer) };
  // What is no pod has neither namespace nor labels: one of the two says so.
  if (situation.peer.type !== "pod" || matchPeerNamespace(peer, situation) !== NO) return [labels];
  const { namespaces } = peer;
  const wanted = (): string => (namespaces === null ? situation.namespace : formatSelector(namespaces));
  const namespace: Draft = { type: "namespace", wanted };
  return matchPeerLabels(peer, situation) === NO ? [namespace, labels] : [namespace];
}

function formatPods({ pods }: PodPeer): string {
  return pods.requirements.length === 0 ? "any pod" : formatSelector(pods);
}

function portMisses(ports: Rule["ports"], situation: Situation): readonly Alternative[] {
  if (ports === null || matchPorts(ports, situation) !== NO) return [];
  return ports.map((port) => portMiss(port, situation));
}

/** The number counts by itself too: behind the wrong protocol it may be right. */
function portMiss(port: PolicyPort, situation: Situation): Alternative {
  const { protocol } = port;
  const number = { ...situation, packet: { ...situation.packet, protocol } };
  const missed = matchPort(port, number) === NO ? [numberMiss(port, situation)] : [];
  const isOther = protocol !== situation.packet.protocol;
  return isOther ? [{ type: "protocol", wanted: () => formatPolicyPort(port) }, ...missed] : missed;
}

function numberMiss(port: PolicyPort, { destination }: Situation): Draft {
  const wanted = (): string => formatPolicyPort(port);
  if (port.type === "range") return { type: "port", wanted };
  const declared = destination.type === "pod" ? (destination.namedPorts ?? []) : [];
  const numbers = declared.filter(({ name, protocol }) => name === port.name && protocol === port.protocol);
  if (numbers.length === 0) return { type: "port-name", wanted };
  return { type: "port", wanted: () => `${wanted()} (${numbers.map(({ number }) => String(number)).join(", ")})` };
}
