/** SARIF 2.1.0 of what the rules say, as GitHub code scanning takes it. */
import { isFailing, RULES, type Finding, type Level } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import type { Origin } from "../engine/index.ts";
import { cleanMessage, jsonText } from "./escape.ts";
import { findingId, findingIds, findingLine, reviewedFindings } from "./finding-lines.ts";
import type { DiffReport } from "./review.ts";
import type { RootReview } from "./root-review.ts";
import { counted } from "./spans.ts";

/** Most results; code scanning shows no more of one run. */
const MAX_RESULTS = 5000;

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

const LEVELS: Readonly<Record<Level | "off", "error" | "warning" | "note" | "none">> = {
  failure: "error",
  warning: "warning",
  notice: "note",
  off: "none",
};

/** `unjudged`: errors because of which the rules cannot tell; they are told as notifications of a run that failed. */
export function judgementSarif(report: DiffReport, unjudged: readonly Diagnostic[], version: string | null): string {
  const found = reviewedFindings(report);
  const ids = findingIds(found);
  const numbers = new Map(ids.map((id, index) => [id, index]));
  const results = found.slice(0, MAX_RESULTS).map(({ finding, review }) => {
    const id = findingId(finding);
    return {
      ruleId: id,
      ruleIndex: numbers.get(id) ?? 0,
      level: isFailing(finding) ? "error" : LEVELS[finding.level],
      message: { text: findingLine(finding, review) },
      ...locationsOf(finding, review),
    };
  });
  const rest = found.length - results.length;
  const notifications = [
    ...unjudged.map((diagnostic) => ({
      level: "error",
      message: { text: cleanMessage(diagnostic.message) },
      locations: [locationOf(diagnostic)],
    })),
    ...(rest > 0 ? [{ level: "warning", message: { text: `${counted(rest, "more finding")} left out` } }] : []),
  ];
  const run = {
    tool: {
      driver: {
        name: "netpol",
        ...(version === null ? {} : { version }),
        rules: ids.map((id) =>
          ruleOf(
            id,
            found.map(({ finding }) => finding),
          ),
        ),
      },
    },
    invocations: [{ executionSuccessful: unjudged.length === 0, toolExecutionNotifications: notifications }],
    columnKind: "utf16CodeUnits",
    results,
  };
  return `${jsonText({ $schema: SCHEMA, version: "2.1.0", runs: [run] })}\n`;
}

function ruleOf(id: string, found: readonly Finding[]): unknown {
  const rule = RULES.find((one) => one.id === id);
  const text = rule?.summary ?? "A change breaks what the team asserts about its network.";
  const level = rule?.level ?? found.find((finding) => findingId(finding) === id)?.level ?? "failure";
  return {
    id,
    shortDescription: { text },
    defaultConfiguration: level === "off" ? { enabled: false } : { level: LEVELS[level] },
  };
}

/**
 * Code scanning shows a result at a line of the head. Of what went, the base's line may be another one there, or beyond the
 * end of the file, or the file is gone: then it is at a workload that it happens to, or where there is none at the start of
 * the file, and the line of the base is beside it.
 */
function locationsOf({ place, causes, endpoints, flows }: Finding, { root }: RootReview): Record<string, unknown> {
  if (place.side === "head") return { locations: [locationOf(place.origin)] };
  const ends = [...endpoints, ...flows.flatMap(({ flow }) => [...flow.to, ...flow.from])];
  const origins = [
    ...causes.filter(({ side }) => side === "head").map(({ origin }) => origin),
    ...ends.flatMap((index) => {
      const endpoint = root.diff.endpoints[index];
      return endpoint?.type === "workload" && endpoint.only !== "base" ? [endpoint.origin] : [];
    }),
  ];
  const near = origins[0] ?? { ...place.origin, line: 1, column: 1 };
  return {
    locations: [locationOf(near)],
    relatedLocations: [{ ...locationOf(place.origin), id: 1, message: { text: "in the base" } }],
  };
}

/** Half of a surrogate pair, of which no address can be made. */
const HALVES = /\p{Cs}/gu;

/** Relative to the root of what was read. */
function locationOf({ path, line, column }: Origin): Record<string, unknown> {
  const uri = path.replace(HALVES, "\uFFFD").split("/").map(encodeURIComponent).join("/");
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column } } };
}
