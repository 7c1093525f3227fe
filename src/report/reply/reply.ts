/** Replies to commands in pull request comments: one Markdown text for all commands of a comment. */
import type { Side } from "../../engine/index.ts";
import { heading, list, paragraph, type Block } from "../blocks.ts";
import { diffDocument } from "../diff-document.ts";
import { explanationDocument } from "../explanation-document.ts";
import { FLOW_COLUMNS } from "../flow-words.ts";
import { foldRoots } from "../fold-roots.ts";
import { listDocument } from "../list-document.ts";
import { PLAIN_OPTIONS, type PlaceLink, type ReportOptions } from "../options.ts";
import type { DiffReport, ExplanationReport, ListRoot } from "../review.ts";
import type { Change } from "../rows.ts";
import { counted, messageSpans, phrase, text } from "../spans.ts";
import { byteLength, fitMarkdown } from "./fit.ts";
import { helpDocument, type CommandName } from "./help-document.ts";
import { peersDocument, sideWord, type PeersReport } from "./peers-document.ts";
import { settingsDocument, type SettingsReport } from "./settings-document.ts";

/** What one command is answered with; where a repository has several roots, for each in which it means something. */
export type Answer = RootAnswer | { readonly type: "by-root"; readonly answers: readonly AnswerInRoot[] };

/** `root`: as people call it. */
export interface AnswerInRoot {
  readonly root: string;
  readonly answer: RootAnswer;
}

/** What one command is answered with in one root. Remarks are lines of their own, names in backticks. */
export type RootAnswer =
  | { readonly type: "help"; readonly about: CommandName | null }
  /** The command could not be answered; the message says what to write instead. */
  | { readonly type: "problem"; readonly message: string }
  /** `side`: the only one that was looked at; `null`: both. */
  | {
      readonly type: "explanation";
      readonly reports: readonly ExplanationReport[];
      readonly side: Side | null;
      readonly remarks: readonly string[];
    }
  | { readonly type: "diff"; readonly report: DiffReport; readonly shown: "all" | Change }
  | { readonly type: "matrix"; readonly sides: readonly MatrixSide[]; readonly remarks: readonly string[] }
  | { readonly type: "peers"; readonly report: PeersReport; readonly remarks: readonly string[] }
  | { readonly type: "settings"; readonly report: SettingsReport };

export interface MatrixSide {
  readonly side: Side;
  readonly root: ListRoot;
}

export interface Reply {
  /** HTML comments by which the reply is found again, in their order; our own words only. */
  readonly markers: readonly string[];
  /** At least one, in the order of the commands. */
  readonly answers: readonly Answer[];
  /** A command to copy, for what a reader may want to know next; our own words only. */
  readonly next: string;
}

/** Most UTF-8 bytes of a reply: below every limit that GitHub is known to have had. */
const MAX_REPLY_BYTES = 60_000;

/** The reply; the same values give the same bytes. */
export function renderReply(reply: Reply, link: PlaceLink): string {
  const head = `${reply.markers.map((marker) => `<!-- ${marker} -->\n`).join("")}\n`;
  const tail = `\nNext:\n\n\`\`\`text\n${reply.next}\n\`\`\`\n`;
  const rule = "\n---\n\n";
  const frame = byteLength(head) + byteLength(tail) + byteLength(rule) * reply.answers.length;
  const budget = Math.floor((MAX_REPLY_BYTES - frame) / reply.answers.length);
  const answers = reply.answers.map((answer) => {
    const options = { ...PLAIN_OPTIONS, maxRows: Number.MAX_SAFE_INTEGER, link: linkOf(answer, link) };
    return fitMarkdown(answerBlocks(answer, options), options, budget);
  });
  return `${head}${answers.join(rule)}${tail}`;
}

/** Places without a side are those of the only side that was looked at, or of what stands after the change. */
function linkOf(answer: Answer, link: PlaceLink): PlaceLink {
  const first = answer.type === "by-root" ? answer.answers[0]?.answer : answer;
  const own = first?.type === "explanation" ? first.side : null;
  return (origin, side) => link(origin, side ?? own ?? "head");
}

function answerBlocks(answer: Answer, options: ReportOptions): readonly Block[] {
  if (answer.type !== "by-root") return rootAnswerBlocks(answer, options);
  return foldRoots(answer.answers.map(({ root, answer: one }) => ({ root, blocks: rootAnswerBlocks(one, options) })));
}

function rootAnswerBlocks(answer: RootAnswer, options: ReportOptions): readonly Block[] {
  switch (answer.type) {
    case "help":
      return helpDocument(answer.about);
    case "problem":
      return [paragraph(messageSpans(answer.message))];
    case "explanation":
      return [
        ...answer.reports.flatMap(explanationDocument),
        ...sideNote(answer.side),
        ...remarkBlocks(answer.remarks),
      ];
    case "diff":
      return only(diffDocument(answer.report, options), answer.shown);
    case "matrix":
      return [...matrixBlocks(answer.sides, options), ...remarkBlocks(answer.remarks)];
    case "peers":
      return [...peersDocument(answer.report), ...remarkBlocks(answer.remarks)];
    case "settings":
      return settingsDocument(answer.report);
  }
}

function remarkBlocks(remarks: readonly string[]): readonly Block[] {
  return remarks.length === 0 ? [] : [list(remarks.map(messageSpans))];
}

function sideNote(side: Side | null): readonly Block[] {
  if (side === null) return [];
  return [paragraph([text(`Only the manifests ${side === "base" ? "before" : "after"} the change were looked at.`)])];
}

/** The review with the rows of one change only; its headline speaks of the whole all the same. */
function only(blocks: readonly Block[], shown: "all" | Change): readonly Block[] {
  if (shown === "all") return blocks;
  return blocks.flatMap((block): readonly Block[] => {
    if (block.type !== "table" || block.columns !== FLOW_COLUMNS) return [block];
    const rows = block.rows.filter(({ mark }) => mark === shown);
    const others = block.rows.length - rows.length;
    const note = paragraph(phrase`Only newly ${shown} flows are listed; ${counted(others, "other row")} left out.`);
    return rows.length === 0 ? [note] : [{ ...block, rows }, note];
  });
}

/** One list where both sides agree. */
function matrixBlocks(sides: readonly MatrixSide[], options: ReportOptions): readonly Block[] {
  const documents = sides.map(({ root }) => listDocument({ roots: [root] }, options));
  const [before, after] = documents.map((blocks) => JSON.stringify(blocks.filter(({ type }) => type === "table")));
  if (before !== undefined && before === after) {
    return [...(documents[1] ?? []), paragraph([text("The same before and after.")])];
  }
  return sides.flatMap(({ side }, index) => [
    ...(sides.length > 1 ? [heading(1, "neutral", [text(sideWord(side))])] : sideNote(side)),
    ...(documents[index] ?? []),
  ]);
}
