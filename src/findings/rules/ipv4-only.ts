import type { AddressRange, ClusterSettings, Family, IpBlockPeer, Rule } from "../../engine/index.ts";
import { coversPorts } from "../covering.ts";
import { ruleName, whoseSubject } from "../identity.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";
import type { SideView } from "../views.ts";

/** Only of `0.0.0.0/0`: whoever writes it means everybody. Quiet where nothing says that the cluster has both families. */
export const ipv4Only: SideRule<"ipv4-only"> = {
  id: "ipv4-only",
  scope: "side",
  level: "notice",
  summary: "In a dual-stack cluster a rule allows every IPv4 address and no IPv6 address.",
  find: (view, { settings }) =>
    isDualStack(view, settings)
      ? view.rules.flatMap((placed) => {
          const block = wholeFamily(placed.rule, 4);
          if (block === undefined) return [];
          const rules = placed.policy[placed.direction] ?? [];
          const isIncluded = rules.some(
            (rule) =>
              coversPorts(rule.ports, placed.rule.ports) && (rule.peers === null || wholeFamily(rule, 6) !== undefined),
          );
          if (isIncluded) return [];
          return [
            {
              subjects: [JSON.stringify(whoseSubject(placed, view.wording))],
              endpoints: [],
              message:
                `${ruleName(placed)} allows every IPv4 address and no IPv6 address, though the cluster has both: ` +
                "add `ipBlock: { cidr: ::/0 }`, with exceptions of its own, if everybody is meant",
              flows: [],
              causes: [],
              place: placeAt(view.side, block.origin),
              fix: null,
            },
          ];
        })
      : [],
};

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
