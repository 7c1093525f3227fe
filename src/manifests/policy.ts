import type { AddressRange, IpBlockPeer, Origin, Peer, Policy, PolicyPort, Protocol, Rule } from "../engine/index.ts";
import { parseCidr } from "./cidr.ts";
import type { IpBlockObject, PeerObject, PolicyObject, PortObject, RuleObject } from "./network-policy.ts";
import { toSelector } from "./selector.ts";

/** Turns an offset in the text of a file into a place. */
export type Locate = (offset: number) => Origin;

/** What a policy says, without its name, which only the cluster completes. */
export type PolicyBody = Omit<Policy, "namespace" | "name">;

/**
 * The policy that a *valid* object defines, with the API server's defaults.
 * Source: kubernetes pkg/apis/networking/v1 `SetDefaults_NetworkPolicy`, `SetDefaults_NetworkPolicyPort`.
 */
export function toPolicy(object: PolicyObject, origin: Origin, locate: Locate): PolicyBody {
  const types = effectiveTypes(object);
  return {
    subject: toSelector(object.podSelector),
    subjectOrigin: locate(object.podSelector?.offset ?? object.specOffset),
    typesOrigin: object.policyTypes.length > 0 ? locate(object.policyTypesOffset) : origin,
    ingress: types.includes("Ingress") ? object.ingress.map((rule) => toRule(rule, locate)) : null,
    egress: types.includes("Egress") ? object.egress.map((rule) => toRule(rule, locate)) : null,
    origin,
  };
}

/** An empty list of types is no list: Ingress, and Egress when there are egress rules. */
export function effectiveTypes(object: PolicyObject): readonly string[] {
  if (object.policyTypes.length > 0) return object.policyTypes.map((type) => type.text);
  return object.egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

/** An empty list is a missing list: everyone, every port. */
function toRule(rule: RuleObject, locate: Locate): Rule {
  return {
    peers: rule.peers.length === 0 ? null : rule.peers.flatMap((peer) => toPeer(peer, locate)),
    ports: rule.ports.length === 0 ? null : rule.ports.map((port) => toPort(port, locate)),
    origin: locate(rule.offset),
  };
}

function toPeer(peer: PeerObject, locate: Locate): readonly Peer[] {
  const origin = locate(peer.offset);
  if (peer.ipBlock !== null) return toIpBlock(peer.ipBlock, origin);
  const namespaces = peer.namespaceSelector === null ? null : toSelector(peer.namespaceSelector);
  return [{ type: "pods", namespaces, pods: toSelector(peer.podSelector), origin }];
}

function toIpBlock(block: IpBlockObject, origin: Origin): readonly IpBlockPeer[] {
  const cidr = rangeOf(block.cidr.text);
  if (cidr === null) return [];
  return [{ type: "ipBlock", cidr, except: block.except.flatMap((item) => rangeOf(item.text) ?? []), origin }];
}

/** Validation has refused everything else. */
function rangeOf(text: string): AddressRange | null {
  const cidr = parseCidr(text);
  return cidr.type === "cidr" ? cidr.range : null;
}

function toPort({ protocol, port, endPort, offset }: PortObject, locate: Locate): PolicyPort {
  const origin = locate(offset);
  const name = (protocol?.text ?? "TCP") as Protocol;
  if (port === null) return { type: "range", protocol: name, first: 1, last: 65_535, origin };
  if (typeof port.value === "string") return { type: "name", protocol: name, name: port.value, origin };
  return { type: "range", protocol: name, first: port.value, last: endPort?.value ?? port.value, origin };
}
