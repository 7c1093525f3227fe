import fc from "fast-check";
import { describe as suite, expect, test } from "vitest";
import { PLAIN_OPTIONS, renderDiff, renderList } from "../../src/report/index.ts";
import { hostile } from "./hostile-names.ts";
import {
  cause,
  changed,
  diffOf,
  diffReport,
  flow,
  listReport,
  origin,
  podsElsewhere,
  podsOf,
  ports,
  workload,
} from "./support.ts";
import type { DiffReport } from "../../src/report/index.ts";

function reportOf(name: string, path: string, message: string): DiffReport {
  const endpoints = [
    { ...workload("a/Pod/x"), id: `a/Pod/${name}`, namespace: name, name },
    podsElsewhere([], `${name}=1`),
    podsOf({ namespace: { type: "name", name }, labels: [["k", name]] }),
  ];
  const made = cause("rule-grants", "head", `NetworkPolicy a/${name}`, "ingress[0]", origin(path, 1));
  return diffReport(diffOf(endpoints, { newlyAllowed: [changed([0, 1], [2, 0], ports({}, name), made)] }), {
    diagnostics: [{ severity: "error", code: "x", message, path, line: 1, column: 1 }],
    compared: { base: name, head: path },
  });
}

/** The line without its code spans, read as CommonMark reads them. */
function outsideCode(line: string): string {
  let rest = line;
  let shown = "";
  while (rest !== "") {
    const escaped = /^\\[!-/:-@[-`{-~]/.exec(rest);
    const fence = /^`+/.exec(rest);
    if (escaped !== null) {
      rest = rest.slice(2);
    } else if (fence !== null) {
      const close = new RegExp(`(?<!\`)${fence[0]}(?!\`)`).exec(rest.slice(fence[0].length));
      expect(close, `an open code span in ${JSON.stringify(line)}`).not.toBeNull();
      rest = rest.slice(fence[0].length + (close?.index ?? 0) + fence[0].length);
    } else {
      shown += rest.slice(0, 1);
      rest = rest.slice(1);
    }
  }
  return shown;
}

suite("hostile names", () => {
  test("cannot break a table, open a code span, add HTML, a link, a mention or an image to Markdown", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, path, message) => {
        const lines = renderDiff(reportOf(name, path, message), "markdown", PLAIN_OPTIONS).split("\n");
        const table = lines.filter((line) => line.startsWith("|"));
        expect(table).toHaveLength(3);
        for (const line of table) expect(line.replace(/\\\|/g, "").split("|")).toHaveLength(7);
        for (const line of lines) {
          const shown = outsideCode(line).replace(/^<sub>|<\/sub>$/g, "");
          expect(shown).not.toMatch(/[<>[\]*_~$]|@[a-z]|:\/\/|www\.|#\d/);
        }
        expect(lines.join("")).not.toMatch(/@(?!\u200B)/);
      }),
      { numRuns: 400 },
    );
  });

  test("do not change the number of lines of Markdown", () => {
    const tame = renderDiff(reportOf("x", "x", "x"), "markdown", PLAIN_OPTIONS).split("\n").length;
    fc.assert(
      fc.property(hostile, (name) => {
        expect(renderDiff(reportOf(name, name, name), "markdown", PLAIN_OPTIONS).split("\n")).toHaveLength(tame);
      }),
      { numRuns: 200 },
    );
  });

  test("bring no control, direction or invisible character into text, CSV, DOT or JSON", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, path, message) => {
        const report = reportOf(name, path, message);
        for (const format of ["text", "csv", "dot", "json"] as const) {
          const words = renderDiff(report, format, PLAIN_OPTIONS).replaceAll("\n", "");
          expect(words).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("stay what they are in JSON", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const parsed = JSON.parse(renderDiff(reportOf(name, name, name), "json", PLAIN_OPTIONS)) as {
          roots: { endpoints: { name?: string }[] }[];
        };
        expect(parsed.roots[0]?.endpoints[0]?.name).toBe(name);
      }),
      { numRuns: 100 },
    );
  });

  test("are single fields of CSV and single strings of DOT", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const endpoints = [{ ...workload("a/Pod/x"), id: name, name }, workload("a/Pod/y")];
        const report = listReport({ endpoints, flows: [flow([0], [1], ports({ TCP: [[1, 1]] }))], assumptions: [] });
        const [, line = ""] = renderList(report, "csv", PLAIN_OPTIONS).split("\n");
        expect([...line.matchAll(/("(?:[^"]|"")*"|[^",]*)(?:,|$)/g)].filter((field) => field[0] !== "")).toHaveLength(
          6,
        );
        for (const row of renderList(report, "dot", PLAIN_OPTIONS).split("\n")) {
          expect(row.replace(/"(?:[^"\\]|\\.)*"/g, "")).not.toContain('"');
        }
      }),
      { numRuns: 200 },
    );
  });

  test("lose their middle when they are long", () => {
    const words = renderDiff(reportOf("x".repeat(500), "p", "m"), "markdown", PLAIN_OPTIONS);
    expect(words).toContain(`\`a/Pod/${"x".repeat(54)}…${"x".repeat(59)}\``);
  });
});
