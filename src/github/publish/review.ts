/** How a finished review becomes a comment and a check run. */
import { COMMENT_MARKER, type CheckOutput } from "../../report/index.ts";
import type { PublishedReview } from "../analysis/published-review.ts";
import type { GitHubClient, RepositoryName } from "../client.ts";
import type { PullRequest } from "../repository/pull-request.ts";
import type { CheckResult } from "./check-run-requests.ts";
import { publishComment, type CommentAuthor, type CommentOutcome } from "./comment.ts";

/** Makes the one comment of a pull request say what the review does. A draft gets none, but one that stands is kept true. */
export async function publishReviewComment(
  client: GitHubClient,
  repository: RepositoryName,
  { number, draft }: PullRequest,
  author: CommentAuthor,
  { comment, commentWanted }: Pick<PublishedReview, "comment" | "commentWanted">,
): Promise<CommentOutcome> {
  const key = { pullNumber: number, author, marker: COMMENT_MARKER };
  const isWanted = commentWanted === "always" && !draft;
  return publishComment(client, repository, key, comment, isWanted ? "create" : "leave");
}

export function toCheckResult({ title, summary, text, conclusion, annotations, actions }: CheckOutput): CheckResult {
  return {
    conclusion,
    ...(actions === undefined ? {} : { actions }),
    text: { title, summary, ...(text === null ? {} : { text }) },
    annotations: annotations.map(({ line, level, ...annotation }) => ({
      ...annotation,
      start_line: line,
      end_line: line,
      annotation_level: level,
    })),
  };
}
