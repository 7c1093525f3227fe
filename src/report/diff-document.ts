/** The review of a diff for people: the verdict, the table of changed flows, what else a reader must know. */
import type { Endpoint, FlowDiff } from "../engine/index.ts";
import { footer, heading, list, paragraph, type Block, type TableRow } from "./blocks.ts";
import { causesPhrase, type PolicyNames } from "./causes.ts";
import { connectionsPhrase, familyPhrase } from "./connections.ts";
import { endPhrase } from "./describe.ts";
import { endpointsOnlyOn, groupNewcomers, newcomersPhrase, type Newcomers } from "./newcomers.ts";
import { focusPhrase } from "./focus-phrase.ts";
import { countErrors, countsText, largerNotEvaluated, notesBlocks, smallPrint } from "./notes.ts";
import type { ReportOptions } from "./options.ts";
import type { DiffReport, DiffRoot } from "./review.ts";
import { countPairs, flowRows, type FlowRow } from "./rows.ts";
import { code, counted, phrase, text, type Span } from "./spans.ts";
import { rootVerdict, sumVerdicts, verdictBlock, type Verdict } from "./verdict.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Most lines about new or gone workloads, and about flows that cannot be decided. */
const MAX_LINES = 20;

/** One root in the parts that its report is made of. */
interface RootReview {
  readonly root: DiffRoot;
  readonly rows: readonly FlowRow[];
  readonly undecided: readonly FlowRow[];
  readonly newcomers: readonly (readonly Span[])[];
  readonly verdict: Verdict;
}

/** The whole report; roots that did not change and have nothing to say are named in one line. */
export function diffDocument(report: DiffReport, options: ReportOptions): readonly Block[] {
  const reviews = report.roots.map(reviewRoot);
  const [only] = reviews;
  if (only !== undefined && reviews.length === 1) {
    return [
      verdictBlock(only.verdict, 1, null, only.root.focusedOn),
      ...rootBlocks(only, options, 2),
      rootFooter(only.root),
    ];
  }
  const loud = reviews.filter((review) => !review.verdict.quiet);
  const quiet = reviews.filter((review) => review.verdict.quiet);
  return [
    verdictBlock(sumVerdicts(reviews.map((review) => review.verdict)), 1, null),
    ...loud.flatMap((review) => [
      verdictBlock(review.verdict, 2, review.root.root, review.root.focusedOn),
      ...rootBlocks(review, options, 3),
      rootFooter(review.root),
    ]),
    ...(quiet.length === 0
      ? []
      : [
          list(
            quiet.map(({ root }) => phrase`${code(root.root)}${focusPhrase(root.focusedOn)}: no reachability change`),
          ),
        ]),
  ];
}

function reviewRoot(root: DiffRoot): RootReview {
  const { diff } = root;
  const gone = endpointsOnlyOn("base", diff.endpoints);
  const fresh = endpointsOnlyOn("head", diff.endpoints);
  const aside = new Set([...gone, ...fresh]);
  const all = [
    ...flowRows(diff.newlyAllowed, "allowed", diff.endpoints, aside),
    ...flowRows(diff.newlyDenied, "denied", diff.endpoints, aside),
  ];
  const rows = all.filter((row) => row.certainty !== "unknown");
  const undecided = all.filter((row) => row.certainty === "unknown");
  const newcomers = [
    ...groupNewcomers(fresh, "head", diff.newlyAllowed),
    ...groupNewcomers(gone, "base", diff.newlyDenied),
  ];
  const others = largerNotEvaluated(root.counts.base.notEvaluated, root.counts.head.notEvaluated);
  return {
    root,
    rows,
    undecided,
    newcomers: newcomerLines(newcomers, diff),
    verdict: rootVerdict(rows, undecided, {
      fresh: fresh.length,
      gone: gone.length,
      errors: countErrors(root.diagnostics),
      others: others.reduce((sum, { count }) => sum + count, 0),
    }),
  };
}

function newcomerLines(newcomers: readonly Newcomers[], diff: FlowDiff): readonly (readonly Span[])[] {
  const lines = newcomers.slice(0, MAX_LINES).map((group) => {
    const flows = group.side === "head" ? diff.newlyAllowed : diff.newlyDenied;
    return newcomersPhrase(group, flows, diff.endpoints);
  });
  const rest = newcomers.slice(MAX_LINES).reduce((sum, group) => sum + group.members.length, 0);
  return rest === 0 ? lines : [...lines, phrase`… and ${counted(rest, "more new or gone workload")}`];
}

