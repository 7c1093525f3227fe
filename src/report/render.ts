import { diffCsvLines, listCsvLines } from "./csv.ts";
import { diffDocument } from "./diff-document.ts";
import { diffDot, listDot } from "./dot.ts";
import type { Block } from "./blocks.ts";
import { explanationDocument } from "./explanation-document.ts";
import { foldRoots } from "./fold-roots.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { diffJson, judgementJson, listJson } from "./json.ts";
import { judgementDocument } from "./judgement-document.ts";
import { listDocument } from "./list-document.ts";
import { toMarkdown } from "./markdown.ts";
import { judgementJunit } from "./junit.ts";
import type { Format, JudgementFormat, ReportOptions } from "./options.ts";
import type { DiffReport, ExplanationReport, ListReport } from "./review.ts";
import { judgementSarif } from "./sarif.ts";
import { settingsListing, type SettingsListing } from "./settings-listing.ts";
import { toText } from "./text.ts";

/** Reachability in one string that ends with a line break; the same report and options give the same bytes. */
export function renderList(report: ListReport, format: Format, options: ReportOptions): string {
  switch (format) {
    case "text":
      return toText(listDocument(report, options), options);
    case "markdown":
      return toMarkdown(listDocument(report, options), options);
    case "json":
      return listJson(report);
    case "csv":
      return [...listCsvLines(report)].join("");
    case "dot":
      return listDot(report);
  }
}

/** The review of a diff, likewise. */
export function renderDiff(report: DiffReport, format: Format, options: ReportOptions): string {
  switch (format) {
    case "text":
      return toText(diffDocument(report, options), options);
    case "markdown":
      return toMarkdown(diffDocument(report, options), options);
    case "json":
      return diffJson(report);
    case "csv":
      return [...diffCsvLines(report)].join("");
    case "dot":
      return diffDot(report);
  }
}

/** What the rules say of a change; `unjudged`: errors because of which they cannot tell. */
export function renderJudgement(
  report: DiffReport,
  unjudged: readonly Diagnostic[],
  format: JudgementFormat,
  options: ReportOptions,
): string {
  switch (format) {
    case "text":
      return toText(judgementDocument(report, unjudged, options), options);
    case "markdown":
      return toMarkdown(judgementDocument(report, unjudged, options), options);
    case "json":
      return judgementJson(report);
    case "sarif":
      return judgementSarif(report, unjudged, options.version);
    case "junit":
      return judgementJunit(report, unjudged);
  }
}

/** The configuration in force. */
export function renderSettings(listing: SettingsListing, format: "text" | "markdown", options: ReportOptions): string {
  const blocks = settingsListing(listing);
  return format === "text" ? toText(blocks, options) : toMarkdown(blocks, options);
}

/**
 * Why connections are possible or not, for each root in which the question means something; before and after stand side
 * by side where they differ.
 */
export function renderExplanations(
  answers: readonly { readonly root: string; readonly reports: readonly ExplanationReport[] }[],
  format: "text" | "markdown",
  options: ReportOptions,
): string {
  const render = (blocks: readonly Block[]): string =>
    format === "text" ? toText(blocks, options) : toMarkdown(blocks, options);
  const [only] = answers;
  if (only !== undefined && answers.length === 1) {
    return only.reports.map((report) => render(explanationDocument(report))).join("\n");
  }
  return render(
    foldRoots(answers.map(({ root, reports }) => ({ root, blocks: reports.flatMap(explanationDocument) }))),
  );
}
