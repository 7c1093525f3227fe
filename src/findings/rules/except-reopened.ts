import { formatIpBlock, type AddressRange, type IpBlockPeer } from "../../engine/index.ts";
import { coversPorts, coversRange } from "../covering.ts";
import { peerSubject, ruleName, whoseSubject, type PlacedRule } from "../identity.ts";
import { createNeighbours } from "../neighbours.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";

/**
 * Policies only add up: an `except` takes nothing away from what another block or rule allows. Quiet where only a part of
 * the addresses or of the ports is open again, for that is how an exception from the exception is written.
 */
export const exceptReopened: SideRule<"except-reopened"> = {
  id: "except-reopened",
  scope: "side",
  level: "warning",
  summary: "All of an except is allowed again by another block or rule for the same pods.",
  find: ({ side, rules, wording }) => {
    const neighbours = createNeighbours(rules);
    return rules.flatMap((placed) => {
      const blocks = (placed.rule.peers ?? []).filter((peer) => peer.type === "ipBlock" && peer.except.length > 0);
      return blocks.flatMap((peer) => {
        if (peer.type !== "ipBlock") return [];
        const others = [placed, ...neighbours(placed)].filter(({ rule }) => coversPorts(rule.ports, placed.rule.ports));
        const reopening = peer.except.flatMap((gap) => opening(gap, peer, others) ?? []);
        const [first] = reopening;
        if (first === undefined) return [];
        return [
          {
            subjects: [
              JSON.stringify([...whoseSubject(placed, wording), peerSubject(placed.policy.namespace, peer, wording)]),
            ],
            endpoints: [],
            message:
              `${ruleName(placed)} allows \`${formatIpBlock(peer)}\`, but ${describe(first, placed)} allows what is ` +
              "excepted all the same, for policies only add up: give that one the same `except`, or drop this one",
            flows: [],
            causes: [],
            place: placeAt(side, peer.origin),
            fix: null,
          },
        ];
      });
    });
  },
};

/** The rule that allows all of a gap of `peer`. */
function opening(gap: AddressRange, peer: IpBlockPeer, others: readonly PlacedRule[]): PlacedRule | null {
  const found = others.find(
    ({ rule }) =>
      rule.peers === null ||
      rule.peers.some((other) => other !== peer && other.type === "ipBlock" && coversRange(other, gap)),
  );
  return found ?? null;
}

function describe(other: PlacedRule, placed: PlacedRule): string {
  return other === placed ? "another block of the same rule" : ruleName(other);
}
