/** Workloads that exist on one side only: their flows are told in one line each, so that they do not drown the rest. */
import type { Endpoint, Flow, FlowDiff, Side } from "../engine/index.ts";
import { setPhrase } from "./describe.ts";
import { peerGroups, peersPhrase } from "./peers.ts";
import { flowProfiles, type FlowProfile } from "./profiles.ts";
import type { IndexSet } from "./sets.ts";
import { counted, phrase, type Span } from "./spans.ts";
import { createVocabulary } from "./vocabulary.ts";
import { flowsWithout } from "./whole-root.ts";

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

/** What lines about newcomers are written with. */
export interface NewcomerGround {
  readonly endpoints: readonly Endpoint[];
  /** Representatives that nothing is said about. */
  readonly left: ReadonlySet<number>;
  /** What newcomers of each side may do, without those. */
  readonly flows: Readonly<Record<Side, readonly Flow[]>>;
}

export function newcomerGround(diff: FlowDiff, left: ReadonlySet<number>): NewcomerGround {
  const { endpoints, newlyAllowed, newlyDenied } = diff;
  return { endpoints, left, flows: { head: flowsWithout(newlyAllowed, left), base: flowsWithout(newlyDenied, left) } };
}

/** "new: `shop/Deployment/cart`: reachable from everything (any port); may call nothing". */
export function newcomersPhrase(newcomers: Newcomers, ground: NewcomerGround): readonly Span[] {
  const { side, profile } = newcomers;
  const { endpoints, left } = ground;
  const flows = ground.flows[side];
  const isLeft = new Set([...left].map((index) => endpoints[index]));
  const existed = (endpoint: Endpoint): boolean =>
    endpoint.type === "workload" ? endpoint.only !== other(side) : !isLeft.has(endpoint);
  const vocabulary = createVocabulary(endpoints, existed);
  const incoming = peersPhrase(peerGroups(profile.incoming, flows, "from"), vocabulary);
  const outgoing = peersPhrase(peerGroups(profile.outgoing, flows, "to"), vocabulary);
  const who = setPhrase(newcomers.members, vocabulary);
  return side === "head"
    ? phrase`new: ${who}: reachable from ${incoming}; may call ${outgoing}`
    : phrase`gone: ${who}: was reachable from ${incoming}; could call ${outgoing}`;
}

/** "not listed: 7 flows of pods that the root does not deploy, only its policies speak of; JSON has them". */
export function echoesPhrase(count: number): readonly Span[] {
  return phrase`not listed: ${counted(count, "flow")} of pods that the root does not deploy and only its policies speak of; JSON has them`;
}

function other(side: Side): Side {
  return side === "base" ? "head" : "base";
}
