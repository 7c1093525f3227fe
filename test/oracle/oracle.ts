/**
 * The oracle: whether ONE packet may pass, written down sentence by sentence from the Kubernetes documentation.
 *
 * Slow and without any cleverness on purpose: no index, no cache, no set algebra. It shares nothing with the engine but
 * the types of its input. "Documentation" below is the page Concepts / Services, Load Balancing, and Networking /
 * Network Policies; quoted words are its section names.
 */
import type {
  Address,
  AddressRange,
  Direction,
  Family,
  IpBlockPeer,
  Labels,
  Namespace,
  Peer,
  Policy,
  PolicyPort,
  Requirement,
  Rule,
  Selector,
} from "../../src/engine/model.ts";
import { addressesOf, familiesOf, inRange, isNodeItself, type End, type PodEnd, type World } from "./ends.ts";

export type Truth = "no" | "unknown" | "yes";
export type Verdict = "allow" | "deny" | "unknown" | "undefined";

/** `strict`: what follows from the manifests. `assumed`: pods of unknown address lie outside every narrower ipBlock. */
export type Mode = "strict" | "assumed";

export interface Packet {
  readonly from: End;
  readonly to: End;
  readonly family: Family;
  /** `TCP`, `UDP`, `SCTP`, or any other protocol. */
  readonly protocol: string;
  readonly port: number;
}

/** The verdict on one packet. */
export function verdictOf(world: World, packet: Packet, mode: Mode): Verdict {
  const { from, to } = packet;
  // An end that has no address of this family can neither send nor receive such a packet.
  if (!familiesOf(world, from).includes(packet.family)) return "deny";
  if (!familiesOf(world, to).includes(packet.family)) return "deny";
  // "The two sorts of pod isolation": a pod cannot block access to itself.
  if (samePod(from, to)) return "allow";
  // "The two sorts of pod isolation": both the egress policy on the source and the ingress policy on the destination
  // need to allow the connection. If either side does not, it does not happen.
  const sides = [sideVerdict(world, packet, "egress", mode), sideVerdict(world, packet, "ingress", mode)];
  for (const verdict of ["deny", "unknown", "undefined"] as const) if (sides.includes(verdict)) return verdict;
  return "allow";
}

/** What one end says: its egress when it is the source, its ingress when it is the destination. */
function sideVerdict(world: World, packet: Packet, direction: Direction, mode: Mode): Verdict {
  const self = direction === "egress" ? packet.from : packet.to;
  const other = direction === "egress" ? packet.to : packet.from;
  switch (self.type) {
    case "external":
    case "node":
      return "allow"; // policies apply to pods
    case "stranger":
      // A pod of unknown namespace and labels: any policy for this direction may select it.
      return world.cluster.policies.some((policy) => policy[direction] !== null) ? "unknown" : "allow";
    case "pod": {
      if (self.finished) return "allow";
      // "NetworkPolicy and hostNetwork pods": most plugins ignore such a pod and treat its traffic as the node's.
      if (isNodeItself(self, world.settings)) return "allow";
      return exceptOwnNode(world, policyVerdict(world, packet, self, direction, mode), self, other, direction);
    }
  }
}

/** "The two sorts of pod isolation" and "The NetworkPolicy resource", for a pod in one direction. */
function policyVerdict(world: World, packet: Packet, self: PodEnd, direction: Direction, mode: Mode): Verdict {
  const surely: Policy[] = [];
  const perhaps: Policy[] = [];
  for (const policy of world.cluster.policies) {
    if (policy.namespace !== self.namespace.name) continue;
    if (policy[direction] === null) continue;
    const selected = selects(policy.subject, self.labels);
    if (selected === "yes") surely.push(policy);
    if (selected === "unknown") perhaps.push(policy);
  }
  // By default, a pod is non-isolated.
  if (surely.length === 0 && perhaps.length === 0) return "allow";
  // "Network traffic filtering": for other protocols than TCP, UDP and SCTP the behaviour is undefined.
  if (!["TCP", "UDP", "SCTP"].includes(packet.protocol)) return surely.length > 0 ? "undefined" : "unknown";
  const grant = (policy: Policy): Truth =>
    anyOf((policy[direction] ?? []).map((rule) => ruleMatches(world, packet, policy, rule, direction, mode)));
  if (surely.length > 0) {
    // Network policies do not conflict; they are additive: one that allows it is enough.
    if (surely.some((policy) => grant(policy) === "yes")) return "allow";
    if (surely.some((policy) => grant(policy) === "unknown")) return "unknown";
    return perhaps.some((policy) => grant(policy) !== "no") ? "unknown" : "deny";
  }
  // Not isolated, or isolated by some of `perhaps`: whichever it is, each of them allows it.
  return perhaps.every((policy) => grant(policy) === "yes") ? "allow" : "unknown";
}

