/** Regressions in comments and check runs. */
import { describe, expect, test } from "vitest";
import type { EndWords, Finding, Waiver } from "../../src/findings/index.ts";
import type { Diagnostic } from "../../src/manifests/index.ts";
import {
  deservesComment,
  PLAIN_OPTIONS,
  renderCheck,
  renderComment,
  renderJudgement,
  renderReply,
  type DiffReport,
} from "../../src/report/index.ts";
import { readPage } from "./pull-request/read-page.ts";
import { OPTIONS } from "./pull-request/support.ts";
import { cause, diffOf, diffReport, origin, workload } from "./support.ts";

const ENDPOINTS = [workload("shop/Deployment/web"), workload("shop/StatefulSet/db")];

function finding(more: Partial<Finding> = {}): Finding {
  return {
    rule: "isolation-lost",
    assertion: null,
    level: "failure",
    requiresApproval: false,
    subjects: ["x"],
    endpoints: [1],
    message: "no longer isolated: keep a policy that selects it",
    flows: [],
    causes: [cause("policy-isolated", "base", "NetworkPolicy shop/deny", null, origin("deny.yaml", 2))],
    place: { side: "base", origin: origin("deny.yaml", 2) },
    fix: null,
    ...more,
  };
}

const SELECTOR = finding({
  rule: "selects-nothing",
  assertion: null,
  level: "warning",
  endpoints: [],
  message: "NetworkPolicy `shop/db` selects `app=dp`",
  causes: [],
  place: { side: "head", origin: origin("db.yaml", 5) },
});

function report(...regressions: readonly Finding[]): DiffReport {
  const judgement = {
    regressions,
    echoes: [],
    standing: [{ rule: "selects-nothing", count: 3 } as const],
    waivers: [],
    mode: "enforce",
  } as const;
  return diffReport(diffOf(ENDPOINTS, {}), { judgement });
}

