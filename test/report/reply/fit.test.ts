import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { heading, list, paragraph, type Block } from "../../../src/report/blocks.ts";
import { PLAIN_OPTIONS } from "../../../src/report/index.ts";
import { byteLength, fitMarkdown } from "../../../src/report/reply/fit.ts";
import { code, text } from "../../../src/report/spans.ts";

function table(names: readonly string[]): Block {
  return {
    type: "table",
    marks: "absent",
    columns: ["Name"],
    rows: names.map((name) => ({ mark: "none", cells: [[code(name)]] })),
  };
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `n${String(index)}é`);

test("what fits is whole", () => {
  const blocks = [heading(1, "neutral", [text("T")]), table(numbered(3))];
  expect(fitMarkdown(blocks, PLAIN_OPTIONS, 100)).toBe("## T\n\n| Name |\n| :-- |\n| `n0é` |\n| `n1é` |\n| `n2é` |\n");
});

test("what does not fit loses whole rows from the end, and says how many", () => {
  const blocks = [
    table(numbered(100)),
    paragraph([text("last words")]),
    list(numbered(50).map((name) => [code(name)])),
  ];
  const cut = fitMarkdown(blocks, PLAIN_OPTIONS, 400);
  expect(byteLength(cut)).toBeLessThanOrEqual(400);
  expect(cut).toMatch(/^\| Name \|\n\| :-- \|\n\| `n0é` \|\n/);
  expect(cut).toContain("last words");
  expect(cut).toContain("… and 50 lines that would make this comment too long");
});

test("where not even the words fit, one line tells how much there is", () => {
  const blocks = [paragraph([text("x".repeat(500))]), table(numbered(7))];
  const cut = fitMarkdown(blocks, PLAIN_OPTIONS, 300);
  expect(cut).toBe("The answer has 7 rows, too long for a comment: name fewer endpoints.\n");
});

test("at every budget the rows shown and the rows counted are all there are", () => {
  const [rows, items] = [300, 200];
  const blocks = [
    heading(1, "neutral", [text("T")]),
    table(numbered(rows)),
    heading(2, "neutral", [text("U")]),
    list(numbered(items).map((name) => [code(name)])),
  ];
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 9000 }), (budget) => {
      const cut = fitMarkdown(blocks, PLAIN_OPTIONS, budget);
      expect(byteLength(cut)).toBeLessThanOrEqual(budget);
      const { children } = fromMarkdown(cut, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
      const shown = { row: 0, line: 0 };
      for (const node of children) {
        if (node.type === "table") shown.row += node.children.length - 1;
        if (node.type === "list") shown.line += node.children.length;
      }
      const counted = (noun: string): number =>
        Number(new RegExp(`… and (\\d+) (?:more )?${noun}`).exec(cut)?.[1] ?? 0);
      expect(shown.row + counted("row")).toBe(rows);
      expect(shown.line + counted("line")).toBe(items);
    }),
    { numRuns: 20 },
  );
});