/** "The NetworkPolicy resource": each rule allows traffic which matches both the from (or to) and ports sections. */
function ruleMatches(
  world: World,
  packet: Packet,
  policy: Policy,
  rule: Rule,
  direction: Direction,
  mode: Mode,
): Truth {
  const other = direction === "egress" ? packet.to : packet.from;
  // Reference networking/v1, `from` and `ports`: empty or missing matches all sources, or all ports.
  const peers =
    rule.peers === null
      ? "yes"
      : anyOf(rule.peers.map((peer) => peerMatches(world, packet, policy, peer, other, mode)));
  const ports = rule.ports === null ? "yes" : anyOf(rule.ports.map((port) => portMatches(world, packet, port)));
  return allOf([peers, ports]);
}

/** "Behavior of `to` and `from` selectors". */
function peerMatches(world: World, packet: Packet, policy: Policy, peer: Peer, other: End, mode: Mode): Truth {
  if (peer.type === "ipBlock") return blockMatches(world, packet, peer, other, mode);
  // Selectors select pods: nothing outside, no node, no finished pod, no pod that counts as its node.
  if (other.type === "external" || other.type === "node") return "no";
  if (other.type === "stranger") return "unknown";
  if (other.finished || isNodeItself(other, world.settings)) return "no";
  if (peer.namespaces === null) {
    // podSelector alone: pods in the same namespace as the NetworkPolicy.
    return other.namespace.name === policy.namespace ? selects(peer.pods, other.labels) : "no";
  }
  // namespaceSelector and podSelector: pods selected in the namespaces selected.
  return allOf([selectsNamespace(peer.namespaces, other.namespace), selects(peer.pods, other.labels)]);
}

/** "Behavior of `to` and `from` selectors", ipBlock. */
function blockMatches(world: World, packet: Packet, block: IpBlockPeer, other: End, mode: Mode): Truth {
  if (other.type !== "external" && world.settings.ipBlocks === "external-only" && !isFinished(other)) return "no";
  if (block.cidr.family !== packet.family) return "no";
  const addresses = addressesOf(world, other).filter((address) => address.family === packet.family);
  if (addresses.length > 0) return anyOf(addresses.map((address) => truth(inBlock(block, address))));
  const onNode = other.type === "pod" && isNodeItself(other, world.settings);
  return coversUnknownAddress(block, onNode ? world.settings.nodeRanges : world.settings.podRanges, mode);
}

/** Whether the block covers a pod or node of which only the ranges are known that its address comes from. */
function coversUnknownAddress(block: IpBlockPeer, ranges: readonly AddressRange[], mode: Mode): Truth {
  if (ranges.length === 0) {
    if (mode === "strict") return "unknown";
    const lastOfAll = block.cidr.family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n;
    return truth(block.cidr.first === 0n && block.cidr.last === lastOfAll && block.except.length === 0);
  }
  // Membership in the block can only change where one of these begins or just behind its end. So the lowest address of
  // each range and every such place inside of a range stand for all addresses of the ranges.
  const family = block.cidr.family;
  const starts = [block.cidr, ...block.except, ...ranges].flatMap((range) => [range.first, range.last + 1n]);
  const samples = starts
    .map((value) => ({ family, value }))
    .filter((address) => ranges.some((range) => inRange(range, address)));
  const inside = samples.filter((address) => inBlock(block, address));
  if (inside.length === 0) return "no";
  return inside.length === samples.length ? "yes" : "unknown";
}

