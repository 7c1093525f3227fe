import { expect, test } from "vitest";
import { settle } from "../../src/engine/endpoints/population.ts";
import { findRectangles, type Findings } from "../../src/engine/rectangles.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

/** Rectangles by what they say; numbers of changes are given in the order in which they are met. */
function said({ rectangles, changes }: Findings): readonly string[] {
  return rectangles
    .map(({ from, to, change }) => `${from.join(",")} > ${to.join(",")}: ${JSON.stringify(changes[change])}`)
    .sort();
}

test("contents that are taken to be broad say the same", { timeout: TIMEOUT }, () => {
  let looked = { plain: 0, broad: 0 };
  const failures = failuresOf(seeds(400), EVERYTHING, ({ base, head, settings }) => {
    const { universe, population } = settle([base, head], settings, 0, 1);
    const sides = { before: 0, after: 1 };
    const plain = findRectangles(universe, population.elements, sides);
    const broad = findRectangles(universe, population.elements, sides, { ends: 0, cells: 0 });
    looked = { plain: looked.plain + plain.visited, broad: looked.broad + broad.visited };
    const [expected, actual] = [said(plain), said(broad)];
    return expected.join() === actual.join() ? [] : [`${expected.join("\n")}\nbecame\n${actual.join("\n")}`];
  });
  expect(failures).toEqual([]);
  expect(looked.broad).toBeLessThan(looked.plain / 2);
});
