import type { PublishedReview } from "../analysis/published-review.ts";
import type { GitHubClient, RepositoryName } from "../client.ts";
import { reportCheckRun, type CheckRunMaker } from "../publish/check-run.ts";
import { targetOf, toExternalId } from "../publish/check-target.ts";
import type { CommentAuthor, CommentOutcome } from "../publish/comment.ts";
import { publishReviewComment, toCheckResult } from "../publish/review.ts";
import { classifyError, dataOf } from "../repository/errors.ts";
import { readAgain, type PullRequest } from "../repository/pull-request.ts";

/** What became of a review. */
export type Publication =
  /** Nothing was written: the pull request was closed, or got another head or base branch while it was read. */
  | { readonly type: "outdated"; readonly because: "closed" | "moved" }
  | {
      readonly type: "published";
      /** `forbidden`: the token is no app's, or may not write checks. */
      readonly check: "completed" | "forbidden";
      /** `forbidden`: the token may not write comments. `unknown-author`: nobody says whose comments are ours. */
      readonly comment: CommentOutcome | "forbidden" | "unknown-author";
    };

/** As whom a workflow of GitHub Actions writes. */
export const ACTIONS_LOGIN = "github-actions[bot]";

/**
 * Publishes a review with the token of a person or of a workflow, as far as it may: a completed check run, and the one
 * comment of this author. Safe to run again.
 *
 * @param presumed whose comments are ours where GitHub does not say whose token it is
 * @throws what the client throws, other than for lack of permissions
 */
export async function publishOnce(
  client: GitHubClient,
  repository: RepositoryName,
  pull: PullRequest,
  review: PublishedReview,
  presumed: string | null,
): Promise<Publication> {
  const now = await readAgain(client, repository, pull);
  if (now.state === "closed") return { type: "outdated", because: "closed" };
  if (now.head.sha !== pull.head.sha || now.base.ref !== pull.base.ref) return { type: "outdated", because: "moved" };
  const person = await unlessForbidden(async () => dataOf(await client.request("GET /user")).login);
  const target = { headSha: pull.head.sha, externalId: toExternalId(targetOf(pull)) };
  const maker = await unlessForbidden(() => reportCheckRun(client, repository, target, toCheckResult(review.check)));
  const author = authorOf(person, maker, presumed);
  const comment =
    author === null
      ? "unknown-author"
      : await unlessForbidden(() => publishReviewComment(client, repository, now, author, review));
  return { type: "published", check: maker === null ? "forbidden" : "completed", comment: comment ?? "forbidden" };
}

/** The token of an app may not ask whose it is; but who made a check run stands on it. */
function authorOf(person: string | null, maker: CheckRunMaker | null, presumed: string | null): CommentAuthor | null {
  if (person !== null) return { login: person, appId: null };
  if (maker?.slug !== undefined) return { login: `${maker.slug}[bot]`, appId: maker.id };
  return presumed === null ? null : { login: presumed, appId: null };
}

/** `null` where GitHub refuses for lack of permissions; it also says so by denying that there is anything. */
async function unlessForbidden<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await request();
  } catch (error) {
    const { kind } = classifyError(error, 0);
    if (kind === "forbidden" || kind === "gone") return null;
    throw error;
  }
}
