import { formatIpBlock, formatPolicyPort, formatSelector, type Peer, type Policy, type Rule } from "../engine/index.ts";
import type { Direction } from "../engine/index.ts";

/** One rule of a policy, and where it stands. */
export interface PlacedRule {
  readonly policy: Policy;
  readonly direction: Direction;
  readonly index: number;
  readonly rule: Rule;
}

/** All rules of some policies: of each its ingress rules, then its egress rules. */
export function rulesOf(policies: readonly Policy[]): readonly PlacedRule[] {
  return policies.flatMap((policy) =>
    (["ingress", "egress"] as const).flatMap((direction) =>
      (policy[direction] ?? []).map((rule, index) => ({ policy, direction, index, rule })),
    ),
  );
}

/** What a rule is about, whatever its policy is called and wherever it stands. */
export function ruleSubject({ policy, direction, rule }: PlacedRule): readonly unknown[] {
  const peers = rule.peers?.map((peer) => peerText(peer)).toSorted() ?? null;
  const ports = rule.ports?.map(formatPolicyPort).toSorted() ?? null;
  return [policy.namespace, formatSelector(policy.subject), direction, peers, ports];
}

/** A peer in words: `pods role=api in namespaces team=a`, `10.0.0.0/8 except 10.1.0.0/16`. */
function peerText(peer: Peer): string {
  if (peer.type === "ipBlock") return formatIpBlock(peer);
  const pods = `pods ${formatSelector(peer.pods)}`;
  return peer.namespaces === null ? pods : `${pods} in namespaces ${formatSelector(peer.namespaces)}`;
}

/** A rule in words: `` rule `ingress[0]` of NetworkPolicy `shop/db` ``. */
export function ruleName({ policy, direction, index }: PlacedRule): string {
  return `rule \`${direction}[${String(index)}]\` of NetworkPolicy \`${policy.namespace}/${policy.name}\``;
}
