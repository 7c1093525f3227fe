import { describe, expect, test } from "vitest";
import { byteLength } from "../../../src/report/bytes.ts";
import {
  MAX_CHECK_BYTES,
  renderCheck,
  renderComment,
  type DiffReport,
  type DiffRoot,
} from "../../../src/report/index.ts";
import { readPage, type Page } from "../pull-request/read-page.ts";
import { largeRoot, OPTIONS } from "../pull-request/support.ts";
import { cause, changed, origin, ports, workload } from "../support.ts";

/** In steps that grow. */
const BUDGETS = [2_000, 2_001, 2_113, 2_500, 3_000, 4_999, 8_000, 13_000, 21_111, 34_000, 47_001, 59_999, 60_000];

/** Everything that a comment can hold, far too much of it. */
function hugeRoot(root: string): DiffRoot {
  const diagnostic = (path: string, severity: "error" | "warning", line: number) => {
    return { severity, code: "x", message: `line ${String(line)} is odd`, path, line, column: 1 };
  };
  const lines = Array.from({ length: 70 }, (_, index) => index + 1);
  const made = largeRoot(root, 700, 300, {
    diagnostics: [
      ...lines.map((line) => diagnostic("a.yaml", "error", line)),
      ...lines.map((line) => diagnostic("b.yaml", "warning", line)),
    ],
  });
  const { diff } = made;
  const size = diff.endpoints.length;
  const grown = cause("workload", "head", "Deployment new/x", null, origin("a.yaml", 1));
  const fresh = lines.map((number) => workload(`new/Deployment/n-${String(number)}`, "head"));
  return {
    ...made,
    diff: {
      ...diff,
      endpoints: [...diff.endpoints, ...fresh],
      newlyAllowed: [
        ...diff.newlyAllowed,
        ...lines.map((number) => changed([size - 1], [size - 1 + number], ports({ TCP: [[number, number]] }), grown)),
        ...lines.map((number) => ({
          ...changed([number], [number + 1], ports({ TCP: [[number, number]] }), grown),
          certainty: "unknown" as const,
        })),
      ],
    },
  };
}

/** The number in "… and 1,234 more <noun>", or 0. */
function hidden({ text }: Page, noun: string): number {
  const match = new RegExp(`… and ([0-9,]+) more ${noun}`).exec(text);
  return match === null ? 0 : Number((match[1] ?? "").replaceAll(",", ""));
}

function rowsOf({ tables }: Page, mark: string): number {
  return tables.flat().filter(([first = ""]) => first.includes(mark)).length;
}

function itemsOf({ items }: Page, start: string): number {
  return items.filter((item) => item.startsWith(start)).length;
}

describe("a comment that is too long", () => {
  const report: DiffReport = { roots: [hugeRoot(".")] };

  test.each(BUDGETS)("has at most %i bytes, is whole Markdown and counts what it leaves out", (maxBytes) => {
    const comment = renderComment(report, { ...OPTIONS, maxBytes });
    expect(byteLength(comment)).toBeLessThanOrEqual(maxBytes);
    const page = readPage(comment);
    expect(page.text).toContain("700 flows newly allowed, 300 newly denied");
    expect(rowsOf(page, "➕") + hidden(page, "flows? newly allowed")).toBe(700);
    expect(rowsOf(page, "➖") + hidden(page, "flows? newly denied")).toBe(300);
    expect(rowsOf(page, "a.yaml") + hidden(page, "errors?")).toBe(70);
    expect(itemsOf(page, "new:") + hidden(page, "new or gone workloads?")).toBe(70);
    expect(itemsOf(page, "may be") + hidden(page, "flows? that may have changed")).toBe(70);
    // The fifty that are spelled out, and one line for those beyond.
    const beyond = itemsOf(page, "… and 20 more messages") * 20;
    expect(itemsOf(page, "warning:") + beyond + hidden(page, "notes?")).toBe(70);
  });

  test("loses notes before denied rows, and denied rows before allowed ones", () => {
    const page = readPage(renderComment(report, { ...OPTIONS, maxBytes: 60_000 }));
    expect(itemsOf(page, "warning:")).toBe(10);
    expect(rowsOf(page, "➖")).toBe(0);
    expect(rowsOf(page, "➕")).toBeGreaterThan(50);
    expect(rowsOf(page, "a.yaml")).toBe(70);
  });

  test("shows more with more room", () => {
    const shown = [2_000, 8_000, 21_111, 60_000].map((maxBytes) =>
      rowsOf(readPage(renderComment(report, { ...OPTIONS, maxBytes })), "➕"),
    );
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  test("fills the room it has", () => {
    const comment = renderComment(report, { ...OPTIONS, maxBytes: 60_000 });
    expect(byteLength(comment)).toBeGreaterThan(59_500);
  });

  test.each([2_000, 20_000, 60_000])("counts whole roots where %i bytes do not hold them", (maxBytes) => {
    const quiet = largeRoot("q", 0, 0);
    const roots = [
      ...Array.from({ length: 100 }, (_, index) => unlike(largeRoot(`apps/${String(index)}`, 5, 0))),
      ...Array.from({ length: 100 }, (_, index) => unlike({ ...quiet, root: `same/${String(index)}` })),
    ];
    const comment = renderComment({ roots }, { ...OPTIONS, maxBytes });
    expect(byteLength(comment)).toBeLessThanOrEqual(maxBytes);
    const page = readPage(comment);
    const titles = page.nodes.filter(({ type }) => type === "heading").length - 1;
    expect(titles + hidden(page, "roots? with something")).toBe(100);
    expect(itemsOf(page, "same/") + hidden(page, "roots? without")).toBe(100);
  });
});

/** A root that no other one is told together with, and of which that alone is not worth a word. */
function unlike(root: DiffRoot): DiffRoot {
  const own = { severity: "notice", code: "standing", message: "own", path: root.root, line: 1, column: 1 } as const;
  return { ...root, diagnostics: [...root.diagnostics, own] };
}

describe("a check run that is too long", () => {
  test("goes on in its text where the summary ends, and counts the rest", () => {
    const { summary, text } = renderCheck(
      { roots: [largeRoot(".", 700, 300)] },
      { ...OPTIONS, maxBytes: MAX_CHECK_BYTES },
    );
    expect(byteLength(summary)).toBeLessThanOrEqual(MAX_CHECK_BYTES);
    expect(byteLength(text ?? "")).toBeLessThanOrEqual(MAX_CHECK_BYTES);
    const [first, second] = [readPage(summary), readPage(text ?? "")];
    const allowed = rowsOf(first, "➕");
    expect(allowed).toBeGreaterThan(50);
    expect(rowsOf(first, "➕") + hidden(first, "flows? newly allowed")).toBe(700);
    expect(allowed + rowsOf(second, "➕") + hidden(second, "flows? newly allowed")).toBe(700);
    expect(rowsOf(first, "➖") + rowsOf(second, "➖") + hidden(second, "flows? newly denied")).toBe(300);
    expect(second.text).toContain(`web-${String(allowed)}`);
  });

  test.each([2_000, 9_000, MAX_CHECK_BYTES])("fits into %i bytes", (maxBytes) => {
    const { summary, text } = renderCheck({ roots: [hugeRoot("."), hugeRoot("b")] }, { ...OPTIONS, maxBytes });
    for (const page of [summary, text ?? ""]) {
      expect(byteLength(page)).toBeLessThanOrEqual(maxBytes);
      readPage(page);
    }
  });
});
