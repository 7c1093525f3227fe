import { createFileReader } from "../../manifests/index.ts";
import type { CommandRequest } from "../commands/accept.ts";
import { answerRequest, type Outcome } from "../commands/outcome.ts";
import type { Rights } from "../commands/permission.ts";
import type { Subject } from "../subject.ts";
import { compareSubject } from "./compare-subject.ts";
import { linkTo, toPublishedReview, type PublishedReview } from "./published-review.ts";

/** The review of a change, or answers to what somebody asked about it. */
export type AnalysisRequest =
  | { readonly type: "review"; readonly subject: Subject }
  | {
      readonly type: "answers";
      readonly subject: Subject;
      readonly lines: CommandRequest["lines"];
      readonly comment: number;
      readonly rights: Exclude<Rights, "none">;
    };

export type AnalysisResult =
  | { readonly type: "review"; readonly review: PublishedReview }
  | { readonly type: "answers"; readonly outcome: Outcome };

/** What a thread keeps of files that it read before: bytes of their text. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

/** An analyst remembers the files it read, so that the next push costs only what it changed. */
export function createAnalyst(): (request: AnalysisRequest) => Promise<AnalysisResult> {
  const reader = createFileReader(REMEMBERED_BYTES);
  return async (request) => {
    const compared = await compareSubject(request.subject, reader);
    if (request.type === "answers") {
      const { change } = compared;
      const link = linkTo(request.subject);
      const outcome = await answerRequest(request, request.rights, () => Promise.resolve({ change, link }));
      return { type: "answers", outcome };
    }
    return { type: "review", review: toPublishedReview(request.subject, compared) };
  };
}