describe("a regression", () => {
  test("stands in the headline and in a table, with its rule, whom it is about and why; older ones are counted", () => {
    const comment = renderComment(report(finding(), SELECTOR), OPTIONS);
    expect(comment).toContain("## 🔴 NetworkPolicy: no reachability change; 1 policy regression, 1 warning\n");
    expect(comment).toContain(
      "| ⛔ failure | `isolation-lost` | `shop/StatefulSet/db`: no longer isolated: keep a policy that selects it | " +
        "`shop/deny` was deleted ([`deny.yaml:2`](https://git.example/acme/shop/blob/base/deny.yaml#L2)) |",
    );
    expect(comment).toContain(
      "| ⚠️ warning | `selects-nothing` | NetworkPolicy `shop/db` selects `app=dp` | " +
        "[`db.yaml:5`](https://git.example/acme/shop/blob/head/db.yaml#L5) |",
    );
    expect(comment).toContain("3 older findings stand on both sides: 3 `selects-nothing`");
  });

  test("fails the check at the level failure only", () => {
    const failed = renderCheck(report(finding(), SELECTOR), OPTIONS);
    expect(failed).toMatchObject({ conclusion: "failure", title: "1 regression · 1 warning" });
    expect(failed.summary).toContain("### Policy regressions");
    const warned = renderCheck(report(SELECTOR), OPTIONS);
    expect(warned).toMatchObject({ conclusion: "success", title: "No reachability change · 1 warning" });
  });

  test("counts by its level in the headline, whether or not one fails", () => {
    const notice = { ...SELECTOR, level: "notice" } as const;
    const headline = (...found: readonly Finding[]): string | undefined =>
      renderComment(report(...found), OPTIONS).split("\n")[1];
    expect(headline(SELECTOR, SELECTOR, notice)).toBe(
      "## NetworkPolicy: no reachability change; 2 policy warnings, 1 notice",
    );
    expect(headline(notice)).toBe("## ✅ NetworkPolicy: no reachability change; 1 policy notice");
    expect(headline({ ...SELECTOR, requiresApproval: true })).toBe(
      "## 🔴 NetworkPolicy: no reachability change; 1 policy regression",
    );
  });

  test("that does not fail the check is told of one root beside others", () => {
    const [first] = report(SELECTOR).roots;
    const [second] = report({ ...SELECTOR, level: "notice" }).roots;
    const [third] = report().roots;
    if (first === undefined || second === undefined || third === undefined) throw new Error("a report has a root");
    const roots = [first, { ...second, root: "b" }, { ...third, root: "c" }];
    const comment = renderComment({ roots }, OPTIONS);
    expect(readPage(comment).tables.map((rows) => rows.length)).toEqual([1, 1]);
    expect(comment).toContain("- `c`: no reachability change\n");
  });

  test("is remarked at its line in the head", () => {
    expect(renderCheck(report(finding(), SELECTOR), OPTIONS).annotations).toEqual([
      {
        path: "db.yaml",
        line: 5,
        level: "warning",
        title: "selects-nothing",
        message: "NetworkPolicy `shop/db` selects `app=dp`",
      },
    ]);
  });

  test("of an assertion is told with the assertion's name, and by its flows", () => {
    const origins = {
      causes: [cause("rule-grants", "head", "NetworkPolicy shop/db", "ingress[0]", origin("db.yaml", 9))],
    };
    const flow = {
      from: [0],
      to: [1],
      certainty: "certain",
      family: null,
      connections: { ranges: new Map([["TCP", [[5432, 5432]]]] as const), names: [], exceptNames: [] },
    } as const;
    const broken = finding({
      rule: "assertion",
      assertion: "closed",
      endpoints: [],
      message: "allowed, though this assertion denies it (`a <b> |`): take it back",
      flows: [{ change: "allowed", flow: { ...flow, ...origins } }],
      ...origins,
      place: { side: "head", origin: origin("db.yaml", 9) },
    });
    expect(renderComment(report(broken), OPTIONS)).toContain(
      "| ⛔ failure | assertion `closed` | `shop/Deployment/web` → `shop/StatefulSet/db`, TCP 5432: allowed, though this " +
        "assertion denies it (`a <b> \\|`): take it back | rule `ingress[0]` of new policy `shop/db` allows it",
    );
    expect(renderCheck(report(broken), OPTIONS).annotations).toMatchObject([{ line: 9, title: "assertion closed" }]);
  });

  test("carries what to write instead: at its line, and as a block ready to be copied", () => {
    const fix = { path: "db.yaml", firstLine: 5, lastLine: 5, text: "    matchLabels: { app: db }" };
    const mended = report({ ...SELECTOR, fix });
    const check = renderCheck(mended, OPTIONS);
    expect(check.annotations.map(({ message }) => message)).toEqual([
      "NetworkPolicy `shop/db` selects `app=dp`\nWrite instead:\n    matchLabels: { app: db }",
    ]);
    const block =
      "Ready instead of [`db.yaml:5`](https://git.example/acme/shop/blob/head/db.yaml#L5):\n\n" +
      "```yaml\n    matchLabels: { app: db }\n```";
    expect(check.summary).toContain(block);
    expect(renderComment(mended, OPTIONS)).toContain(block);
    const many = report(...Array.from({ length: 9 }, () => ({ ...SELECTOR, fix })));
    expect(renderComment(many, OPTIONS).split("```yaml")).toHaveLength(4);
  });

  test("that repeats a diagnostic is told once; an error besides", () => {
    const place = origin("db.yaml", 5);
    const diagnostic = { severity: "warning", code: "unknown-field", message: "unknown field `x`", ...place } as const;
    const twice = finding({ ...SELECTOR, rule: "unknown-field", message: diagnostic.message });
    const judgement = { regressions: [twice], echoes: [], standing: [], waivers: [], mode: "enforce" } as const;
    const of = (...diagnostics: readonly Diagnostic[]): string =>
      renderComment(diffReport(diffOf(ENDPOINTS, {}), { judgement, diagnostics }), OPTIONS);
    expect(of(diagnostic).split("unknown field")).toHaveLength(2);
    expect(of({ ...diagnostic, line: 6 }).split("unknown field")).toHaveLength(3);
    expect(of({ ...diagnostic, severity: "error" }).split("unknown field")).toHaveLength(3);
  });

  test("deserves a comment, unless it is a notice", () => {
    const none = new Set<string>();
    expect(deservesComment(report(SELECTOR), none)).toBe(true);
    expect(deservesComment(report({ ...SELECTOR, level: "notice" }), none)).toBe(false);
    expect(deservesComment(report(), none)).toBe(false);
  });

  test("is cut by whole rows, with exact counts", () => {
    const many = Array.from({ length: 900 }, (_, index) => ({
      ...SELECTOR,
      message: `NetworkPolicy \`shop/db-${String(index)}\` selects \`app=dp\``,
    }));
    const comment = renderComment(report(...many), { ...OPTIONS, maxBytes: 20_000 });
    const [rows = []] = readPage(comment).tables;
    expect(rows.length).toBeGreaterThan(20);
    expect(comment).toContain(`… and ${String(900 - rows.length)} more regressions`);
    expect(new TextEncoder().encode(comment).length).toBeLessThanOrEqual(20_000);
  });
});

