/** What one endpoint may reach, or is reached from: its peers by the ports they share. */
import type { Flow } from "../engine/index.ts";
import { connectionsKey, connectionsPhrase, familyPhrase } from "./connections.ts";
import { setPhrase } from "./describe.ts";
import { unionOf, type IndexSet } from "./sets.ts";
import { join, phrase, text, type Span } from "./spans.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Most groups of peers that one line spells out for a direction. */
const MAX_PEER_GROUPS = 4;

/** Peers that are reached, or reach, over the same ports. */
export interface PeerGroup {
  readonly peers: IndexSet;
  readonly flow: Flow;
}

/** "everything (any port), `shop/Deployment/web` (TCP 80)"; "nothing" for no groups. */
export function peersPhrase(groups: readonly PeerGroup[], vocabulary: Vocabulary): readonly Span[] {
  if (groups.length === 0) return [text("nothing")];
  const shown = groups.slice(0, MAX_PEER_GROUPS).map(({ peers, flow }) => {
    const ports = phrase`${connectionsPhrase(flow.connections)}${familyPhrase(flow.family)}${certaintyWords(flow)}`;
    return phrase`${setPhrase(peers, vocabulary)} (${ports})`;
  });
  const rest = groups.length - shown.length;
  return join(rest > 0 ? [...shown, phrase`and ${rest} more groups of peers`] : shown, ", ");
}

/** ", assumed" after the ports of a flow that is not certain. */
export function certaintyWords(flow: Pick<Flow, "certainty">): string {
  switch (flow.certainty) {
    case "certain":
      return "";
    case "assumed":
      return ", assumed";
    case "unknown":
      return ", not decidable";
  }
}

/** The peers on one end of these flows, those of equal ports together; more peers before fewer. */
export function peerGroups(
  numbers: readonly number[],
  flows: readonly Flow[],
  end: "from" | "to",
): readonly PeerGroup[] {
  const groups = new Map<string, { readonly flow: Flow; readonly sets: IndexSet[] }>();
  for (const number of numbers) {
    const flow = flows[number];
    if (flow === undefined) continue;
    const key = `${flow.certainty} ${String(flow.family)} ${connectionsKey(flow.connections)}`;
    const group = groups.get(key) ?? { flow, sets: [] };
    group.sets.push(flow[end]);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ flow, sets }) => ({ flow, peers: unionOf(sets) }))
    .sort((a, b) => b.peers.length - a.peers.length);
}
