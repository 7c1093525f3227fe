import type { PodPeer } from "../engine/index.ts";
import type { PlacedRule } from "./identity.ts";
import { whyNobody } from "./peers.ts";
import type { SideView } from "./views.ts";

/** Two items of one list that were probably meant as one. */
export interface Misjoined {
  /** A `namespaceSelector` alone: all pods of these namespaces. */
  readonly namespaces: PodPeer;
  /** A `podSelector` alone, which no pod of the policy's own namespace carries. */
  readonly alone: PodPeer;
}

/**
 * Items of the list of peers that a stray dash tore apart: "pods of those namespaces" became "all of those namespaces, or
 * pods of this one". Only where those pods may be in those namespaces. Of several partners a neighbour is named, but any
 * will do: their order means nothing.
 */
export function misjoined(side: SideView, { policy: { namespace }, rule }: PlacedRule): readonly Misjoined[] {
  const peers = rule.peers ?? [];
  if (!peers.some((peer) => peer.type === "pods" && peer.namespaces !== null)) return [];
  return peers.flatMap((alone, index): readonly Misjoined[] => {
    if (alone.type !== "pods" || alone.namespaces !== null) return [];
    if (whyNobody(side, namespace, alone) === null) return [];
    const namespaces = [peers[index - 1], peers[index + 1], ...peers].find(
      (peer): peer is PodPeer =>
        peer?.type === "pods" &&
        peer.namespaces !== null &&
        peer.pods.requirements.length === 0 &&
        whyNobody(side, namespace, { ...peer, pods: alone.pods }) === null,
    );
    return namespaces === undefined ? [] : [{ namespaces, alone }];
  });
}
