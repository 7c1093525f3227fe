/** What a survey says of one side, and what `reach` says of that side alone. */
import { expect, test } from "vitest";
import { examine, reach, type Flow } from "../../src/engine/index.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { createRandom } from "../oracle/random.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

test("a survey of a side holds the flows of that side from and to those that are near", { timeout: TIMEOUT }, () => {
  let pairs = 0;
  const failures = failuresOf(seeds(300), EVERYTHING, ({ seed, base, head, settings }) => {
    const random = createRandom(seed);
    const {
      comparison: { endpoints },
      survey,
    } = examine(base, head, settings);
    const near = new Set(endpoints.flatMap((_, index) => (random.once(3) ? [index] : [])));
    return (["base", "head"] as const).flatMap((side) => {
      const alone = reach(side === "base" ? base : head, settings);
      const found = survey(side, (index) => near.has(index));
      // Of addresses and pods without a name, an endpoint of both sides may be a part of one of a side alone.
      const known = endpoints.flatMap((endpoint, index) => {
        const own = alone.endpoints.findIndex(({ id }) => id === endpoint.id);
        return own >= 0 && endpoint.type === "workload" ? [{ id: endpoint.id, index, own }] : [];
      });
      return known.flatMap((from) =>
        known.flatMap((to) => {
          if (from.index === to.index || (!near.has(from.index) && !near.has(to.index))) return [];
          pairs += 1;
          const expected = between(alone.flows, from.own, to.own);
          const told = between(found, from.index, to.index);
          return told === expected ? [] : [`${side}: ${from.id} -> ${to.id}: ${told}, alone ${expected}`];
        }),
      );
    });
  });
  expect(failures).toEqual([]);
  expect(pairs).toBeGreaterThan(2000);
});

function between(flows: readonly Flow[], from: number, to: number): string {
  return flows
    .filter((flow) => flow.from.includes(from) && flow.to.includes(to))
    .map(({ connections, certainty, family }) =>
      JSON.stringify([certainty, family, [...connections.ranges], connections.names, connections.exceptNames]),
    )
    .toSorted()
    .join("; ");
}
