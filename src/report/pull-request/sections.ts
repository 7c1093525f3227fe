/** The sections of one root, each of which can be shown in part. */
import type { Finding } from "../../findings/index.ts";
import { linesWithin } from "../bytes.ts";
import { paragraphs } from "../fit.ts";
import { FLOW_COLUMNS, flowTableRow, undecidedPhrase } from "../flow-words.ts";
import { FINDING_COLUMNS, findingRow, fixPhrase, judgedPhrases, standingPhrase } from "../findings.ts";
import { markdownInline, markdownItem, markdownTableHead, markdownTableRow } from "../markdown.ts";
import { echoesPhrase, newcomersPhrase, type Newcomers } from "../newcomers.ts";
import { noteList, type Note } from "../notes.ts";
import type { Diagnostic } from "../../manifests/index.ts";
import type { DiffReport } from "../review.ts";
import type { RootReview } from "../root-review.ts";
import { countPairs, type Change, type FlowRow } from "../rows.ts";
import { counted, messageSpans, place, text, type Span } from "../spans.ts";
import { sortOut, type SortedDiagnostics } from "./changed-files.ts";
import { NOTHING, type PageKind, type PagePart } from "./kinds.ts";
import type { PullRequestOptions } from "./options.ts";

/** What a section is written with. */
type Paper = Pick<PullRequestOptions, "link" | "maxBytes">;

/** One item of a list, and how many things it stands for. */
interface Item {
  readonly spans: readonly Span[];
  readonly count: number;
}

/** The table of changed flows, and below it what it does not show: rows of two kinds, newly allowed first. */
export function flowsSection(review: RootReview, paper: Paper, elsewhere: string): PagePart {
  const of = (change: Change): readonly FlowRow[] => review.rows.filter((row) => row.change === change);
  const rows = { allowed: of("allowed"), denied: of("denied") };
  const written = (change: Change): readonly string[] =>
    linesWithin(rows[change], paper.maxBytes, (row) =>
      markdownTableRow(flowTableRow(row, review), "shown", paper.link),
    );
  const lines = { allowed: written("allowed"), denied: written("denied") };
  const rest = (change: Change, shown: number): readonly string[] => {
    const hidden = rows[change].slice(shown);
    if (hidden.length === 0) return [];
    const pairs = countPairs(hidden);
    const words = `${counted(hidden.length, "more flow")} newly ${change}`;
    return [`… and ${words}${pairs > hidden.length ? ` (${counted(pairs, "pair")})` : ""}: ${elsewhere}`];
  };
  return {
    sizes: { ...NOTHING, allowed: lines.allowed.length, denied: lines.denied.length },
    render: ({ allowed, denied }) => {
      const shown = [...lines.allowed.slice(0, allowed), ...lines.denied.slice(0, denied)];
      const head = markdownTableHead({ marks: "shown", columns: FLOW_COLUMNS });
      return paragraphs([
        shown.length === 0 ? "" : [...head, ...shown].join("\n"),
        ...rest("allowed", allowed),
        ...rest("denied", denied),
      ]);
    },
  };
}

/** Errors in files that the pull request changes. */
export function failuresSection({ failures }: SortedDiagnostics, level: 2 | 3, { link, maxBytes }: Paper): PagePart {
  const lines = linesWithin(failures, maxBytes, (diagnostic) => {
    const cells = [[place(diagnostic, "head")], messageSpans(diagnostic.message)];
    return markdownTableRow({ mark: "none", cells }, "absent", link);
  });
  return {
    sizes: { ...NOTHING, failures: lines.length },
    render: ({ failures: count }) => {
      if (lines.length === 0) return "";
      const rest = failures.length - count;
      const head = markdownTableHead({ marks: "absent", columns: ["Not analysed", "Why"] });
      return paragraphs([
        `${"#".repeat(level + 1)} Changed files that could not be analysed`,
        count === 0 ? "" : [...head, ...lines.slice(0, count)].join("\n"),
        rest === 0 ? "" : `… and ${counted(rest, "more error")}`,
      ]);
    },
  };
}

/** Why nothing is judged; it never goes, since it is the reason of a failure. */
export function unruledSection({ unruled }: SortedDiagnostics, level: 2 | 3, { link }: Paper): PagePart {
  const shown = unruled.slice(0, MAX_OPEN).map((problem) => {
    return markdownItem([place(problem, "base"), text(": "), ...messageSpans(problem.message)], link);
  });
  const rest = unruled.length - shown.length;
  return {
    sizes: NOTHING,
    render: () =>
      unruled.length === 0
        ? ""
        : paragraphs([
            `${"#".repeat(level + 1)} The configuration of the base is broken`,
            "Nobody knows what it asks for, so that nothing was judged by it and this check fails. A change that mends or deletes the file and touches no root passes.",
            shown.join("\n"),
            rest === 0 ? "" : `… and ${counted(rest, "more mistake")}`,
          ]),
  };
}

/** Warnings that are no side note. */
export function warningsSection({ warnings }: SortedDiagnostics, paper: Paper): PagePart {
  const item = ({ message, side, ...origin }: Diagnostic): Item => ({
    spans: [text("warning: "), place(origin, side ?? "head"), text(": "), ...messageSpans(message)],
    count: 1,
  });
  return listSection("warnings", warnings, item, paper, warnings.length, "more warning");
}