/** Reference networking/v1 IPBlock: inside of `cidr`, and not inside of any of `except`. */
function inBlock(block: IpBlockPeer, address: Address): boolean {
  return inRange(block.cidr, address) && !block.except.some((range) => inRange(range, address));
}

/** "Targeting a range of ports"; reference networking/v1 NetworkPolicyPort. */
function portMatches(world: World, packet: Packet, port: PolicyPort): Truth {
  if (port.protocol !== packet.protocol) return "no";
  if (port.type === "range") return truth(packet.port >= port.first && packet.port <= port.last);
  // A name is what the pod that is dialled calls the port, whichever direction the policy is about.
  const { to } = packet;
  if (to.type === "stranger") return "unknown";
  if (to.type !== "pod" || to.finished || isNodeItself(to, world.settings)) return "no";
  if (to.namedPorts === "unknown") return "unknown";
  return truth(
    to.namedPorts.some((own) => own.name === port.name && own.protocol === port.protocol && own.number === packet.port),
  );
}

/**
 * Introduction of the page: traffic to and from the node where a pod is running is always allowed. The reference of
 * networking/v1 says so for ingress only, hence egress that no policy allows is undefined rather than allowed.
 */
function exceptOwnNode(world: World, verdict: Verdict, self: PodEnd, other: End, direction: Direction): Verdict {
  const own = isOwnNode(world, self, other);
  if (own === "no") return verdict;
  if (own === "unknown") return verdict === "deny" ? "unknown" : verdict;
  if (direction === "ingress") return verdict === "deny" || verdict === "unknown" ? "allow" : verdict;
  return verdict === "deny" ? "undefined" : verdict;
}

function isOwnNode(world: World, self: PodEnd, other: End): Truth {
  const otherIsNode =
    other.type === "node" || (other.type === "pod" && !other.finished && isNodeItself(other, world.settings));
  if (!otherIsNode) return "no";
  const node = other.type === "node" ? other.name : other.node;
  if (node === null || self.node === null) return "unknown";
  return truth(node === self.node);
}

/** Labels and Selectors: all requirements of a selector must hold; an empty one selects everything. */
export function selects(selector: Selector, labels: Labels): Truth {
  return allOf(selector.requirements.map((requirement) => requirementHolds(requirement, labels.get(requirement.key))));
}

/** As `selects`, but a label that nobody wrote for an undeclared namespace may be there all the same. */
function selectsNamespace(selector: Selector, namespace: Namespace): Truth {
  return allOf(
    selector.requirements.map((requirement) => {
      if (!namespace.labels.has(requirement.key) && !namespace.labelsComplete) return "unknown";
      return requirementHolds(requirement, namespace.labels.get(requirement.key));
    }),
  );
}

/** Labels and Selectors, "Set-based requirement". `undefined`: no such label; `null`: there with an unknown value. */
function requirementHolds({ operator, values }: Requirement, value: string | null | undefined): Truth {
  if (operator === "Exists") return truth(value !== undefined);
  if (operator === "DoesNotExist") return truth(value === undefined);
  if (value === null) return "unknown";
  const listed = value !== undefined && values.includes(value);
  // NotIn also selects objects without the label.
  return truth(operator === "In" ? listed : !listed);
}

function samePod(a: End, b: End): boolean {
  return a.type === "pod" && b.type === "pod" && a.identity !== null && a.identity === b.identity;
}

function isFinished(end: End): boolean {
  return end.type === "pod" && end.finished;
}

function truth(holds: boolean): Truth {
  return holds ? "yes" : "no";
}

/** One that holds is enough; of nothing, nothing holds. */
function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes("yes")) return "yes";
  return truths.includes("unknown") ? "unknown" : "no";
}

/** Each must hold; of nothing, all do. */
function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes("no")) return "no";
  return truths.includes("unknown") ? "unknown" : "yes";
}
