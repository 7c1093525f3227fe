/** The reachability of some namespaces, asked of these alone and of the whole cluster. */
import { expect, test } from "vitest";
import { excerptOf, reach, type Flow, type Reachability, type WorkloadEndpoint } from "../../src/engine/index.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { createRandom } from "../oracle/random.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

test("workloads of some namespaces reach each other as in the whole cluster", { timeout: TIMEOUT }, () => {
  let pairs = 0;
  const failures = failuresOf(seeds(400), EVERYTHING, ({ seed, base, settings }) => {
    const random = createRandom(seed);
    const namespaces = new Set(base.workloads.map(({ namespace }) => namespace).filter(() => random.once(2)));
    const whole = reach(base, settings);
    const part = reach(excerptOf(base, namespaces), settings);
    const inside = whole.endpoints.flatMap((endpoint, index) =>
      endpoint.type === "workload" && namespaces.has(endpoint.namespace) ? [{ endpoint, index }] : [],
    );
    return inside.flatMap((from) =>
      inside.flatMap((to) => {
        // All replicas of a workload are one endpoint where nothing tells them apart: one of them reaches the others.
        if (ownerOf(from.endpoint) === ownerOf(to.endpoint)) return [];
        pairs += 1;
        const expected = between(whole, from.index, to.index);
        const found = between(part, indexIn(part, from.endpoint), indexIn(part, to.endpoint));
        return found === expected
          ? []
          : [`${from.endpoint.id} -> ${to.endpoint.id}: ${found}, in the whole cluster ${expected}`];
      }),
    );
  });
  expect(failures).toEqual([]);
  expect(pairs).toBeGreaterThan(500);
});

function ownerOf({ id, workload }: WorkloadEndpoint): string {
  return workload ?? id;
}

/** Fewer policies tell fewer pods apart: a pod may be its whole workload here. */
function indexIn({ endpoints }: Reachability, endpoint: WorkloadEndpoint): number {
  const own = endpoints.findIndex(({ id }) => id === endpoint.id);
  return own >= 0 ? own : endpoints.findIndex(({ id }) => id === endpoint.workload);
}

function between({ flows }: Reachability, from: number, to: number): string {
  return flows
    .filter((flow) => flow.from.includes(from) && flow.to.includes(to))
    .map(textOf)
    .toSorted()
    .join("; ");
}

function textOf({ connections, certainty, family }: Flow): string {
  return JSON.stringify([certainty, family, [...connections.ranges], connections.names, connections.exceptNames]);
}
