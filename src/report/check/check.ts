/** The completed check run of a pull request, or of a merge group. */
import { heading, paragraph } from "../blocks.ts";
import { rootNames } from "../fold-roots.ts";
import { fitPart, joinParts, paragraphs, takeShares } from "../fit.ts";
import { markdownBlock } from "../markdown.ts";
import { sortOut, sortOutReport } from "../pull-request/changed-files.ts";
import { CUTS, NOTHING, type PagePart } from "../pull-request/kinds.ts";
import type { PullRequestOptions } from "../pull-request/options.ts";
import { reviewPart, rootsPart, still } from "../pull-request/page.ts";
import { scopePhrase } from "../pull-request/scope.ts";
import {
  failuresSection,
  flowsSection,
  newcomersSection,
  notesSection,
  regressionsSection,
  repositorySections,
  undecidedSection,
  unruledSection,
  warningsSection,
} from "../pull-request/sections.ts";
import { REPOSITORY_TITLE } from "../notes.ts";
import type { Diagnostic } from "../../manifests/index.ts";
import type { DiffReport } from "../review.ts";
import { reviewRoots, verdictOfAll, type RootReview } from "../root-review.ts";
import type { Change, FlowRow } from "../rows.ts";
import { annotationsOf, type Annotation } from "./annotations.ts";
import { titleOf } from "./title.ts";

/** Bytes of a summary, and of a text, that GitHub takes in any case. */
export const MAX_CHECK_BYTES = 65_000;

export interface CheckOptions extends PullRequestOptions {
  /** Whether the head commit holds this file as it was analysed. */
  readonly annotatable: (path: string) => boolean;
}

export type CheckConclusion = "success" | "neutral" | "failure";

/** The output of a completed check run. */
export interface CheckOutput {
  /** At most 60 characters. */
  readonly title: string;
  /** GitHub-flavoured Markdown of at most `maxBytes`. */
  readonly summary: string;
  /** Rows that the summary has no room for, likewise; `null` when there are none. */
  readonly text: string | null;
  readonly conclusion: CheckConclusion;
  readonly annotations: readonly Annotation[];
  /** Buttons; see `approval.ts`. */
  readonly actions?: readonly CheckButton[];
}

/** A button of the check run: at most 20, 40 and 20 characters. */
export interface CheckButton {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** The same report and options give the same output. */
export function renderCheck(report: DiffReport, options: CheckOptions): CheckOutput {
  const reviews = reviewRoots(report);
  const { unruled, failures, warnings } = sortOutReport(report, options.changed);
  const flows = report.roots.reduce((sum, { diff }) => sum + diff.newlyAllowed.length + diff.newlyDenied.length, 0);
  const verdict = verdictOfAll(reviews, report);
  const scope = still(markdownBlock(paragraph(scopePhrase(report.roots, options.pair)), options.link));
  if (options.changed.size === 0 && flows + unruled.length === 0) return nothingRelevant(scope, options.maxBytes);
  return {
    title: titleOf(verdict, { unruled: unruled.length, warnings: warnings.length }),
    ...pages(report, reviews, scope, options),
    conclusion:
      unruled.length + failures.length + verdict.regressions > 0
        ? "failure"
        : flows + verdict.elsewhere + warnings.filter(isNoted).length > 0
          ? "neutral"
          : "success",
    annotations: annotationsOf(reviews, { failures, warnings }, options.annotatable),
  };
}

/** A warning that is no all-clear. */
function isNoted({ code }: Diagnostic): boolean {
  return code !== "configuration-repaired";
}

function nothingRelevant(scope: PagePart, maxBytes: number): CheckOutput {
  const page = joinParts(
    [
      still("No file that may hold manifests differs between the two sides, so that there was nothing to compare."),
      scope,
    ],
    NOTHING,
  );
  return {
    title: "No NetworkPolicy-relevant change",
    summary: fitPart(page, CUTS, maxBytes).text,
    text: null,
    conclusion: "success",
    annotations: [],
  };
}

function pages(
  report: DiffReport,
  reviews: readonly RootReview[],
  scope: PagePart,
  options: CheckOptions,
): Pick<CheckOutput, "summary" | "text"> {
  const { link, changed, maxBytes } = options;
  const sections = (review: RootReview, level: 2 | 3): readonly PagePart[] => {
    const diagnostics = sortOut(review.root, changed);
    return [
      unruledSection(diagnostics, level, options),
      failuresSection(diagnostics, level, options),
      warningsSection(diagnostics, options),
      regressionsSection(review, level, options),
      flowsSection(review, options, "below, under the summary"),
      newcomersSection(review, options),
      undecidedSection(review, level, options),
      notesSection(review, diagnostics, options, (notes) => paragraphs([`${"#".repeat(level + 1)} Notes`, notes])),
    ];
  };
  const repository = repositorySections(report, options, (notes) => paragraphs([`### ${REPOSITORY_TITLE}`, notes]));
  const review = reviewPart(report, reviews, sections, repository, link);
  const summary = fitPart(joinParts([review, scope], NOTHING), CUTS, maxBytes);
  const rest = remaining(reviews, summary.shown, options);
  return {
    summary: summary.text,
    text: rest.length === 0 ? null : fitPart(restPart(rest, options), CUTS, maxBytes).text,
  };
}

/** The roots with those of their rows that are not shown. */
function remaining(
  reviews: readonly RootReview[],
  shown: PagePart["sizes"],
  options: CheckOptions,
): readonly RootReview[] {
  const shares = takeShares(
    shown,
    reviews.map((review) => flowsSection(review, options, "")),
  );
  return reviews
    .map((review, index) => {
      const { allowed, denied } = shares[index] ?? NOTHING;
      const rows = (change: Change): readonly FlowRow[] => review.rows.filter((row) => row.change === change);
      return { ...review, rows: [...rows("allowed").slice(allowed), ...rows("denied").slice(denied)] };
    })
    .filter(({ rows }) => rows.length > 0);
}

function restPart(reviews: readonly RootReview[], options: CheckOptions): PagePart {
  const roots = reviews.map((review) => ({
    title: markdownBlock(heading(2, "neutral", rootNames(review.names)), options.link),
    sections: [flowsSection(review, options, "ask `/netpol diff`")],
  }));
  return joinParts([still("## Changed flows that the summary has no room for"), rootsPart(roots)], NOTHING);
}
