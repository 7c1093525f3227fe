import { describe, expect, test } from "vitest";
import { deservesComment, renderCheck, type DiffReport } from "../../../src/report/index.ts";
import { readStory } from "../../stories/story.ts";
import { readPage } from "../pull-request/read-page.ts";
import { largeRoot, OPTIONS, storyReview } from "../pull-request/support.ts";
import { cause, changed, diffOf, diffReport, internet, origin, tcp, workload } from "../support.ts";

const ENDPOINTS = [workload("shop/Deployment/web"), workload("shop/StatefulSet/db"), internet("0.0.0.0/0")];

function problem(path: string, severity: "error" | "warning" | "notice", line = 3, code = "x") {
  return { severity, code, message: `\`${path}\` is odd`, path, line, column: 1 };
}

const NO_CHANGE = diffReport(diffOf(ENDPOINTS, {}));
const BROKEN = diffReport(diffOf(ENDPOINTS, {}), { diagnostics: [problem("a.yaml", "error")] });
const BROKEN_ELSEWHERE = diffReport(diffOf(ENDPOINTS, {}), { diagnostics: [problem("old.yaml", "error")] });

describe("the conclusion", () => {
  test.each<[string, DiffReport, string, string]>([
    ["success without a change", NO_CHANGE, "success", "No reachability change"],
    [
      "neutral where flows changed",
      { roots: [largeRoot(".", 2, 1)] },
      "neutral",
      "2 flows newly allowed · 1 newly denied",
    ],
    ["neutral where flows are denied only", { roots: [largeRoot(".", 0, 1)] }, "neutral", "1 flow newly denied"],
    ["failure where a changed file was not analysed", BROKEN, "failure", "Not fully analysed: 1 error"],
    ["success where only a file that stays is broken", BROKEN_ELSEWHERE, "success", "Not fully analysed: 1 error"],
  ])("is %s", (_, report, conclusion, title) => {
    const output = renderCheck(report, OPTIONS);
    expect(output.conclusion).toBe(conclusion);
    expect(output.title).toBe(title);
    expect(output.text).toBeNull();
    expect(output.summary).toContain("base `9c1b0e7` + head `6dcb09b` (test merge `1f2e3d4`)");
  });

  test("has its own words where no file that matters changed", () => {
    const output = renderCheck({ roots: [] }, { ...OPTIONS, changed: new Set() });
    expect(output).toEqual({
      title: "No NetworkPolicy-relevant change",
      summary: [
        "No file that may hold manifests differs between the two sides, so that there was nothing to compare.",
        "base `9c1b0e7` + head `6dcb09b` (test merge `1f2e3d4`)",
      ].join("\n\n"),
      text: null,
      conclusion: "success",
      annotations: [],
    });
  });

  test("names the pair that was compared", () => {
    const [mergeBase, base, head] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
    const summary = (pair: typeof OPTIONS.pair): string => renderCheck(NO_CHANGE, { ...OPTIONS, pair }).summary;
    expect(summary({ type: "merge-base", mergeBase, head })).toContain(
      "merge base `aaaaaaa` compared with head `ccccccc`, as there is no test merge",
    );
    expect(summary({ type: "merge-group", base, head })).toContain(
      "base `bbbbbbb` compared with merge group `ccccccc`",
    );
  });
});

test("a title has at most 60 characters and keeps what matters most", () => {
  const fresh = [...ENDPOINTS, workload("shop/Job/new", "head"), workload("shop/Job/old", "base")];
  const made = cause("rule-grants", "head", "NetworkPolicy shop/p", "ingress[0]", origin("a.yaml", 1));
  const diff = diffOf(fresh, {
    newlyAllowed: [changed([0], [1], tcp(1), made), { ...changed([1], [0], tcp(1), made), certainty: "unknown" }],
    newlyDenied: [changed([2], [1], tcp(1), made)],
  });
  const report = diffReport(diff, { diagnostics: [problem("a.yaml", "error"), problem("a.yaml", "error", 4)] });
  expect(renderCheck(report, OPTIONS).title).toBe("Not fully analysed · 1 flow newly allowed · 1 newly denied");
});

