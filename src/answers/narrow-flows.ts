import type { Endpoint, Flow } from "../engine/index.ts";

/**
 * The flows that start or end at a chosen endpoint, still as products that do not overlap. `endpoints` holds the chosen
 * ones and those they have flows with, in their order.
 */
export function narrowFlows<F extends Flow>(
  endpoints: readonly Endpoint[],
  lists: readonly (readonly F[])[],
  chosen: ReadonlySet<number>,
): { readonly endpoints: readonly Endpoint[]; readonly lists: readonly (readonly F[])[] } {
  const kept = restrictFlows(lists, chosen);
  const used = new Set([...chosen, ...kept.flat().flatMap((flow) => [...flow.from, ...flow.to])]);
  const order = [...used].sort((a, b) => a - b);
  const position = new Map(order.map((index, place) => [index, place]));
  const move = (indices: readonly number[]): readonly number[] => indices.map((index) => position.get(index) ?? index);
  return {
    endpoints: endpoints.filter((_, index) => used.has(index)),
    lists: kept.map((flows) => flows.map((flow) => ({ ...flow, from: move(flow.from), to: move(flow.to) }))),
  };
}

/** The flows that start or end at a chosen endpoint, with the indices they had. */
export function restrictFlows<F extends Flow>(
  lists: readonly (readonly F[])[],
  chosen: ReadonlySet<number>,
): readonly (readonly F[])[] {
  return lists.map((flows) => flows.flatMap((flow) => narrowFlow(flow, chosen)));
}

/** At most two products: chosen sources with every destination, and the other sources with chosen destinations. */
function narrowFlow<F extends Flow>(flow: F, chosen: ReadonlySet<number>): readonly F[] {
  const from = flow.from.filter((index) => chosen.has(index));
  const others = flow.from.filter((index) => !chosen.has(index));
  const to = flow.to.filter((index) => chosen.has(index));
  return [
    { ...flow, from, to: flow.to },
    { ...flow, from: others, to },
  ].filter((product) => product.from.length > 0 && product.to.length > 0);
}