/** What is said of the repository rather than of a root. */
export function repositorySections(
  { repository = [] }: DiffReport,
  options: PullRequestOptions,
  frame: NotesFrame,
): readonly PagePart[] {
  const sorted = sortOut({ diagnostics: repository }, options.changed);
  const notes = noteList({ assumptions: [], diagnostics: sorted.others, notEvaluated: [] });
  return [
    unruledSection(sorted, 2, options),
    failuresSection(sorted, 2, options),
    warningsSection(sorted, options),
    framedNotes(notes, options, frame),
  ];
}

/** Most mistakes of a configuration that are told. */
const MAX_OPEN = 10;

/** Most waivers that are named. */
const MAX_JUDGED = 10;

/** The table of regressions, worst first, and how many findings are older. */
export function regressionsSection(review: RootReview, level: 2 | 3, { link, maxBytes }: Paper): PagePart {
  const found = review.root.judgement?.regressions ?? [];
  const lines = linesWithin(found, maxBytes, (finding) => markdownTableRow(findingRow(finding, review), "shown", link));
  const older = standingPhrase(review.root.judgement);
  const judged = linesWithin(judgedPhrases(review.root.judgement), maxBytes, (spans) => markdownItem(spans, link));
  return {
    sizes: { ...NOTHING, regressions: lines.length },
    render: ({ regressions: count }) => {
      if (found.length + judged.length === 0) return "";
      const rest = found.length - count;
      const head = markdownTableHead({ marks: "shown", columns: FINDING_COLUMNS });
      return paragraphs([
        `${"#".repeat(level + 1)} Policy regressions`,
        count === 0 ? "" : [...head, ...lines.slice(0, count)].join("\n"),
        rest === 0 ? "" : `… and ${counted(rest, "more regression")}`,
        ...fixes(found.slice(0, count), link),
        judged.slice(0, MAX_JUDGED).join("\n"),
        judged.length > MAX_JUDGED ? `… and ${counted(judged.length - MAX_JUDGED, "more waiver")}` : "",
        older === null ? "" : markdownInline(older, "line", link),
      ]);
    },
  };
}

/** Most ready replacements below the table; the others stand at their lines, as annotations. */
const MAX_FIXES = 3;

/** Lines to write instead, ready to be copied. */
function fixes(shown: readonly Finding[], link: Paper["link"]): readonly string[] {
  const ready = shown.flatMap((finding) => fixPhrase(finding) ?? []).slice(0, MAX_FIXES);
  return ready.flatMap(({ words, lines }) => [
    `Ready ${markdownInline(words, "line", link)}`,
    `\`\`\`yaml\n${lines}\n\`\`\``,
  ]);
}

/** One line for each group of workloads that exist on one side only. */
export function newcomersSection(review: RootReview, paper: Paper): PagePart {
  const { fresh, gone } = review.verdict;
  const item = (group: Newcomers): Item => {
    return { spans: newcomersPhrase(group, review.newcomerGround), count: group.members.length };
  };
  const { sizes, render } = listSection(
    "newcomers",
    review.newcomers,
    item,
    paper,
    fresh + gone,
    "more new or gone workload",
  );
  const left = review.echoes === 0 ? "" : markdownInline(echoesPhrase(review.echoes), "line", paper.link);
  return { sizes, render: (shown) => paragraphs([render(shown), left]) };
}

/** Flows that the manifests do not decide. */
export function undecidedSection(review: RootReview, level: 2 | 3, paper: Paper): PagePart {
  const { undecided } = review;
  const item = (row: FlowRow): Item => ({ spans: undecidedPhrase(row, review), count: 1 });
  const noun = "more flow that may have changed";
  const { sizes, render } = listSection("undecided", undecided, item, paper, undecided.length, noun);
  const title = `${"#".repeat(level + 1)} Not decidable from the manifests`;
  return { sizes, render: (shown) => (undecided.length === 0 ? "" : paragraphs([title, render(shown)])) };
}

/** Everything else that a reader must know, besides errors in changed files. */
export function notesSection(
  { root, notEvaluated }: RootReview,
  { others }: SortedDiagnostics,
  paper: Paper,
  frame: NotesFrame,
): PagePart {
  return framedNotes(noteList({ assumptions: root.diff.assumptions, diagnostics: others, notEvaluated }), paper, frame);
}

/** How notes are shown, and how many there are. */
export type NotesFrame = (notes: string, count: number) => string;

function framedNotes(notes: readonly Note[], paper: Paper, frame: NotesFrame): PagePart {
  const total = notes.reduce((sum, { count }) => sum + count, 0);
  const { sizes, render } = listSection("notes", notes, (note) => note, paper, total, "more note");
  return { sizes, render: (shown) => (total === 0 ? "" : frame(render(shown), total)) };
}

/** A list, and how many of the things in `total` it does not show; nothing when there are none. */
function listSection<Source>(
  kind: PageKind,
  sources: readonly Source[],
  item: (source: Source) => Item,
  { link, maxBytes }: Paper,
  total: number,
  noun: string,
): PagePart {
  const counts: number[] = [];
  const lines = linesWithin(sources, maxBytes, (source) => {
    const { spans, count } = item(source);
    counts.push(count);
    return markdownItem(spans, link);
  });
  return {
    sizes: { ...NOTHING, [kind]: lines.length },
    render: (shares) => {
      const shown = shares[kind];
      const rest = total - counts.slice(0, shown).reduce((sum, count) => sum + count, 0);
      return paragraphs([lines.slice(0, shown).join("\n"), rest === 0 ? "" : `… and ${counted(rest, noun)}`]);
    },
  };
}
