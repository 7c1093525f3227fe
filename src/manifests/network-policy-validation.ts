import { parseCidr } from "./cidr.ts";
import type { Cidr } from "./cidr.ts";
import { validateMetadata } from "./metadata.ts";
import { portNameProblems } from "./names.ts";
import { join } from "./narrow.ts";
import type { IpBlockObject, PeerObject, PolicyObject, PortObject, RuleObject } from "./network-policy.ts";
import { validateSelector } from "./selector.ts";
import { forbidden, invalid, required, unsupported } from "./violation.ts";
import type { Violation } from "./violation.ts";

const PROTOCOL_NAMES: readonly string[] = ["TCP", "UDP", "SCTP"];
const POLICY_TYPES: readonly string[] = ["Ingress", "Egress"];

/**
 * Everything that makes the API server reject a NetworkPolicy, all together and in its order: metadata, podSelector,
 * ingress rules (each: ports, then from), egress rules (ports, then to), policyTypes.
 * Source: kubernetes pkg/apis/networking/validation `ValidateNetworkPolicy`.
 */
export function validateNetworkPolicy(policy: PolicyObject): readonly Violation[] {
  return [
    ...validateMetadata(policy.metadata, "namespaced"),
    ...(policy.podSelector === null ? [] : validateSelector(policy.podSelector)),
    ...policy.ingress.flatMap(validateRule),
    ...policy.egress.flatMap(validateRule),
    ...validatePolicyTypes(policy),
  ];
}

/** What Kubernetes 1.36 and later reject in new objects although older versions accept it. */
export function strictViolations(
  policy: PolicyObject,
): readonly (Violation & { readonly cidr: Cidr; readonly written: string })[] {
  const blocks = [...policy.ingress, ...policy.egress].flatMap((rule) =>
    rule.peers.flatMap((peer) => peer.ipBlock ?? []),
  );
  return blocks.flatMap((block) =>
    cidrsOf(block).flatMap(({ path, text, offset }) => {
      const cidr = parseCidr(text);
      if (cidr.type === "error") return [];
      return cidr.strictProblems.map((problem) => ({ ...invalid(path, text, problem, offset), cidr, written: text }));
    }),
  );
}

function cidrsOf(block: IpBlockObject): readonly { path: string; text: string; offset: number }[] {
  return [
    { path: join(block.path, "cidr"), ...block.cidr },
    ...block.except.map((item, index) => ({ path: join(join(block.path, "except"), index), ...item })),
  ];
}

function validateRule(rule: RuleObject): readonly Violation[] {
  return [...rule.ports.flatMap(validatePort), ...rule.peers.flatMap(validatePeer)];
}

function validatePort({ protocol, port, endPort, path }: PortObject): readonly Violation[] {
  const violations: Violation[] = [];
  if (protocol !== null && !PROTOCOL_NAMES.includes(protocol.text)) {
    violations.push(unsupported(join(path, "protocol"), protocol.text, PROTOCOL_NAMES, protocol.offset));
  }
  const endPath = join(path, "endPort");
  if (port === null) {
    if (endPort !== null) {
      const detail = "may not be specified when `port` is not specified";
      violations.push(invalid(endPath, endPort.value, detail, endPort.offset));
    }
    return violations;
  }
  if (typeof port.value === "string") {
    if (endPort !== null) {
      const detail = "may not be specified when `port` is non-numeric";
      violations.push(invalid(endPath, endPort.value, detail, endPort.offset));
    }
    for (const problem of portNameProblems(port.value)) {
      violations.push(invalid(join(path, "port"), port.value, problem, port.offset));
    }
    return violations;
  }
  const range = "must be between 1 and 65535, inclusive";
  if (!isPortNumber(port.value)) violations.push(invalid(join(path, "port"), port.value, range, port.offset));
  if (endPort !== null) {
    if (endPort.value < port.value) {
      const detail = "must be greater than or equal to `port`";
      violations.push(invalid(endPath, endPort.value, detail, endPort.offset));
    }
    if (!isPortNumber(endPort.value)) violations.push(invalid(endPath, endPort.value, range, endPort.offset));
  }
  return violations;
}

/** 1 to 65535. */
export function isPortNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 65_535;
}

function validatePeer(peer: PeerObject): readonly Violation[] {
  const selectors = [peer.podSelector, peer.namespaceSelector].filter((selector) => selector !== null);
  const violations = selectors.flatMap(validateSelector);
  if (peer.ipBlock !== null) violations.push(...validateIpBlock(peer.ipBlock));
  if (selectors.length === 0 && peer.ipBlock === null) {
    violations.push(required(peer.path, "must specify a peer", peer.offset));
  } else if (selectors.length > 0 && peer.ipBlock !== null) {
    violations.push(forbidden(peer.path, "may not specify both ipBlock and another peer", peer.offset));
  }
  return violations;
}

function validateIpBlock(block: IpBlockObject): readonly Violation[] {
  const path = join(block.path, "cidr");
  if (block.cidr.text === "") return [required(path, "", block.cidr.offset)];
  const cidr = parseCidr(block.cidr.text);
  if (cidr.type === "error") return [invalid(path, block.cidr.text, cidr.message, block.cidr.offset)];
  return block.except.flatMap((item, index) => {
    const exceptPath = join(join(block.path, "except"), index);
    const except = parseCidr(item.text);
    if (except.type === "error") return [invalid(exceptPath, item.text, except.message, item.offset)];
    if (isStrictSubset(except, cidr)) return [];
    return [invalid(exceptPath, item.text, "must be a strict subset of `cidr`", item.offset)];
  });
}

/** The lengths are compared as written: the API server does not translate an IPv4-mapped length either. */
function isStrictSubset(inner: Cidr, outer: Cidr): boolean {
  return (
    inner.range.family === outer.range.family &&
    outer.range.first <= inner.range.first &&
    inner.range.first <= outer.range.last &&
    inner.prefixLength > outer.prefixLength
  );
}

function validatePolicyTypes({ policyTypes, policyTypesOffset }: PolicyObject): readonly Violation[] {
  const path = "spec.policyTypes";
  if (policyTypes.length > 2) {
    const names = policyTypes.map((type) => type.text);
    return [invalid(path, names, "may not specify more than two policyTypes", policyTypesOffset)];
  }
  return policyTypes.flatMap((type, index) =>
    POLICY_TYPES.includes(type.text) ? [] : [unsupported(join(path, index), type.text, POLICY_TYPES, type.offset)],
  );
}
