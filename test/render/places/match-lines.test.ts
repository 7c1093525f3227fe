import fc from "fast-check";
import { expect, test } from "vitest";
import { matchLines } from "../../../src/render/places/match-lines.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { maxLength: 30 });

test("partners are equal lines in the same order", () => {
  fc.assert(
    fc.property(lines, lines, (left, right) => {
      let last = -1;
      for (const [index, partner] of matchLines(left, right).entries()) {
        if (partner === -1) continue;
        expect(right[partner]).toBe(left[index]);
        expect(partner).toBeGreaterThan(last);
        last = partner;
      }
    }),
  );
});

test.each([
  ["a line between others", ["a", "x", "b"], ["a", "b"], [0, -1, 1]],
  ["a line moved down", ["b", "c", "d", "a"], ["a", "b", "c", "d"], [1, 2, 3, -1]],
  ["lines that repeat around a change", ["- p", "80", "- p", "81"], ["- p", "80", "- p", "82"], [0, 1, 2, -1]],
  ["nothing in common", ["a"], ["b"], [-1]],
])("%s", (_, left, right, partners) => {
  expect([...matchLines(left, right)]).toEqual(partners);
});
