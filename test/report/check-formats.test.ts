/** SARIF and JUnit of a judgement. */
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import type { Diagnostic } from "../../src/manifests/index.ts";
import { PLAIN_OPTIONS, renderJudgement, type DiffReport } from "../../src/report/index.ts";
import { hostileNames, reportOf } from "./comment/hostile-report.ts";
import { cause, diffOf, diffReport, origin, workload } from "./support.ts";

const finding: Finding = {
  rule: "isolation-lost",
  assertion: null,
  level: "failure",
  requiresApproval: false,
  subjects: ["x"],
  endpoints: [0],
  message: "no longer isolated: keep a policy that selects it",
  flows: [],
  causes: [cause("policy-isolated", "base", "NetworkPolicy shop/deny", null, origin("a b/deny.yaml", 2))],
  place: { side: "base", origin: origin("a b/deny.yaml", 2) },
  fix: null,
};

const warning: Finding = {
  ...finding,
  ...{ rule: "assertion", assertion: "closed", level: "warning", endpoints: [], causes: [] },
  message: "`x` < y & 'z'",
  place: { side: "head", origin: origin("db.yaml", 5) },
};

function report(...regressions: readonly Finding[]): DiffReport {
  const judgement = { regressions, echoes: [], standing: [], waivers: [], mode: "enforce" } as const;
  return diffReport(diffOf([workload("shop/Deployment/web"), workload("shop/Deployment/api")], {}), { judgement });
}

function diagnostic(message: string): Diagnostic {
  return { severity: "error", code: "invalid-object", message, ...origin("web.yaml", 1) };
}

const ajv = new Ajv({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
// What only older drafts know by these names.
const isSarif = ajv.compile({ ...schema, $schema: undefined, id: undefined } as object);

/** What the schema says against a text; `null`: nothing. */
function sarifProblems(text: string): string | null {
  return isSarif(JSON.parse(text)) ? null : JSON.stringify(isSarif.errors);
}

const unjudged = [diagnostic("it is `broken`")];

test("SARIF fits its schema and names rule, level, message and place", () => {
  const text = renderJudgement(report(finding, warning), [], "sarif", PLAIN_OPTIONS);
  expect(sarifProblems(text)).toBeNull();
  const { runs } = JSON.parse(text) as { readonly runs: readonly { readonly results: readonly unknown[] }[] };
  expect(runs[0]?.results).toMatchObject([
    {
      ruleId: "isolation-lost",
      level: "error",
      message: {
        text:
          "`shop/Deployment/web`: no longer isolated: keep a policy that selects it " +
          "[`shop/deny` was deleted (a b/deny.yaml:2), in the base]",
      },
      locations: [{ physicalLocation: { artifactLocation: { uri: "w.yaml" }, region: { startLine: 1 } } }],
      relatedLocations: [
        {
          message: { text: "in the base" },
          physicalLocation: { artifactLocation: { uri: "a%20b/deny.yaml" }, region: { startLine: 2 } },
        },
      ],
    },
    { ruleId: "assertion/closed", level: "warning", message: { text: "`x` < y & 'z' [db.yaml:5]" } },
  ]);
  expect(runs[0]).toMatchObject({ invocations: [{ executionSuccessful: true }] });
});

test("SARIF names the version of netpol", () => {
  const text = renderJudgement(report(finding), [], "sarif", { ...PLAIN_OPTIONS, version: "1.2.3" });
  expect(JSON.parse(text)).toMatchObject({ runs: [{ tool: { driver: { name: "netpol", version: "1.2.3" } } }] });
});

test("SARIF points to the start of a file, never to a line of the base, where the head holds nothing that it is about", () => {
  const gone = { ...finding, endpoints: [], causes: [] };
  const text = renderJudgement(report(gone), [], "sarif", PLAIN_OPTIONS);
  expect(sarifProblems(text)).toBeNull();
  const place = (startLine: number): unknown => ({
    physicalLocation: { artifactLocation: { uri: "a%20b/deny.yaml" }, region: { startLine, startColumn: 1 } },
  });
  expect(JSON.parse(text)).toMatchObject({
    runs: [
      {
        results: [
          { locations: [place(1)], relatedLocations: [{ ...(place(2) as object), message: { text: "in the base" } }] },
        ],
      },
    ],
  });
});

test("SARIF of what cannot be told is that of a run that failed", () => {
  const text = renderJudgement(report(), unjudged, "sarif", PLAIN_OPTIONS);
  expect(sarifProblems(text)).toBeNull();
  expect(JSON.parse(text)).toMatchObject({
    runs: [
      { results: [], invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: "error" }] }] },
    ],
  });
});

test("JUnit has a test for each rule, which fails for findings of level failure", () => {
  const text = renderJudgement(report(finding, warning), unjudged, "junit", PLAIN_OPTIONS);
  expect(text).toContain('<testcase classname="netpol" name="cut-off"/>');
  expect(text).toContain(
    '<testcase classname="netpol" name="isolation-lost">\n<failure message="`shop/Deployment/web`: no longer isolated',
  );
  expect(text).toContain(
    '<testcase classname="netpol" name="assertion/closed">\n<system-out>warning: `x` &lt; y &amp; &apos;z&apos; [db.yaml:5]',
  );
  expect(text).toContain('name="manifests">\n<error message="web.yaml:');
  expect(text).toMatch(/<testsuite name="netpol check" tests="\d+" failures="1" errors="1">/);
});

test("hostile names stay text", () => {
  fc.assert(
    fc.property(hostileNames, (names) => {
      const hostile = reportOf(names);
      const refused = [{ ...diagnostic(names.message), path: names.path }];
      expect(sarifProblems(renderJudgement(hostile, refused, "sarif", PLAIN_OPTIONS))).toBeNull();
      const xml = renderJudgement(hostile, refused, "junit", PLAIN_OPTIONS);
      // Nothing but our own elements, references of our own, and only characters that XML can hold.
      const tags = new Set([...xml.matchAll(/<\/?([a-z-]*)/g)].map(([, tag]) => tag));
      expect(tags).toEqual(new Set(["", "testsuites", "testsuite", "testcase", "failure", "error"]));
      expect(xml.replaceAll(/<[^<>]*>/g, "")).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/);
      expect(xml).not.toMatch(/[^\P{Cc}\n]|\p{Cs}|[\uFFFE\uFFFF]/u);
    }),
  );
});
