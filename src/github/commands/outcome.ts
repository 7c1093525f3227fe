import { createHash } from "node:crypto";
import { renderReply, type Answer, type CommandName, type PlaceLink } from "../../report/index.ts";
import type { CommandRequest } from "./accept.ts";
import { answer, nextCommand, type AnalysisCommand, type ReviewedChange } from "./answers.ts";
import { formatCommand, type Command } from "./command.ts";
import type { Rights } from "./permission.ts";
import { replyMarker } from "./reply-marker.ts";

/** What a comment with commands leads to. */
export interface Outcome {
  /** `null`: there is nothing to say. */
  readonly reply: Reply | null;
  readonly reaction: "+1" | "confused" | "rocket";
  /** Whether the review is to run again. */
  readonly recheck: "wanted" | "not-wanted";
}

/** A finished reply. Its first line names the comment that it answers, its second one what was asked. */
export interface Reply {
  readonly text: string;
  /** The second line: equal for equal questions, whoever asks, so that the same question edits its earlier reply. */
  readonly marker: string;
}

/** What commands about manifests are answered with. */
export interface ReviewedPullRequest {
  readonly change: ReviewedChange;
  readonly link: PlaceLink;
}

const RECHECK_REFUSED: Answer = {
  type: "problem",
  message: "`recheck` is for the author of the pull request and for people with triage rights or more",
};

/** Letters of a hash that tell questions of one pull request apart. */
const HASH_LENGTH = 16;

/** Answers all commands of a comment at once. `review` is asked at most once, and only if a command needs the manifests. */
export async function answerRequest(
  { lines, comment }: Pick<CommandRequest, "lines" | "comment">,
  rights: Exclude<Rights, "none">,
  review: () => Promise<ReviewedPullRequest>,
): Promise<Outcome> {
  const reviewed = needsReview(lines) ? await review() : null;
  const answered = lines.map((line): Answered => {
    if (line.type === "problem") {
      const { type, message, about = null } = line;
      return { command: null, about, answer: { type, message } };
    }
    const about = line.command.verb;
    const { command } = line;
    if (command.verb === "help") return { command, about, answer: { type: "help", about: command.about } };
    if (isAnalysis(command)) {
      return { command, about, answer: reviewed === null ? null : answer(command, reviewed.change) };
    }
    // Whether somebody may approve was asked before (`work/rulings.ts`).
    if (isRuling(command)) return { command, about, answer: null };
    return { command, about, answer: rights === "recheck" ? null : RECHECK_REFUSED };
  });
  const answers = answered.flatMap(({ answer: one }) => one ?? []);
  const isConfused = answers.some(({ type }) => type === "problem");
  const wantsRecheck = answered.some(
    ({ command, answer: one }) => one === null && command !== null && (command.verb === "recheck" || isRuling(command)),
  );
  return {
    reply: answers.length === 0 ? null : toReply(comment, answered, reviewed?.link ?? (() => null)),
    reaction: isConfused ? "confused" : answers.length === 0 ? "rocket" : "+1",
    recheck: wantsRecheck ? "wanted" : "not-wanted",
  };
}

/** Whether answers to these lines have to look into the manifests. */
export function needsReview(lines: CommandRequest["lines"]): boolean {
  return lines.some((line) => line.type === "command" && isAnalysis(line.command));
}

function isAnalysis(command: Command): command is AnalysisCommand {
  return command.verb !== "help" && command.verb !== "recheck" && !isRuling(command);
}

/** Says yes to regressions, or takes that back. */
export function isRuling(command: Command): command is Extract<Command, { readonly verb: "approve" | "revoke" }> {
  return command.verb === "approve" || command.verb === "revoke";
}

/** A line and what it is answered with; no command where it was not understood, no answer where none is needed. */
interface Answered {
  readonly command: Command | null;
  /** What it is, also where the rest of it was not understood. */
  readonly about: CommandName | null;
  readonly answer: Answer | null;
}

function toReply(comment: number, answered: readonly Answered[], link: PlaceLink): Reply {
  const question = answered.map(({ command, answer: one }) => {
    if (command !== null) return formatCommand(command);
    return one?.type === "problem" ? one.message : "";
  });
  const hash = createHash("sha256").update(question.join("\n")).digest("hex").slice(0, HASH_LENGTH);
  const marker = `netpol:question ${hash}`;
  const answers = answered.flatMap(({ answer: one }) => one ?? []);
  const markers = [replyMarker(comment), marker];
  return { text: renderReply({ markers, answers, next: nextOf(answered) }, link), marker: `<!-- ${marker} -->` };
}

/** What the last answer leads to; help where the last command could not be answered. */
function nextOf(answered: readonly Answered[]): string {
  const { command, about, answer: last } = answered.findLast(({ answer: one }) => one !== null) ?? NOTHING;
  return command === null || last?.type === "problem" ? formatCommand({ verb: "help", about }) : nextCommand(command);
}

const NOTHING: Answered = { command: null, about: null, answer: null };