function rootBlocks(review: RootReview, options: ReportOptions, level: 2 | 3): readonly Block[] {
  const { root, rows, undecided, newcomers } = review;
  const { endpoints } = root.diff;
  const common = (endpoint: Endpoint): boolean => endpoint.type !== "workload" || endpoint.only === null;
  const vocabulary = createVocabulary(endpoints, common);
  const policies = { base: new Set(root.policies.base), head: new Set(root.policies.head) };
  return [
    ...tableBlocks(rows, vocabulary, policies, options.maxRows),
    ...(newcomers.length === 0 ? [] : [list(newcomers)]),
    ...undecidedBlocks(undecided, vocabulary, policies, level),
    ...notesBlocks(
      {
        assumptions: root.diff.assumptions,
        diagnostics: root.diagnostics,
        notEvaluated: largerNotEvaluated(root.counts.base.notEvaluated, root.counts.head.notEvaluated),
      },
      level,
    ),
  ];
}

function tableBlocks(
  rows: readonly FlowRow[],
  vocabulary: Vocabulary,
  policies: PolicyNames,
  most: number,
): readonly Block[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const rest = rows.slice(most);
  return [
    {
      type: "table",
      marks: "shown",
      columns: ["Source", "Destination", "Port", "Why"],
      rows: shown.map((row) => tableRow(row, vocabulary, policies)),
    },
    ...(rest.length === 0 ? [] : [paragraph(restPhrase(rest))]),
  ];
}

function tableRow(row: FlowRow, vocabulary: Vocabulary, policies: PolicyNames): TableRow {
  const assumed = row.certainty === "assumed" ? " (assumed)" : "";
  return {
    mark: row.change,
    cells: [
      endPhrase(row.from, row.to, vocabulary),
      destinationPhrase(row, vocabulary),
      phrase`${connectionsPhrase(row.connections)}${familyPhrase(row.family)}${assumed}`,
      causesPhrase(row.causes, policies),
    ],
  };
}

/** "its own replicas" where a workload reaches itself. */
function destinationPhrase(row: FlowRow, vocabulary: Vocabulary): readonly Span[] {
  const [from] = row.from;
  const [to] = row.to;
  const endpoint = to === undefined ? undefined : vocabulary.endpoints[to];
  const itself = row.from.length === 1 && row.to.length === 1 && from === to;
  return itself && endpoint?.type === "workload" ? [text("its own replicas")] : endPhrase(row.to, row.from, vocabulary);
}

/** "… and 37 more rows (212 pairs): 30 newly allowed, 7 newly denied". */
function restPhrase(rest: readonly FlowRow[]): readonly Span[] {
  const allowed = rest.filter((row) => row.change === "allowed").length;
  const kinds = `${String(allowed)} newly allowed, ${String(rest.length - allowed)} newly denied`;
  return phrase`… and ${counted(rest.length, "more row")} (${counted(countPairs(rest), "pair")}): ${kinds}`;
}

function undecidedBlocks(
  rows: readonly FlowRow[],
  vocabulary: Vocabulary,
  policies: PolicyNames,
  level: 2 | 3,
): readonly Block[] {
  if (rows.length === 0) return [];
  const rest = rows.slice(MAX_LINES);
  const lines = rows.slice(0, MAX_LINES).map((row) => {
    const ends = phrase`${endPhrase(row.from, row.to, vocabulary)} → ${destinationPhrase(row, vocabulary)}`;
    const ports = phrase`${connectionsPhrase(row.connections)}${familyPhrase(row.family)}`;
    return phrase`may be newly ${row.change}: ${ends}, ${ports}: ${causesPhrase(row.causes, policies)}`;
  });
  return [
    heading(level, "neutral", phrase`Not decidable from the manifests`),
    list(rest.length === 0 ? lines : [...lines, phrase`… and ${counted(rest.length, "more flow")}`]),
  ];
}

function rootFooter(root: DiffRoot): Block {
  return footer(
    smallPrint([
      phrase`compared base ${code(root.compared.base)} with head ${code(root.compared.head)}`,
      phrase`base: ${countsText(root.counts.base)}`,
      phrase`head: ${countsText(root.counts.head)}`,
    ]),
  );
}
