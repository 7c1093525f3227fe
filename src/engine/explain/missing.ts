import type { MissingFact } from "../explanation.ts";
import type { Namespace, Peer, PodPeer, PolicyPort, Rule, Selector } from "../model.ts";
import { matchesLabels } from "../selectors.ts";
import { NO, UNKNOWN, YES } from "../ternary.ts";
import { hasPolicyPorts, type PodEnd } from "./ends.ts";
import type { Isolation, JudgedPolicy } from "./isolation.ts";
import { matchPeer, matchPeerLabels, matchPeerNamespace, matchPort, type Situation } from "./matching.ts";
import { uniqueBy } from "./order.ts";

/**
 * What would have to be known to decide what policies alone leave unknown: labels of the pod that decide whether a
 * policy selects it, then the facts on which rules hang. Each once, in the order of policies and rules.
 */
export function missingFacts(
  { surely, perhaps }: Isolation,
  self: PodEnd,
  situation: Situation,
): readonly MissingFact[] {
  const subjects = (policies: readonly JudgedPolicy[]): readonly MissingFact[] =>
    policies.flatMap(({ policy }) => labelFacts(policy.policy.subject, self));
  if (!hasPolicyPorts(situation.packet)) return distinct(subjects(perhaps));
  const relevant = perhaps.filter(({ grant }) => (surely.length > 0 ? grant.strict !== NO : grant.strict !== YES));
  const rules = [...surely, ...relevant].flatMap((policy) => policyFacts(policy, situation));
  return distinct([...subjects(relevant), ...rules]);
}

function distinct(facts: readonly MissingFact[]): readonly MissingFact[] {
  return uniqueBy(facts, (fact) => Object.values(fact).join(" "));
}

function policyFacts({ rules }: JudgedPolicy, situation: Situation): readonly MissingFact[] {
  const undecided = rules.filter(({ match }) => match.strict === UNKNOWN);
  return undecided.flatMap(({ rule }) => ruleFacts(rule, situation));
}

function ruleFacts({ peers, ports }: Rule, situation: Situation): readonly MissingFact[] {
  const openPeers = (peers ?? []).filter((peer) => matchPeer(peer, situation).strict === UNKNOWN);
  const openPorts = (ports ?? []).filter((port) => matchPort(port, situation) === UNKNOWN);
  return [
    ...openPeers.flatMap((peer) => peerFacts(peer, situation)),
    ...openPorts.map((port) => portFact(port, situation)),
  ];
}

/** A number is asked for and a name is wanted, or a name is asked for: the number of that name decides. */
function portFact(port: PolicyPort, { packet }: Situation): MissingFact {
  if (typeof packet.port === "string") return { type: "named-port", name: packet.port };
  return { type: "named-port", name: port.type === "name" ? port.name : "" };
}

function peerFacts(peer: Peer, situation: Situation): readonly MissingFact[] {
  const end = situation.peer;
  if (end.type === "unknown-pod") return [{ type: "pod", workload: null }];
  if (peer.type === "ipBlock") return [{ type: end.type === "node" ? "node" : "pod-address" }];
  return end.type === "pod" ? podPeerFacts(peer, end, situation) : [];
}

function podPeerFacts(peer: PodPeer, end: PodEnd, situation: Situation): readonly MissingFact[] {
  const byNamespace = matchPeerNamespace(peer, situation) === UNKNOWN && peer.namespaces !== null;
  return [
    ...(byNamespace ? namespaceFacts(peer.namespaces, end.namespace) : []),
    ...(matchPeerLabels(peer, situation) === UNKNOWN ? labelFacts(peer.pods, end) : []),
  ];
}

/** The labels that a selector asks for and that an undeclared namespace does not show. */
function namespaceFacts(selector: Selector, { name, labels }: Namespace): readonly MissingFact[] {
  const keys = selector.requirements.map(({ key }) => key).filter((key) => (labels.get(key) ?? null) === null);
  return keys.map((key) => ({ type: "namespace-labels", namespace: name, key }));
}

/** The labels that a selector asks for and of which only the key is known. */
function labelFacts(selector: Selector, { labels }: PodEnd): readonly MissingFact[] {
  const open = selector.requirements.filter(
    (requirement) => matchesLabels({ requirements: [requirement] }, labels) === UNKNOWN,
  );
  return open.map(({ key }) => ({ type: "label-value", key }));
}
