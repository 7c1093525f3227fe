import { expect, test } from "vitest";
import { findChanges, type ChangesFound } from "../../src/engine/close-looks.ts";
import { settle } from "../../src/engine/endpoints/population.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

/** What changed between which endpoints, pair by pair, without representatives of the close look. */
function pairs({ population: { endpoints, elements }, rectangles, found }: ChangesFound): readonly string[] {
  const named = (list: readonly number[]): readonly string[] =>
    list
      .flatMap((index) => (elements[index]?.closeLook === true ? [] : (elements[index]?.endpoints ?? [])))
      .map((endpoint) => endpoints[endpoint]?.id ?? "");
  return rectangles
    .flatMap(({ from, to, change }) => {
      const text = JSON.stringify(found.changes[change]);
      return named(from).flatMap((source) => named(to).map((destination) => `${source} > ${destination}: ${text}`));
    })
    .sort();
}

test("without what a close look costs too much, all others change as with it", { timeout: TIMEOUT }, () => {
  const counts = { closely: 0, inPart: 0, pairs: 0 };
  const failures = failuresOf(seeds(300), EVERYTHING, ({ base, head, settings }) => {
    const { universe, population } = settle([base, head], settings, 0, 1);
    if (!population.elements.some((element) => element.closeLook)) return [];
    const closely = findChanges(universe, population, Infinity);
    const inPart = findChanges(universe, population, 0);
    const [expected, actual] = [pairs(closely), pairs(inPart)];
    counts.pairs += actual.length;
    counts.closely += closely.looked === "whole" ? 1 : 0;
    counts.inPart += inPart.looked === "in part" ? 1 : 0;
    const leftovers = inPart.population.elements.filter((element) => element.closeLook).length;
    return expected.join() === actual.join() && (inPart.looked === "whole" || leftovers === 0)
      ? []
      : [`${expected.join("\n")}\nbecame\n${actual.join("\n")}\nand ${String(leftovers)} close looks`];
  });
  expect(failures).toEqual([]);
  expect(Math.min(counts.closely, counts.inPart, counts.pairs)).toBeGreaterThan(50);
});
