/** JUnit XML of what the rules say: one test for each rule, and for each assertion that has findings. */
import { isFailing } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { findingId, findingIds, findingLine, reviewedFindings } from "./finding-lines.ts";
import type { DiffReport } from "./review.ts";
import { placeText } from "./spans.ts";
import { xmlText } from "./xml.ts";

/** Most findings of one test that are spelled out. */
const MAX_LINES = 100;

/** A test fails for findings that fail the check; others are its output. `unjudged`: errors because of which nobody can tell. */
export function judgementJunit(report: DiffReport, unjudged: readonly Diagnostic[]): string {
  const reviewed = reviewedFindings(report);
  const found = reviewed.map(({ finding, review }) => ({
    id: findingId(finding),
    level: finding.level,
    isFailure: isFailing(finding),
    line: findingLine(finding, review),
  }));
  const tests = findingIds(reviewed).map((id) => {
    const own = found.filter((one) => one.id === id);
    const lines = (wanted: "failures" | "others"): readonly string[] =>
      own.flatMap(({ level, isFailure, line }) =>
        isFailure === (wanted === "failures") ? [level === "failure" ? line : `${level}: ${line}`] : [],
      );
    return { id, failures: lines("failures"), others: lines("others") };
  });
  const failures = tests.filter((test) => test.failures.length > 0).length;
  const counts = (own: number): string =>
    `tests="${String(own)}" failures="${String(failures)}" errors="${unjudged.length > 0 ? "1" : "0"}"`;
  const cases = [
    ...tests.map((test) => testCase(test.id, element("failure", test.failures) + output(test.others))),
    testCase(
      "manifests",
      element(
        "error",
        unjudged.map((diagnostic) => `${placeText(diagnostic)}: ${diagnostic.message}`),
      ),
    ),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netpol" ${counts(cases.length)}>`,
    `<testsuite name="netpol check" ${counts(cases.length)}>`,
    ...cases,
    "</testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(name: string, inner: string): string {
  const head = `<testcase classname="netpol" name="${xmlText(name)}"`;
  return inner === "" ? `${head}/>` : `${head}>${inner}\n</testcase>`;
}

function element(name: "failure" | "error", lines: readonly string[]): string {
  const [first] = lines;
  if (first === undefined) return "";
  return `\n<${name} message="${xmlText(first)}">${body(lines)}</${name}>`;
}

function output(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n<system-out>${body(lines)}</system-out>`;
}

function body(lines: readonly string[]): string {
  const rest = lines.length - MAX_LINES;
  const shown = lines.slice(0, MAX_LINES).map(xmlText);
  return [...shown, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join("\n");
}
