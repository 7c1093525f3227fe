import type { GitHubClient, RepositoryName } from "../client.ts";
import { publishComment, type CommentAuthor, type CommentOutcome } from "../publish/comment.ts";
import { classifyError } from "../repository/errors.ts";
import type { CommandRequest } from "./accept.ts";
import type { Outcome } from "./outcome.ts";
import { readRights, type Rights } from "./permission.ts";

/** What became of a request. */
export interface Answered {
  /** `null`: nothing was said; the person may not ask, or asked for a recheck only. */
  readonly comment: CommentOutcome | null;
  /** Whether the review is to run again. */
  readonly recheck: "wanted" | "not-wanted";
}

/**
 * Asks what the person may do, answers, and says with reactions that the comment was seen and what became of it. Safe to
 * run again after a failure. `author` is who we are; `answer` finds the answers for somebody with these rights.
 *
 * @throws what the client and `answer` throw
 */
export async function replyTo(
  client: GitHubClient,
  author: CommentAuthor,
  request: CommandRequest,
  answer: (rights: Exclude<Rights, "none">) => Promise<Outcome>,
): Promise<Answered> {
  const { comment, pullRequest } = request;
  const { owner, repo } = request.place.repository;
  const repository = { owner, repo };
  const rights = await readRights(client, request);
  if (rights === "none") {
    await react(client, repository, comment, "confused");
    return { comment: null, recheck: "not-wanted" };
  }
  await react(client, repository, comment, "eyes");
  const { reply, reaction, recheck } = await answer(rights);
  const published =
    reply === null
      ? null
      : await publishComment(
          client,
          repository,
          { pullNumber: pullRequest, author, marker: reply.marker },
          reply.text,
          "create",
        );
  await react(client, repository, comment, reaction);
  return { comment: published, recheck };
}

/** Reacts to a comment; not being allowed to, or the comment being gone, does not matter. */
export async function react(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  comment: number,
  content: "eyes" | "+1" | "confused" | "rocket",
): Promise<void> {
  try {
    await client.request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
      owner,
      repo,
      comment_id: comment,
      content,
    });
  } catch (error) {
    const { kind } = classifyError(error, 0);
    if (kind !== "forbidden" && kind !== "gone") throw error;
  }
}
