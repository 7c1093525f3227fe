/** Who keeps no connection: what a comparison says of losers, against all that the head allows. */
import { expect, test } from "vitest";
import { compare, reach, type Endpoint, type Flow } from "../../src/engine/index.ts";
import { settle } from "../../src/engine/endpoints/population.ts";
import type { Cluster, ClusterSettings, Direction } from "../../src/engine/model.ts";
import { isNode } from "../../src/engine/universe/items.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

test("who loses connections and keeps none is what the flows of the head say", { timeout: TIMEOUT }, () => {
  let severed = 0;
  const failures = failuresOf(seeds(300), EVERYTHING, ({ base, head, settings }) => {
    const comparison = compare(base, head, settings);
    const after = reach(head, settings);
    const known = new Set(after.endpoints.map(({ id }) => id));
    const nodes = nodesAmong([head], settings);
    return (["ingress", "egress"] as const).flatMap((direction) => {
      const alive = connected(after.endpoints, after.flows, direction, nodes);
      const sure = comparison.newlyDenied.filter(({ certainty }) => certainty !== "unknown");
      const losers = namesOf(
        comparison.endpoints,
        sure.flatMap((flow) => flow[own(direction)]),
      );
      const expected = [...losers].filter((id) => known.has(id) && !alive.has(id)).toSorted();
      const told = namesOf(
        comparison.endpoints,
        comparison.severed.flatMap((entry) => (entry.direction === direction ? entry.endpoints : [])),
      );
      const found = [...told].filter((id) => known.has(id)).toSorted();
      severed += expected.length;
      return JSON.stringify(found) === JSON.stringify(expected)
        ? []
        : [`${direction}: told ${found.join()}, expected ${expected.join()}`];
    });
  });
  expect(failures).toEqual([]);
  expect(severed).toBeGreaterThan(0);
});

function own(direction: Direction): "from" | "to" {
  return direction === "ingress" ? "to" : "from";
}

/** Ids of workloads, on both sides, of which the manifests know that they exist. */
function namesOf(endpoints: readonly Endpoint[], indices: readonly number[]): ReadonlySet<string> {
  return new Set(
    indices.flatMap((index) => {
      const endpoint = endpoints[index];
      return endpoint?.type === "workload" && endpoint.only === null ? [endpoint.id] : [];
    }),
  );
}

/** Who has a flow with another end; with a node, one that the node's own way in to its pods does not explain. */
function connected(
  endpoints: readonly Endpoint[],
  flows: readonly Flow[],
  direction: Direction,
  nodes: ReadonlySet<string>,
): ReadonlySet<string> {
  const other = direction === "ingress" ? "from" : "to";
  const found = flows.flatMap((flow) => {
    const isNone = (end: number): boolean =>
      nodes.has(endpoints[end]?.id ?? "") && (flow.certainty === "unknown" || isEverything(flow));
    return flow[own(direction)].filter((index) => flow[other].some((end) => end !== index && !isNone(end)));
  });
  return new Set(found.map((index) => endpoints[index]?.id ?? ""));
}

function isEverything({ connections, family }: Flow): boolean {
  const whole = ["TCP", "UDP", "SCTP"] as const;
  return (
    family === null && whole.every((protocol) => JSON.stringify(connections.ranges.get(protocol)) === "[[1,65535]]")
  );
}

/** Ids of endpoints that are nodes: pods on their host's network, and addresses of nodes. */
function nodesAmong(clusters: readonly Cluster[], settings: ClusterSettings): ReadonlySet<string> {
  const { universe, population } = settle(clusters, settings, null, 0);
  return new Set(
    population.elements.flatMap(({ after, endpoints }) =>
      isNode(universe.rows.groupOf(after)) ? endpoints.map((index) => population.endpoints[index]?.id ?? "") : [],
    ),
  );
}
