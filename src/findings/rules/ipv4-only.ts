import type { AddressRange, ClusterSettings, Family, IpBlockPeer, Rule } from "../../engine/index.ts";
import { coversPorts } from "../covering.ts";
import { ruleName, whoseSubject, type PlacedRule } from "../identity.ts";
import type { Discovery } from "../discovery.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";
import type { SideView } from "../views.ts";

/** Only of `0.0.0.0/0`: whoever writes it means everybody. Quiet where nothing says that the cluster has both families. */
export const ipv4Only: SideRule<"ipv4-only"> = {
  id: "ipv4-only",
  scope: "side",
  level: "notice",
  summary: "In a dual-stack cluster a rule allows every IPv4 address and no IPv6 address.",
  find: (view, { settings }) => {
    const open = view.rules.filter(isOpenToOneFamily);
    return open.length > 0 && isDualStack(view, settings) ? open.map((placed) => discovery(view, placed)) : [];
  },
};

function isOpenToOneFamily({ policy, direction, rule }: PlacedRule): boolean {
  return (
    wholeFamily(rule, 4) !== undefined &&
    !(policy[direction] ?? []).some(
      (other) => coversPorts(other.ports, rule.ports) && (other.peers === null || wholeFamily(other, 6) !== undefined),
    )
  );
}

function discovery({ side, wording }: SideView, placed: PlacedRule): Discovery {
  const { origin } = wholeFamily(placed.rule, 4) ?? placed.rule;
  return {
    subjects: [JSON.stringify(whoseSubject(placed, wording))],
    endpoints: [],
    message:
      `${ruleName(placed)} allows every IPv4 address and no IPv6 address, though the cluster has both: ` +
      "add `ipBlock: { cidr: ::/0 }`, with exceptions of its own, if everybody is meant",
    flows: [],
    causes: [],
    place: placeAt(side, origin),
    fix: null,
  };
}

function wholeFamily({ peers }: Rule, family: Family): IpBlockPeer | undefined {
  const last = family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n;
  return peers?.find(
    (peer): peer is IpBlockPeer =>
      peer.type === "ipBlock" && peer.cidr.family === family && peer.cidr.first === 0n && peer.cidr.last === last,
  );
}

function isDualStack({ cluster }: SideView, { podRanges, nodeRanges }: ClusterSettings): boolean {
  const hasBoth = (families: readonly Pick<AddressRange, "family">[]): boolean =>
    families.some(({ family }) => family === 4) && families.some(({ family }) => family === 6);
  return (
    hasBoth(podRanges) ||
    hasBoth(nodeRanges) ||
    cluster.workloads.some(({ pods }) => pods.some(({ addresses }) => addresses.length > 1 && hasBoth(addresses)))
  );
}
