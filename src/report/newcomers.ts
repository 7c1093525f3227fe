/** Workloads that exist on one side only: their flows are told in one line each, so that they do not drown the rest. */
import type { Endpoint, Flow, FlowDiff, Side } from "../engine/index.ts";
import { setPhrase } from "./describe.ts";
import { peerGroups, peersPhrase } from "./peers.ts";
import { flowProfiles, type FlowProfile } from "./profiles.ts";
import type { IndexSet } from "./sets.ts";
import { phrase, type Span } from "./spans.ts";
import { createVocabulary } from "./vocabulary.ts";

/** Endpoints that exist on one side only and have part in the same flows. */
export interface Newcomers {
  readonly side: Side;
  readonly members: IndexSet;
  readonly profile: FlowProfile;
}

/** Indices of the endpoints that exist on `side` only. */
export function endpointsOnlyOn(side: Side, endpoints: readonly Endpoint[]): IndexSet {
  return endpoints.flatMap((endpoint, index) =>
    endpoint.type === "workload" && endpoint.only === side ? [index] : [],
  );
}

/** The given endpoints with the flows they have part in, those of equal flows together; in the order of endpoints. */
export function groupNewcomers(members: IndexSet, side: Side, flows: readonly Flow[]): readonly Newcomers[] {
  const profiles = flowProfiles(members, flows);
  const groups = new Map<string, { readonly members: number[]; readonly profile: FlowProfile }>();
  for (const member of members) {
    const profile = profiles.get(member) ?? { incoming: [], outgoing: [] };
    const key = JSON.stringify(profile);
    const group = groups.get(key) ?? { members: [], profile };
    group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ side, ...group }));
}

/** "new: `shop/Deployment/cart`: reachable from everything (any port); may call nothing". */
export function newcomersPhrase(newcomers: Newcomers, diff: FlowDiff): readonly Span[] {
  const { side, profile } = newcomers;
  const { endpoints } = diff;
  const flows = side === "head" ? diff.newlyAllowed : diff.newlyDenied;
  const existed = (endpoint: Endpoint): boolean => endpoint.type !== "workload" || endpoint.only !== other(side);
  const vocabulary = createVocabulary(endpoints, existed);
  const incoming = peersPhrase(peerGroups(profile.incoming, flows, "from"), vocabulary);
  const outgoing = peersPhrase(peerGroups(profile.outgoing, flows, "to"), vocabulary);
  const who = setPhrase(newcomers.members, vocabulary);
  return side === "head"
    ? phrase`new: ${who}: reachable from ${incoming}; may call ${outgoing}`
    : phrase`gone: ${who}: was reachable from ${incoming}; could call ${outgoing}`;
}

function other(side: Side): Side {
  return side === "base" ? "head" : "base";
}
