import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteLength } from "../../../src/report/bytes.ts";
import { renderCheck, renderComment, type DiffReport } from "../../../src/report/index.ts";
import { hostile } from "../hostile-names.ts";
import { readGraph, readPage } from "../pull-request/read-page.ts";
import { OPTIONS } from "../pull-request/support.ts";
import { diffOf, flow, NO_COUNTS, ports } from "../support.ts";
import { hostileNames, reportOf } from "./hostile-report.ts";

function optionsOf(report: DiffReport, path: string, changedPath: string): typeof OPTIONS {
  const endpoints = report.roots[0]?.diff.endpoints ?? [];
  const side = { endpoints, flows: [flow([2, 4], [0], ports({}, "x`|"))], assumptions: [] };
  return {
    ...OPTIONS,
    link: ({ line }) => `https://git.example/acme/shop/blob/${path}#L${String(line)}`,
    changed: new Set([changedPath]),
    reachability: () => ({ base: side, head: { ...side, flows: [] } }),
  };
}

describe("hostile names", () => {
  test("bring no HTML, link, mention, reference or broken structure into a comment, nor into its graph", () => {
    fc.assert(
      fc.property(hostileNames, fc.boolean(), (chosen, isChanged) => {
        const report = reportOf(chosen);
        const comment = renderComment(report, optionsOf(report, chosen.path, isChanged ? chosen.path : "other"));
        const page = readPage(comment);
        expect(page.graphs.map(readGraph)).toHaveLength(1);
        expect(page.tables.map((rows) => rows.length)).toEqual(isChanged ? [1, 2, 2, 3] : [2, 2, 3]);
        expect(page.nodes.filter(({ type }) => type === "html")).toHaveLength(9);
        expect(comment.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
      { numRuns: 150 },
    );
  });

  test("nor into the parts of a report with several roots", () => {
    fc.assert(
      fc.property(hostileNames, hostile, (chosen, other) => {
        const [root] = reportOf(chosen).roots;
        if (root === undefined) throw new Error("a report has a root");
        const note = { severity: "notice", code: "own", message: other, path: other, line: 1, column: 1 } as const;
        const unlike = { ...root, root: other, diagnostics: [...root.diagnostics, note] };
        const quiet = {
          ...root,
          root: other,
          diff: diffOf([], {}),
          diagnostics: [],
          counts: { base: NO_COUNTS, head: NO_COUNTS },
        };
        const page = readPage(renderComment({ roots: [root, unlike, quiet] }, OPTIONS));
        expect(page.graphs).toHaveLength(2);
        const short = renderComment({ roots: [root, unlike, quiet] }, { ...OPTIONS, maxBytes: 2_000 });
        expect(byteLength(short)).toBeLessThanOrEqual(2_000);
        readPage(short);
      }),
      { numRuns: 60 },
    );
  });

  test("nor into a check run", () => {
    fc.assert(
      fc.property(hostileNames, (chosen) => {
        const report = reportOf(chosen);
        const { title, summary, annotations } = renderCheck(report, optionsOf(report, chosen.path, chosen.path));
        expect(title).toBe("Not fully analysed · 2 regressions · 1 flow newly allowed");
        expect(readPage(summary).tables.map((rows) => rows.length)).toEqual([1, 2, 2]);
        for (const { path, message } of annotations) {
          expect(path).toBe(chosen.path);
          expect(message).not.toMatch(/@(?!\u200B)/);
          expect(message.replaceAll("\n", "").replaceAll("\u200B", "")).not.toMatch(
            /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test("stay inside of code spans where they would be mentions or references", () => {
    const chosen = {
      namespace: "@acme/ops",
      name: "#12",
      path: "GH-12",
      message: "see acme/shop#12, GH-12, @acme, 0123456789abcdef0123456789abcdef01234567",
      label: "x",
    };
    const comment = renderComment(reportOf(chosen), OPTIONS);
    expect(comment).toContain("`@\u200Bacme/ops/Pod/#12`");
    expect(comment).toContain("see acme/shop#\u200B12, GH-\u200B12, @\u200Bacme, 012345\u200B6789ab\u200Bcdef01");
    readPage(comment);
  });
});
