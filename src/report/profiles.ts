/** Endpoints that have the same peers. */
import type { Flow } from "../engine/index.ts";
import { connectionsKey } from "./connections.ts";
import { peerGroups } from "./peers.ts";
import { createSetInterner, type IndexSet, type SetInterner } from "./sets.ts";

/**
 * Most groups of equal flows whose peers are compared as well. Beyond it, endpoints that have equal peers through
 * different flows stand apart: true as well, only longer.
 */
const MAX_COMPARED = 300;

/** The numbers of the flows an endpoint has part in. */
export interface FlowProfile {
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
}

/** The profile of each given endpoint; without any flows it is empty. */
export function flowProfiles(members: IndexSet, flows: readonly Flow[]): ReadonlyMap<number, FlowProfile> {
  const profiles = new Map<number, FlowProfile>();
  if (members.length === 0) return profiles;
  // By index: this is asked for every end of every flow.
  const incoming: number[][] = [];
  const outgoing: number[][] = [];
  for (const member of members) {
    const profile = { incoming: [], outgoing: [] };
    incoming[member] = profile.incoming;
    outgoing[member] = profile.outgoing;
    profiles.set(member, profile);
  }
  flows.forEach((flow, number) => {
    for (const index of flow.to) incoming[index]?.push(number);
    for (const index of flow.from) outgoing[index]?.push(number);
  });
  return profiles;
}

/** Endpoints with the same peers, and the flows that the first of them has part in. */
export interface Profile extends FlowProfile {
  readonly members: IndexSet;
}

/** The members by their peers, in the order of the first ones. */
export function groupByPeers(members: IndexSet, flows: readonly Flow[]): readonly Profile[] {
  const byFlows = groupProfiles(
    [...flowProfiles(members, flows)].map(([member, profile]) => ({ ...profile, members: [member] })),
    ({ incoming, outgoing }) => `${incoming.join(",")} ${outgoing.join(",")}`,
  );
  if (byFlows.length > MAX_COMPARED) return byFlows;
  const intern = createSetInterner();
  return groupProfiles(byFlows, ({ incoming, outgoing }) => {
    return `${peersKey(incoming, flows, "from", intern)} ${peersKey(outgoing, flows, "to", intern)}`;
  });
}

function groupProfiles(profiles: readonly Profile[], keyOf: (profile: Profile) => string): readonly Profile[] {
  const groups = new Map<string, { readonly first: Profile; readonly members: number[] }>();
  for (const profile of profiles) {
    const key = keyOf(profile);
    const group = groups.get(key) ?? { first: profile, members: [] };
    // Not spread: arguments are bounded, members are not.
    for (const member of profile.members) group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, members }) => ({ ...first, members: members.sort((a, b) => a - b) }));
}

function peersKey(numbers: readonly number[], flows: readonly Flow[], end: "from" | "to", intern: SetInterner): string {
  const keys = peerGroups(numbers, flows, end).map(({ peers, flow }) => {
    return [intern(peers), flow.certainty, flow.family, connectionsKey(flow.connections)];
  });
  return JSON.stringify(keys.map((key) => JSON.stringify(key)).sort());
}
