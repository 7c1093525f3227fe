/** The judgement of a change for people: the verdict, the table of regressions, and what could not be judged. */
import { isFailing, LEVELS, type Finding } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { besidesFindings } from "./besides-findings.ts";
import { heading, paragraph, type Block } from "./blocks.ts";
import { FINDING_COLUMNS, findingRow, judgedPhrases, standingPhrase } from "./findings.ts";
import { foldRoots, rootNames, unchangedPhrase } from "./fold-roots.ts";
import { rootsFooter } from "./diff-document.ts";
import { notesBlocks, repositoryBlocks } from "./notes.ts";
import type { ReportOptions } from "./options.ts";
import type { DiffReport, DiffRoot } from "./review.ts";
import { reviewRoot } from "./root-review.ts";
import { unjudgedElsewhere } from "./unjudged.ts";
import { UNKNOWN_ELSEWHERE } from "./verdict.ts";
import { counted, enumerate, phrase, plainText, text } from "./spans.ts";
import { unseenText } from "./verdict.ts";

const WHERE_TO_APPROVE =
  "What requires approval is accepted on its pull request, by somebody with the right; nobody can accept it here.";

/** `unjudged`: errors in what the change touches, because of which the rules cannot tell. */
export function judgementDocument(
  { roots, unchanged = [], repository = [] }: DiffReport,
  unjudged: readonly Diagnostic[],
  options: ReportOptions,
): readonly Block[] {
  const found = roots.flatMap(({ judgement }) => judgement?.regressions ?? []);
  const untold = roots.reduce((rest, { judgement }) => besidesFindings(rest, judgement), unjudged);
  const failed = found.some(isFailing);
  const elsewhere = unjudgedElsewhere(roots.flatMap(({ diagnostics }) => diagnostics)).length;
  const tone = failed ? "alert" : unjudged.length + elsewhere > 0 ? "neutral" : "good";
  const more = elsewhere === 0 ? "" : `; ${UNKNOWN_ELSEWHERE}`;
  return [
    heading(1, tone, phrase`NetworkPolicy check: ${verdictWords(found, unjudged.length, untold.length)}${more}`),
    ...(found.some(({ requiresApproval }) => requiresApproval) ? [paragraph([text(WHERE_TO_APPROVE)])] : []),
    ...repositoryBlocks(repository),
    ...(roots.length + unchanged.length === 1
      ? roots.flatMap((root) => rootBlocks(root, options))
      : severalRoots(roots, options)),
    ...(unchanged.length === 0 ? [] : [paragraph(unchangedPhrase(unchanged))]),
    ...rootsFooter(roots),
  ];
}

/** What is said of each root; those of which there is nothing to say are named at the end. */
function severalRoots(roots: readonly DiffRoot[], options: ReportOptions): readonly Block[] {
  const said = roots.map((root) => ({ root: root.root, blocks: rootBlocks(root, options) }));
  const quiet = said.filter(({ blocks }) => blocks.length === 0);
  return [
    ...foldRoots(said.filter(({ blocks }) => blocks.length > 0)),
    ...(quiet.length === 0 ? [] : [paragraph(phrase`In ${rootNames(quiet.map(({ root }) => root))}: no finding`)]),
  ];
}

/** "failed, 1 failure and 2 warnings; 1 requires approval", "passed with 1 notice", "passed, no regression". */
function verdictWords(found: readonly Finding[], errors: number, untold: number): string {
  const counts = LEVELS.flatMap((level) => {
    const count = found.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [[text(counted(count, level))]];
  });
  const words = plainText(enumerate(counts, "and"));
  const asked = found.filter(({ requiresApproval }) => requiresApproval).length;
  const approval = asked === 0 ? "" : `; ${String(asked)} ${asked === 1 ? "requires" : "require"} approval`;
  if (found.some(isFailing)) {
    const unseen = unseenText({ errors, untold });
    return `failed, ${words}${approval}${unseen === "" ? "" : `; ${unseen}`}`;
  }
  if (errors > 0) return `cannot tell, because of ${counted(errors, "error")}${words === "" ? "" : `; ${words}`}`;
  return words === "" ? "passed, no regression" : `passed with ${words}`;
}

function rootBlocks(root: DiffRoot, { maxRows }: ReportOptions): readonly Block[] {
  const review = reviewRoot(root);
  const found = root.judgement?.regressions ?? [];
  const rest = found.length - maxRows;
  const older = standingPhrase(root.judgement);
  const diagnostics = besidesFindings(root.diagnostics, root.judgement);
  const rows = found.slice(0, maxRows).map((finding) => findingRow(finding, review));
  return [
    ...(rows.length === 0 ? [] : [{ type: "table", marks: "shown", columns: FINDING_COLUMNS, rows } as const]),
    ...(rest > 0 ? [paragraph(phrase`… and ${counted(rest, "more finding")}`)] : []),
    ...judgedPhrases(root.judgement).map(paragraph),
    ...(older === null ? [] : [paragraph(older)]),
    ...notesBlocks({ assumptions: [], diagnostics, notEvaluated: review.notEvaluated }, 2),
  ];
}
