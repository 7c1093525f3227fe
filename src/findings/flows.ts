import type { Cause, ChangedFlow, Connections, Endpoint, Flow, Protocol } from "../engine/index.ts";
import { PROTOCOLS } from "../engine/index.ts";
import { remember } from "./collections.ts";

/** Chooses from endpoints, by index, that are one end of a flow which changed for these causes. */
export type Choice = (indices: readonly number[], causes: readonly Cause[]) => readonly number[];

export const everyone: Choice = (indices) => indices;

/** Flows share the lists of their ends: each is gone through once. */
export function those(chosen: (index: number) => boolean): Choice {
  const known = new Map<readonly number[], readonly number[]>();
  return (indices) => remember(known, indices, () => (indices.every(chosen) ? indices : indices.filter(chosen)));
}

/**
 * The parts of the flows that go from and to chosen endpoints. What the manifests cannot decide is left out: it is told
 * as such elsewhere, and a rule needs to be sure.
 */
export function narrowed(flows: readonly ChangedFlow[], from: Choice, to: Choice): readonly ChangedFlow[] {
  return flows.flatMap((flow) => {
    if (flow.certainty === "unknown") return [];
    const sources = from(flow.from, flow.causes);
    const destinations = sources.length === 0 ? [] : to(flow.to, flow.causes);
    if (destinations.length === 0) return [];
    const isWhole = sources === flow.from && destinations === flow.to;
    return [isWhole ? flow : { ...flow, from: sources, to: destinations }];
  });
}

/** Whether an endpoint is on both sides: what comes or goes as a whole is told apart. */
export function isCommon(endpoint: Endpoint | undefined): boolean {
  return endpoint?.type !== "workload" || endpoint.only === null;
}

/** A flow in words that do not depend on where and how it was written: JSON. */
export type FlowSubject = (flow: Flow) => string;

/** Flows share the lists of their ends, and their connections: each is put into words once. */
export function createFlowSubject(endpoints: readonly Endpoint[]): FlowSubject {
  const lists = new Map<readonly number[], string>();
  const idsOf = (indices: readonly number[]): string =>
    remember(lists, indices, () => JSON.stringify(indices.map((index) => endpoints[index]?.id ?? "").toSorted()));
  const known = new Map<Connections, string>();
  const connectionsOf = (connections: Connections): string =>
    remember(known, connections, () => JSON.stringify(connectionsSubject(connections)));
  return ({ from, to, connections, family }) =>
    `[${idsOf(from)},${idsOf(to)},${connectionsOf(connections)},${JSON.stringify(family)}]`;
}

function connectionsSubject({ ranges, names, exceptNames }: Connections): readonly unknown[] {
  const named = (list: Connections["names"]): readonly string[] =>
    list.map(({ protocol, name }) => `${protocol} ${name}`);
  const byProtocol = PROTOCOLS.flatMap((protocol: Protocol) => {
    const own = ranges.get(protocol);
    return own === undefined ? [] : [[protocol, own]];
  });
  return [byProtocol, named(names), named(exceptNames)];
}
