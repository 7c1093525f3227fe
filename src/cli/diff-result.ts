import type { Diagnostic } from "../manifests/index.ts";
import { diffCsvLines, renderDiff, type DiffReport, type Format } from "../report/index.ts";
import { DIFFERENT, hasErrors, inOneText, NOT_EVALUATED, reportOptions, writeErrors } from "./terminal.ts";

/** How a result is to look. */
export interface FormOptions {
  readonly format: Format;
  readonly color: boolean;
}

/** The review of a change in pieces, as the terminal takes it. @throws UsageError when it is too large for its format */
export function diffPieces(report: DiffReport, { format, color }: FormOptions): Iterable<string> {
  if (format === "csv") return diffCsvLines(report);
  return [inOneText(() => renderDiff(report, format, reportOptions(color ? "allowed" : "forbidden")))];
}

/** Options that make a status of what a comparison found. */
export interface StatusOptions {
  readonly exitCode?: true;
  readonly failOnErrors?: true;
}

/** Sets the status of the process. Errors count before differences: a result that lacks something cannot say "none". */
export function setDiffStatus(
  { roots }: DiffReport,
  diagnostics: readonly Diagnostic[],
  { exitCode, failOnErrors }: StatusOptions,
): void {
  const isDifferent = roots.some(({ diff }) => diff.newlyAllowed.length + diff.newlyDenied.length > 0);
  if (exitCode === true && isDifferent) process.exitCode = DIFFERENT;
  if (failOnErrors === true && hasErrors(diagnostics)) {
    writeErrors(diagnostics);
    process.exitCode = NOT_EVALUATED;
  }
}
