import { formatSelector, type PodPeer } from "../../engine/index.ts";
import type { CustomResource } from "../../manifests/index.ts";
import type { Discovery } from "../discovery.ts";
import { peerSubject, peerText, ruleName, type PlacedRule } from "../identity.ts";
import { misjoined } from "../misjoined.ts";
import { operatedBy, operatorWords } from "../operators.ts";
import { whyNobody } from "../peers.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";
import type { SideView } from "../views.ts";

/**
 * Quiet about peers that may live elsewhere, and about those that `or-instead-of-and` explains. Told once for all rules
 * of a namespace that name a peer: whom the base named already nobody mistypes; an operator may run those pods.
 */
export const peerMatchesNothing: SideRule<"peer-matches-nothing"> = {
  id: "peer-matches-nothing",
  scope: "side",
  level: "warning",
  summary: "A peer of a rule means no workload, or its namespace labels are those of no namespace.",
  find: (side) => {
    const found = new Map<string, [Named, ...Named[]]>();
    for (const placed of side.rules) {
      for (const peer of placed.rule.peers ?? []) {
        if (peer.type !== "pods") continue;
        const { namespace } = placed.policy;
        const why = whyNobody(side, namespace, peer);
        if (why === null || misjoined(side, placed).some(({ alone }) => alone === peer)) continue;
        const subject = JSON.stringify([namespace, peerSubject(namespace, peer, side.wording)]);
        const known = found.get(subject);
        if (known === undefined) found.set(subject, [{ placed, peer, why }]);
        else known.push({ placed, peer, why });
      }
    }
    return [...found].map(([subject, all]) => discovery(side, subject, all, operatorOf(side, all[0])));
  },
};

/** A rule that names such a peer. */
interface Named {
  readonly placed: PlacedRule;
  readonly peer: PodPeer;
  readonly why: keyof typeof WORDS;
}

const WORDS = {
  "no-pod": (peer: PodPeer, namespace: string, operated: CustomResource | null): string => {
    const where = peer.namespaces === null ? `\`${namespace}\`` : "those namespaces";
    const what = operated === null ? "compare it with the labels of their pods" : operatorWords(operated);
    return `no workload of ${where} carries \`${formatSelector(peer.pods)}\`: ${what}`;
  },
  "no-namespace": ({ namespaces }: PodPeer): string =>
    `no namespace carries \`${namespaces === null ? "" : formatSelector(namespaces)}\`: compare it with the labels of ` +
    "the namespaces, or name those that live elsewhere in `cluster.namespaces` of the configuration",
} as const;

/** What may make the pods of a peer whose namespaces are known. */
function operatorOf(side: SideView, { placed, peer, why }: Named): CustomResource | null {
  if (why === "no-namespace") return null;
  const namespaces =
    peer.namespaces === null
      ? [placed.policy.namespace]
      : side.selection.namespaces(peer.namespaces).map(({ name }) => name);
  return operatedBy(side, namespaces, peer.pods);
}

function discovery(
  { side }: SideView,
  subject: string,
  [first, ...others]: readonly [Named, ...Named[]],
  operated: CustomResource | null,
): Discovery {
  const { placed, peer, why } = first;
  const more = others.length === 0 ? " names" : ` and ${String(others.length)} more name`;
  return {
    subjects: [subject],
    endpoints: [],
    message: `${ruleName(placed)}${more} \`${peerText(peer)}\`, but ${WORDS[why](peer, placed.policy.namespace, operated)}`,
    flows: [],
    causes: [],
    place: placeAt(side, peer.origin),
    fix: null,
    ...(operated === null ? {} : { atMost: "notice" }),
  };
}
