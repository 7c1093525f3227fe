import type { CommandRequest } from "../commands/accept.ts";
import { parseCommands } from "../commands/grammar.ts";
import { answerRequest, type Outcome } from "../commands/outcome.ts";
import type { Rights } from "../commands/permission.ts";
import type { RenderAll } from "../../render/index.ts";
import type { Subject } from "../subject.ts";
import { today } from "../today.ts";
import { compareSubject, type ComparedSubject } from "./compare-subject.ts";
import { linkTo, toPublishedReview, type PublishedReview } from "./published-review.ts";
import { rememberFiles, type FileCounts } from "./remembered-files.ts";

/** The review of a change, answers to what somebody asked about it, or what a comment asks. */
export type AnalysisRequest = SubjectRequest | { readonly type: "commands"; readonly body: string };

/** What the files of both sides are read for. `installation`: whose files they are. */
type SubjectRequest = { readonly installation: number; readonly subject: Subject } & (
  | { readonly type: "review" }
  | {
      readonly type: "answers";
      readonly lines: CommandRequest["lines"];
      readonly comment: number;
      readonly rights: Exclude<Rights, "none">;
    }
);

export type AnalysisResult =
  | { readonly type: "review"; readonly review: PublishedReview }
  | { readonly type: "answers"; readonly outcome: Outcome }
  | { readonly type: "commands"; readonly lines: CommandRequest["lines"] };

/** A result, and what it took. */
export interface Analysis {
  readonly result: AnalysisResult;
  readonly files: FileCounts;
}

/** What a thread keeps of files that it read before: a third of its memory. */
const REMEMBERED_BYTES = 320 * 1024 * 1024;

/**
 * An analyst remembers the files it read, so that the next push costs only what it changed. Where memory `isFull` before
 * an analysis, all are forgotten: files can be made to take far more of it than files do.
 */
export function createAnalyst(
  renderAll: RenderAll,
  isFull = (): boolean => false,
): (request: AnalysisRequest) => Promise<Analysis> {
  let files = rememberFiles(REMEMBERED_BYTES);
  return async (request) => {
    if (request.type === "commands")
      return { result: { type: "commands", lines: parseCommands(request.body) }, files: files.takeCounts() };
    if (isFull()) files = rememberFiles(REMEMBERED_BYTES);
    const { subject, installation } = request;
    const which = request.type === "review" ? "changed" : "all";
    const options = { reader: files.readerFor(installation), renderAll, today: today(), which } as const;
    const result = await analyse(request, await compareSubject(subject, options));
    return { result, files: files.takeCounts() };
  };
}

async function analyse(request: SubjectRequest, compared: ComparedSubject): Promise<AnalysisResult> {
  const { subject } = request;
  if (request.type === "review") return { type: "review", review: toPublishedReview(subject, compared) };
  const reviewed = { change: compared.change, link: linkTo(subject) };
  return { type: "answers", outcome: await answerRequest(request, request.rights, () => Promise.resolve(reviewed)) };
}
