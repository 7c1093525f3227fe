/** The review of a diff for people: the verdict, the table of changed flows, what else a reader must know. */
import type { Side } from "../engine/index.ts";
import { footer, heading, list, listOf, paragraph, type Block } from "./blocks.ts";
import { FLOW_COLUMNS, flowTableRow, undecidedPhrase } from "./flow-words.ts";
import { FINDING_COLUMNS, findingRow } from "./findings.ts";
import { echoesPhrase, newcomersPhrase } from "./newcomers.ts";
import { rootNames, unchangedPhrase } from "./fold-roots.ts";
import { focusPhrase } from "./focus-phrase.ts";
import { countsText, notesBlocks, repositoryBlocks, smallPrint, sumCounts } from "./notes.ts";
import type { ReportOptions } from "./options.ts";
import type { DiffReport, DiffRoot } from "./review.ts";
import { isQuiet, reviewRoots, verdictOfAll, type RootReview } from "./root-review.ts";
import { countPairs, type FlowRow } from "./rows.ts";
import { code, counted, phrase, type Span } from "./spans.ts";
import { verdictBlock } from "./verdict.ts";

/** Most lines about new or gone workloads, and about flows that cannot be decided. */
const MAX_LINES = 20;

/** The whole report; roots that did not change and have nothing to say are named in one line. */
export function diffDocument(report: DiffReport, options: ReportOptions): readonly Block[] {
  const reviews = reviewRoots(report);
  const [only] = reviews;
  const unchanged = report.unchanged ?? [];
  if (only !== undefined && report.roots.length + unchanged.length === 1) {
    return [
      verdictBlock(only.verdict, 1, null, only.root.focusedOn),
      ...rootBlocks(only, options, 2),
      ...rootsFooter(report.roots),
    ];
  }
  const loud = reviews.filter((review) => !isQuiet(review));
  const quiet = reviews.filter(isQuiet);
  return [
    verdictBlock(verdictOfAll(reviews, report), 1, null),
    ...repositoryBlocks(report.repository ?? []),
    ...loud.flatMap((review) => [
      verdictBlock(review.verdict, 2, review.names, review.root.focusedOn),
      ...rootBlocks(review, options, 3),
    ]),
    ...listOf([
      ...quiet.map(
        ({ root, names }) => phrase`${rootNames(names)}${focusPhrase(root.focusedOn)}: no reachability change`,
      ),
      ...(unchanged.length === 0 ? [] : [unchangedPhrase(unchanged)]),
    ]),
    ...rootsFooter(report.roots),
  ];
}

function newcomerLines({ newcomers, newcomerGround, echoes, unfocused }: RootReview): readonly (readonly Span[])[] {
  const lines = newcomers.slice(0, MAX_LINES).map((group) => newcomersPhrase(group, newcomerGround));
  const rest = newcomers.slice(MAX_LINES).reduce((sum, group) => sum + group.members.length, 0);
  return [
    ...lines,
    ...(rest === 0 ? [] : [phrase`… and ${counted(rest, "more new or gone workload")}`]),
    ...(echoes === 0 ? [] : [echoesPhrase(echoes)]),
    ...(unfocused === 0 ? [] : [phrase`not in focus: ${counted(unfocused, "new or gone workload")}`]),
  ];
}

function rootBlocks(review: RootReview, options: ReportOptions, level: 2 | 3): readonly Block[] {
  const { root, notEvaluated } = review;
  const newcomers = newcomerLines(review);
  return [
    ...regressionBlocks(review, options.maxRows),
    ...tableBlocks(review, options.maxRows),
    ...(newcomers.length === 0 ? [] : [list(newcomers)]),
    ...undecidedBlocks(review, level),
    ...notesBlocks({ assumptions: root.diff.assumptions, diagnostics: root.diagnostics, notEvaluated }, level),
  ];
}

/** What the headline counts; nothing where the rules were not asked. */
function regressionBlocks(review: RootReview, most: number): readonly Block[] {
  const found = review.root.judgement?.regressions ?? [];
  if (found.length === 0) return [];
  const rest = found.length - most;
  const rows = found.slice(0, most).map((finding) => findingRow(finding, review));
  return [
    { type: "table", marks: "shown", columns: FINDING_COLUMNS, rows },
    ...(rest > 0 ? [paragraph(phrase`… and ${counted(rest, "more finding")}`)] : []),
  ];
}

function tableBlocks(review: RootReview, most: number): readonly Block[] {
  const { rows } = review;
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const rest = rows.slice(most);
  return [
    { type: "table", marks: "shown", columns: FLOW_COLUMNS, rows: shown.map((row) => flowTableRow(row, review)) },
    ...(rest.length === 0 ? [] : [paragraph(restPhrase(rest))]),
  ];
}

/** "… and 37 more rows (212 pairs): 30 newly allowed, 7 newly denied". */
function restPhrase(rest: readonly FlowRow[]): readonly Span[] {
  const allowed = rest.filter((row) => row.change === "allowed").length;
  const kinds = `${String(allowed)} newly allowed, ${String(rest.length - allowed)} newly denied`;
  return phrase`… and ${counted(rest.length, "more row")} (${counted(countPairs(rest), "pair")}): ${kinds}`;
}

function undecidedBlocks(review: RootReview, level: 2 | 3): readonly Block[] {
  const { undecided } = review;
  if (undecided.length === 0) return [];
  const rest = undecided.slice(MAX_LINES);
  const lines = undecided.slice(0, MAX_LINES).map((row) => undecidedPhrase(row, review));
  return [
    heading(level, "neutral", phrase`Not decidable from the manifests`),
    list(rest.length === 0 ? lines : [...lines, phrase`… and ${counted(rest.length, "more flow")}`]),
  ];
}

/** What was compared, and how much was read of all roots together; nothing without roots. */
export function rootsFooter(roots: readonly DiffRoot[]): readonly Block[] {
  const [first] = roots;
  if (first === undefined) return [];
  const where = roots.length === 1 ? "" : ` in ${counted(roots.length, "root")}`;
  const read = (side: Side): string => `${countsText(sumCounts(roots.map(({ counts }) => counts[side])))}${where}`;
  return [
    footer(
      smallPrint([
        phrase`compared base ${code(first.compared.base)} with head ${code(first.compared.head)}`,
        phrase`base: ${read("base")}`,
        phrase`head: ${read("head")}`,
      ]),
    ),
  ];
}
