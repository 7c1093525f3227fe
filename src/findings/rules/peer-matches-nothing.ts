import { formatSelector, type PodPeer } from "../../engine/index.ts";
import type { Discovery } from "../discovery.ts";
import { peerSubject, peerText, ruleName, whoseSubject, type PlacedRule } from "../identity.ts";
import { misjoined } from "../misjoined.ts";
import { whyNobody } from "../peers.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";
import type { SideView } from "../views.ts";

/** Quiet about peers that may live elsewhere, and about those that `or-instead-of-and` explains. */
export const peerMatchesNothing: SideRule<"peer-matches-nothing"> = {
  id: "peer-matches-nothing",
  scope: "side",
  level: "warning",
  summary: "A peer of a rule means no workload, or its namespace labels are those of no namespace.",
  find: (side) =>
    side.rules.flatMap((placed) =>
      (placed.rule.peers ?? []).flatMap((peer) => {
        const why = peer.type === "pods" ? whyNobody(side, placed.policy.namespace, peer) : null;
        if (peer.type !== "pods" || why === null) return [];
        if (misjoined(side, placed).some(({ alone }) => alone === peer)) return [];
        return [discovery(side, placed, peer, WORDS[why](peer, placed.policy.namespace))];
      }),
    ),
};

const WORDS = {
  "no-pod": (peer: PodPeer, namespace: string): string => {
    const where = peer.namespaces === null ? `\`${namespace}\`` : "those namespaces";
    return `no workload of ${where} carries \`${formatSelector(peer.pods)}\`: compare it with the labels of their pods`;
  },
  "no-namespace": ({ namespaces }: PodPeer): string =>
    `no namespace carries \`${namespaces === null ? "" : formatSelector(namespaces)}\`: compare it with the labels of ` +
    "the namespaces, or name those that live elsewhere in `cluster.namespaces` of the configuration",
} as const;

function discovery({ side, wording }: SideView, placed: PlacedRule, peer: PodPeer, why: string): Discovery {
  return {
    subjects: [JSON.stringify([...whoseSubject(placed, wording), peerSubject(placed.policy.namespace, peer, wording)])],
    endpoints: [],
    message: `${ruleName(placed)} names \`${peerText(peer)}\`, but ${why}`,
    flows: [],
    causes: [],
    place: placeAt(side, peer.origin),
    fix: null,
  };
}
