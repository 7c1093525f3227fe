import fc from "fast-check";
import { expect, test } from "vitest";
import { readYaml } from "../../../src/manifests/yaml/index.ts";
import { plain, read, valueOf } from "./read.ts";

/** Pieces that make texts near to YAML, where its readers have their corners. */
const piece = fc.constantFrom(
  ..."\n|\n|\n  |\n    |\n- |- |: |? |, |a|b: |#| # |[|]|{|}|'|\"|\\|&a |*a|!!int |!x |||>|...|\n---\n|%|\t|<<: |{{ |é|\r".split(
    "|",
  ),
  "|",
  "\u2028",
  "\r---\r",
  "\r...\r",
);

/** What JSON can hold: a negative zero, for one, comes back as zero. */
const json = fc.jsonValue({ maxDepth: 4 }).map((value): unknown => JSON.parse(JSON.stringify(value)));

/** As JSON.parse gives it: integers beyond 2^53 are exact here, and doubles there. */
function doubles(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? Number(part) : part)));
}

test("no bytes make it throw, and every problem lies in the file", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(piece).map((p) => Buffer.from(p.join(""))),
      ),
      (bytes) => {
        const file = readYaml(bytes, (kind) => kind !== "a");
        const lines = Buffer.from(bytes)
          .toString("latin1")
          .split(/\r\n?|\n/).length;
        for (const problem of file.problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1);
          expect(problem.line).toBeLessThanOrEqual(lines);
          expect(problem.column).toBeGreaterThanOrEqual(1);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("JSON is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(json, fc.constantFrom(0, 1, 2), (value, indent) => {
      expect(doubles(valueOf(JSON.stringify({ value }, null, indent)))).toEqual({ value });
    }),
    { numRuns: 500 },
  );
});

/** Text that go-yaml takes as it is: no control characters, none of the line breaks that only YAML 1.1 knows. */
const printable = fc.string({ unit: "grapheme-ascii" });

test("JSON is YAML as well: a list at the root goes through the YAML reader", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(printable, fc.integer(), fc.boolean(), fc.dictionary(printable, printable))),
      (value) => {
        expect(valueOf(JSON.stringify(value))).toEqual(value);
      },
    ),
    { numRuns: 500 },
  );
});

test("a document reads the same alone and behind another", () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("").replaceAll("---", "");
      // A file that starts so is read as JSON, which takes tabs where YAML does not; behind a YAML document it is YAML.
      fc.pre(!text.trimStart().startsWith("{"));
      const alone = read(text);
      const second = read(`a: 1\n---\n${text}`);
      expect(second.documents.slice(1).map(({ root }) => plain(root))).toEqual(
        alone.documents.map(({ root }) => plain(root)),
      );
      const down = alone.problems.map((problem) => ({ ...problem, line: problem.line + 2 }));
      expect(second.problems).toEqual(down);
    }),
    { numRuns: 1000 },
  );
});
