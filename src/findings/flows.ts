import type { Cause, ChangedFlow, Connections, Endpoint, Flow, Protocol } from "../engine/index.ts";
import { PROTOCOLS } from "../engine/index.ts";

/** A choice of endpoints, by index, in a flow that changed for these causes. */
export type Chosen = (index: number, causes: readonly Cause[]) => boolean;

/**
 * The parts of the flows that go from and to chosen endpoints. What the manifests cannot decide is left out: it is told
 * as such elsewhere, and a rule needs to be sure.
 */
export function narrowed(flows: readonly ChangedFlow[], from: Chosen, to: Chosen): readonly ChangedFlow[] {
  return flows.flatMap((flow) => {
    const choose = (indices: readonly number[], chosen: Chosen): readonly number[] =>
      indices.filter((index) => chosen(index, flow.causes));
    if (flow.certainty === "unknown") return [];
    const part = { ...flow, from: choose(flow.from, from), to: choose(flow.to, to) };
    return part.from.length === 0 || part.to.length === 0 ? [] : [part];
  });
}

/** Whether an endpoint is on both sides: what comes or goes as a whole is told apart. */
export function isCommon(endpoint: Endpoint | undefined): boolean {
  return endpoint?.type !== "workload" || endpoint.only === null;
}

/** A flow in words that do not depend on where and how it was written. */
export function flowSubject({ from, to, connections, family }: Flow, endpoints: readonly Endpoint[]): string {
  const ids = (indices: readonly number[]): readonly string[] =>
    indices.map((index) => endpoints[index]?.id ?? "").toSorted();
  return JSON.stringify([ids(from), ids(to), connectionsSubject(connections), family]);
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
