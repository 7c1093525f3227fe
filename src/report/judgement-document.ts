/** The judgement of a change for people: the verdict, the table of regressions, and what could not be judged. */
import type { Diagnostic } from "../manifests/index.ts";
import { heading, paragraph, type Block } from "./blocks.ts";
import { FINDING_COLUMNS, failing, findingRow, standingPhrase } from "./findings.ts";
import { rootFooter } from "./diff-document.ts";
import { notesBlocks } from "./notes.ts";
import type { ReportOptions } from "./options.ts";
import type { DiffReport, DiffRoot } from "./review.ts";
import { reviewRoot } from "./root-review.ts";
import { counted, phrase } from "./spans.ts";

/** `unjudged`: errors in what the change touches, because of which the rules cannot tell. */
export function judgementDocument(
  { roots }: DiffReport,
  unjudged: readonly Diagnostic[],
  options: ReportOptions,
): readonly Block[] {
  const failures = roots.reduce((sum, { judgement }) => sum + failing(judgement).length, 0);
  const tone = failures > 0 ? "alert" : unjudged.length > 0 ? "neutral" : "good";
  return [
    heading(1, tone, phrase`NetworkPolicy check: ${verdictWords(failures, unjudged.length)}`),
    ...roots.flatMap((root) => rootBlocks(root, options)),
    ...notesBlocks({ assumptions: [], diagnostics: unjudged, notEvaluated: [] }, 2),
    ...roots.map(rootFooter),
  ];
}

function verdictWords(failures: number, unjudged: number): string {
  if (failures > 0) return counted(failures, "policy regression");
  return unjudged > 0 ? `cannot tell, because of ${counted(unjudged, "error")}` : "no policy regression";
}

function rootBlocks(root: DiffRoot, { maxRows }: ReportOptions): readonly Block[] {
  const review = reviewRoot(root);
  const found = root.judgement?.regressions ?? [];
  const rest = found.length - maxRows;
  const older = standingPhrase(root.judgement);
  const rows = found.slice(0, maxRows).map((finding) => findingRow(finding, review));
  return [
    ...(rows.length === 0 ? [] : [{ type: "table", marks: "shown", columns: FINDING_COLUMNS, rows } as const]),
    ...(rest > 0 ? [paragraph(phrase`… and ${counted(rest, "more finding")}`)] : []),
    ...(older === null ? [] : [paragraph(older)]),
  ];
}
