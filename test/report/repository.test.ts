/** What is said of a repository of several roots, rather than of one of them, is told once by every report. */
import { expect, test } from "vitest";
import { renderDiff, renderJudgement, renderList, PLAIN_OPTIONS, type DiffReport } from "../../src/report/index.ts";
import { diffReport, listReport } from "./support.ts";

const REMARK = {
  severity: "warning",
  code: "in-no-kustomization",
  message: "in no kustomization",
  path: "prod/np.yaml",
  line: 1,
  column: 1,
} as const;
const LINE = "warning: prod/np.yaml:1: in no kustomization";

const [root] = diffReport({ endpoints: [], newlyAllowed: [], newlyDenied: [], assumptions: [] }).roots;
const roots = root === undefined ? [] : ["dev", "prod"].map((name) => ({ ...root, root: name }));
const reports: readonly DiffReport[] = [
  { roots, repository: [REMARK] },
  { roots: [], unchanged: ["dev", "prod"], repository: [REMARK] },
];

test("of a diff and of a check, whether or not a root is looked at", () => {
  for (const report of reports) {
    const texts = [renderDiff(report, "text", PLAIN_OPTIONS), renderJudgement(report, [], "text", PLAIN_OPTIONS)];
    for (const text of texts) expect(text.split(LINE)).toHaveLength(2);
  }
});

test("of a list", () => {
  const { roots: listed } = listReport({ endpoints: [], flows: [], assumptions: [] });
  const text = renderList({ roots: [...listed, ...listed], repository: [REMARK] }, "text", PLAIN_OPTIONS);
  expect(text.split(LINE)).toHaveLength(2);
});

test("an error of the repository is no all-clear", () => {
  const report = { roots, repository: [{ ...REMARK, severity: "error" as const }] };
  expect(renderDiff(report, "text", PLAIN_OPTIONS).split("\n")[0]).toBe("NetworkPolicy: not fully analysed: 1 error");
});