describe("annotations", () => {
  const grants = (line: number, path = "a.yaml") =>
    cause("rule-grants", "head", "NetworkPolicy shop/p", "ingress[0]", origin(path, line));
  const granted = cause("rule-granted", "base", "NetworkPolicy shop/p", "ingress[0]", origin("a.yaml", 9));
  const isolates = cause("policy-isolates", "head", "NetworkPolicy shop/p", null, origin("a.yaml", 5));

  test("stand on the line of the cause, worst first, one for each line", () => {
    const diff = diffOf(ENDPOINTS, {
      newlyAllowed: [changed([2], [1], tcp(5432), grants(5)), changed([2], [0], tcp(80), grants(7))],
      newlyDenied: [changed([0], [1], tcp(9), isolates), changed([1], [0], tcp(8), granted)],
    });
    const report = diffReport(diff, { diagnostics: [problem("a.yaml", "error"), problem("a.yaml", "warning", 4)] });
    expect(renderCheck(report, OPTIONS).annotations).toEqual([
      { path: "a.yaml", line: 3, level: "failure", title: "Not analysed", message: "`a.yaml` is odd" },
      {
        path: "a.yaml",
        line: 5,
        level: "warning",
        title: "Newly allowed",
        message: [
          "newly allowed: internet (0.0.0.0/0) → `shop/StatefulSet/db`, TCP 5432: rule `ingress[0]` of new policy `shop/p` allows it",
          "newly denied: `shop/Deployment/web` → `shop/StatefulSet/db`, TCP 9: now isolated by new policy `shop/p`, which has no rule for it",
        ].join("\n"),
      },
      {
        path: "a.yaml",
        line: 7,
        level: "warning",
        title: "Newly allowed",
        message:
          "newly allowed: internet (0.0.0.0/0) → `shop/Deployment/web`, TCP 80: rule `ingress[0]` of new policy `shop/p` allows it",
      },
    ]);
  });

  test("only on files that the head holds as they were analysed", () => {
    const diff = diffOf(ENDPOINTS, {
      newlyAllowed: [changed([2], [1], tcp(1), grants(5)), changed([2], [0], tcp(2), grants(6, "merged.yaml"))],
    });
    const { annotations } = renderCheck(diffReport(diff), { ...OPTIONS, annotatable: (path) => path === "a.yaml" });
    expect(annotations.map(({ path, line }) => `${path}:${String(line)}`)).toEqual(["a.yaml:5"]);
  });

  test("are at most 50; the last one counts the lines without one", () => {
    const { annotations } = renderCheck({ roots: [largeRoot(".", 60, 0)] }, OPTIONS);
    expect(annotations).toHaveLength(50);
    expect(annotations.at(-1)?.message).toMatch(/allows it\n… and 10 more lines without a remark$/);
  });

  test("say at most ten things about one line, and count the others", () => {
    const endpoints = Array.from({ length: 13 }, (_, index) => workload(`shop/Job/a-${String(index)}`));
    const flows = endpoints.slice(1).map((_, index) => changed([0], [index + 1], tcp(index + 1), grants(5)));
    const [annotation] = renderCheck(diffReport(diffOf(endpoints, { newlyAllowed: flows })), OPTIONS).annotations;
    const lines = annotation?.message.split("\n") ?? [];
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe("… and 2 more");
  });

  test("have at most 64 KB even where names are long", () => {
    const long = "é".repeat(5_000);
    const endpoints = Array.from({ length: 13 }, (_, index) => workload(`${long}/Job/${String(index)}`));
    const flows = endpoints.slice(1).map((_, index) => changed([0], [index + 1], tcp(index + 1), grants(5)));
    const [annotation] = renderCheck(diffReport(diffOf(endpoints, { newlyAllowed: flows })), OPTIONS).annotations;
    expect(new TextEncoder().encode(annotation?.message ?? "").length).toBeLessThan(10_000);
  });
});

describe("a pull request without a comment", () => {
  test.each<[string, DiffReport, boolean]>([
    ["does not get one without a change", NO_CHANGE, false],
    ["does not get one for what is broken elsewhere", BROKEN_ELSEWHERE, false],
    ["gets one for a flow", { roots: [largeRoot(".", 1, 0)] }, true],
    ["gets one for a new workload", diffReport(diffOf([workload("a/Job/b", "head")], {})), true],
    ["gets one for a changed file that is broken", BROKEN, true],
    [
      "gets one for a changed policy of another kind",
      diffReport(diffOf(ENDPOINTS, {}), { diagnostics: [problem("a.yaml", "notice", 1, "not-evaluated")] }),
      true,
    ],
  ])("%s", (_, report, expected) => {
    expect(deservesComment(report, OPTIONS.changed)).toBe(expected);
  });
});

test("a story as a check run", async () => {
  const { report, options } = storyReview(await readStory("one-broken-file"));
  const { title, summary, conclusion, annotations } = renderCheck(report, options);
  expect(title).toBe("Not fully analysed · 1 flow newly allowed");
  expect(conclusion).toBe("failure");
  expect(annotations.map(({ path, line, level }) => `${level} ${path}:${String(line)}`)).toEqual([
    "failure broken.yaml:5",
    "warning db-policy.yaml:10",
  ]);
  expect(readPage(summary).tables.map((rows) => rows.length)).toEqual([1, 1]);
});