test("a waiver whose words mean nothing is told as text, with what is known of them", () => {
  const words = (text: string): EndWords => ({
    text,
    pattern: { type: "name", namespace: "shop", kind: null, name: "dmp" },
  });
  const waiver: Waiver = {
    rule: "isolation-lost",
    assertion: null,
    from: null,
    to: [words("shop/dmp")],
    reason: "x",
    until: null,
    origin: origin(".github/netpol.yml", 9),
  };
  const unmatched = ["shop/dmp", "a", "b", "c"].map((text) => {
    return { end: "to", words: words(text), reason: "no workload `shop/dmp`: did you mean `shop/db`?" } as const;
  });
  const judgement = {
    regressions: [],
    echoes: [],
    standing: [],
    waivers: [{ waiver, state: "meaningless", findings: 0, unmatched }],
    mode: "enforce",
  } as const;
  const { summary } = renderCheck(diffReport(diffOf(ENDPOINTS, {}), { judgement }), OPTIONS);
  expect(summary).toContain(
    "does less than it says: `to: shop/dmp` means nothing: no workload `shop/dmp`: did you mean `shop/db`?; `to: a`",
  );
  expect(summary).toContain("; and 1 more");
});

test("a review on demand lists the regressions that its headline counts, whichever flows it is asked for", () => {
  const expected = "| ⛔ failure | `isolation-lost` | `shop/StatefulSet/db`: no longer isolated";
  for (const shown of ["all", "allowed"] as const) {
    const answer = { type: "diff", report: report(finding(), SELECTOR), shown } as const;
    const text = renderReply({ markers: [], answers: [answer], next: "/netpol help" }, () => null);
    expect(text).toContain("1 policy regression, 1 warning\n");
    expect(text).toContain(expected);
    expect(text).toContain("| ⚠️ warning | `selects-nothing` |");
    expect(text).not.toContain("left out");
  }
});

describe("an error that a regression tells", () => {
  const flaw = "NetworkPolicy shop/db is invalid and not evaluated: spec.ports";
  const error: Diagnostic = {
    severity: "error",
    code: "invalid-object",
    message: flaw,
    ...origin("a.yaml", 4),
    about: { kind: "NetworkPolicy", namespace: "shop", what: "spec.ports", rename: null },
  };
  const invalid = finding({
    rule: "invalid-object",
    endpoints: [],
    message: `${flaw}; put it right`,
    causes: [],
    place: { side: "head", origin: origin("a.yaml", 4) },
  });
  const reported = (found: Finding): DiffReport => {
    const [root] = report(found).roots;
    if (root === undefined) throw new Error("a report has a root");
    return { roots: [{ ...root, diagnostics: [error] }] };
  };

  test("is told once, and all the same nobody says that nothing changed", () => {
    const comment = renderComment(reported(invalid), OPTIONS);
    expect(comment).toContain("## 🔴 NetworkPolicy: not fully analysed; 1 policy regression\n");
    expect(comment.split(flaw)).toHaveLength(2);
    const { title, conclusion, annotations } = renderCheck(reported(invalid), OPTIONS);
    expect({ title, conclusion }).toEqual({ title: "Not fully analysed · 1 regression", conclusion: "failure" });
    expect(annotations).toEqual([
      { path: "a.yaml", line: 4, level: "failure", title: "invalid-object", message: invalid.message },
    ]);
    expect(renderJudgement(reported(invalid), [error], "text", PLAIN_OPTIONS).split("is invalid and")).toHaveLength(2);
  });

  test("is told beside a regression that does not fail the check, since it does", () => {
    const warned = reported({ ...invalid, level: "warning" });
    expect(renderComment(warned, OPTIONS)).toContain(
      "## 🔴 NetworkPolicy: not fully analysed: 1 error; 1 policy warning\n",
    );
    const { title, conclusion, annotations } = renderCheck(warned, OPTIONS);
    expect({ title, conclusion }).toEqual({
      title: "Not fully analysed: 1 error · 1 warning",
      conclusion: "failure",
    });
    expect(annotations).toMatchObject([{ level: "failure", title: "Not analysed" }]);
  });
});
