/** The comment on a pull request. */
import { fitPart, joinParts } from "../fit.ts";
import { markdownBlock } from "../markdown.ts";
import { smallPrint } from "../notes.ts";
import { sortOut } from "../pull-request/changed-files.ts";
import { CUTS, NOTHING, type PagePart } from "../pull-request/kinds.ts";
import type { PullRequestOptions } from "../pull-request/options.ts";
import { reviewPart, still } from "../pull-request/page.ts";
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
import { footer } from "../blocks.ts";
import type { DiffReport } from "../review.ts";
import { reviewRoots, type RootReview } from "../root-review.ts";
import { code, counted } from "../spans.ts";
import { details } from "./details.ts";
import { graphSection } from "./graph-section.ts";
import { matrixSection, type BothSides } from "./matrix-section.ts";

/** The first line of our comment, by which it is found again. GitHub does not show it. */
export const COMMENT_MARKER = "<!-- netpol:v1 id=default -->";

/** Bytes of a comment that GitHub takes in any case, and that can still be read. */
export const MAX_COMMENT_BYTES = 60_000;

export interface CommentOptions extends PullRequestOptions {
  /**
   * Reachability of both sides of a root, at least that of the workloads of these namespaces; asked for where the matrix
   * fits. `null`: no matrix.
   */
  readonly reachability: (root: string, namespaces: ReadonlySet<string>) => BothSides | null;
}

/**
 * The comment as GitHub-flavoured Markdown, of at most `maxBytes`; where nothing changed it says just that. The same
 * report and options give the same bytes, so that an equal comment need not be written again.
 */
export function renderComment(report: DiffReport, options: CommentOptions): string {
  const sections = (review: RootReview, level: 2 | 3): readonly PagePart[] => rootSections(review, level, options);
  const small = footer(smallPrint([scopePhrase(report.roots, options.pair), [code("/netpol help")]]));
  const page = joinParts(
    [
      reviewPart(
        report,
        reviewRoots(report),
        sections,
        repositorySections(report, options, (notes, count) => notesDetails(notes, count, " on the repository")),
        options.link,
      ),
      still(markdownBlock(small, options.link)),
    ],
    NOTHING,
  );
  return fitPart(
    { sizes: page.sizes, render: (shown) => `${COMMENT_MARKER}\n${page.render(shown)}\n` },
    CUTS,
    options.maxBytes,
  ).text;
}

function rootSections(review: RootReview, level: 2 | 3, options: CommentOptions): readonly PagePart[] {
  const { link, changed, reachability } = options;
  const diagnostics = sortOut(review.root, changed);
  return [
    unruledSection(diagnostics, level, options),
    failuresSection(diagnostics, level, options),
    warningsSection(diagnostics, options),
    regressionsSection(review, level, options),
    flowsSection(review, options, "in the details of the check run, or ask `/netpol diff`"),
    newcomersSection(review, options),
    undecidedSection(review, level, options),
    graphSection(review, link),
    matrixSection(review, (namespaces) => reachability(review.root.root, namespaces), link),
    notesSection(review, diagnostics, options, (notes, count) => notesDetails(notes, count, "")),
  ];
}

function notesDetails(notes: string, count: number, about: string): string {
  return details(`<b>${counted(count, "note")}${about}</b>`, notes);
}
