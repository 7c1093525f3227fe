import type { CommandRequest } from "../commands/accept.ts";
import { answerRequest, type Outcome } from "../commands/outcome.ts";
import type { Rights } from "../commands/permission.ts";
import type { Subject } from "../subject.ts";
import { compareSubject } from "./compare-subject.ts";
import { linkTo, toPublishedReview, type PublishedReview } from "./published-review.ts";
import { rememberFiles, type FileCounts } from "./remembered-files.ts";

/** The review of a change, or answers to what somebody asked about it. `installation`: whose files they are. */
export type AnalysisRequest = { readonly installation: number; readonly subject: Subject } & (
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
  | { readonly type: "answers"; readonly outcome: Outcome };

/** A result, and what it took. */
export interface Analysis {
  readonly result: AnalysisResult;
  readonly files: FileCounts;
}

/** What a thread keeps of files that it read before: a third of its memory. */
const REMEMBERED_BYTES = 320 * 1024 * 1024;

/** An analyst remembers the files it read, so that the next push costs only what it changed. */
export function createAnalyst(): (request: AnalysisRequest) => Promise<Analysis> {
  const files = rememberFiles(REMEMBERED_BYTES);
  return async (request) => {
    const { subject, installation } = request;
    const compared = await compareSubject(subject, files.readerFor(installation));
    if (request.type === "answers") {
      const { change } = compared;
      const link = linkTo(subject);
      const outcome = await answerRequest(request, request.rights, () => Promise.resolve({ change, link }));
      return { result: { type: "answers", outcome }, files: files.takeCounts() };
    }
    return { result: { type: "review", review: toPublishedReview(subject, compared) }, files: files.takeCounts() };
  };
}
