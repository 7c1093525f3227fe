import { formatIpBlock, formatPolicyPort, formatSelector, type Peer, type Policy, type Rule } from "../engine/index.ts";
import type { Direction } from "../engine/index.ts";
import type { Wording } from "./wording.ts";

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
export function ruleSubject(placed: PlacedRule, wording: Wording): readonly unknown[] {
  const { policy, rule } = placed;
  const peers = rule.peers?.map((peer) => peerSubject(policy.namespace, peer, wording)).toSorted() ?? null;
  const ports = rule.ports?.map(formatPolicyPort).toSorted() ?? null;
  return [...whoseSubject(placed, wording), peers, ports];
}

/** Whom the rules of a policy concern, and in which direction. */
export function whoseSubject(
  { policy, direction }: Pick<PlacedRule, "policy" | "direction">,
  wording: Wording,
): readonly unknown[] {
  return [policy.namespace, wording(policy.namespace, policy.subject), direction];
}

/** A peer of a policy in `namespace` by what it means. */
export function peerSubject(namespace: string, peer: Peer, wording: Wording): string {
  if (peer.type === "ipBlock") {
    const except = peer.except.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    return peerText({ ...peer, except });
  }
  if (peer.namespaces !== null) return peerText(peer);
  return `pods ${wording(namespace, peer.pods)}`;
}

/** A peer in words: `pods role=api in namespaces team=a`, `10.0.0.0/8 except 10.1.0.0/16`. */
export function peerText(peer: Peer): string {
  if (peer.type === "ipBlock") return formatIpBlock(peer);
  const pods = `pods ${formatSelector(peer.pods)}`;
  return peer.namespaces === null ? pods : `${pods} in namespaces ${formatSelector(peer.namespaces)}`;
}

/** A rule in words: `` rule `ingress[0]` of NetworkPolicy `shop/db` ``. */
export function ruleName({ policy, direction, index }: PlacedRule): string {
  return `rule \`${direction}[${String(index)}]\` of NetworkPolicy \`${policy.namespace}/${policy.name}\``;
}
