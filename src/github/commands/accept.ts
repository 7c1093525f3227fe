import * as v from "valibot";
import { count, placed, placeOf, type Place } from "../place.ts";
import { mayBeCommands } from "./candidate-lines.ts";
import type { ParsedLine } from "./command.ts";

const account = v.object({ id: count, login: v.string(), type: v.optional(v.string()) });

/** What is read of the payload. Source: GitHub, "Webhook events and payloads", `issue_comment`. */
const commentEvent = v.object({
  ...placed,
  action: v.string(),
  issue: v.object({
    number: count,
    state: v.string(),
    user: v.nullable(account),
    /** There on pull requests only. */
    pull_request: v.nullish(v.looseObject({})),
  }),
  comment: v.object({ id: count, body: v.string(), user: v.nullable(account) }),
  sender: account,
});

/** A comment of a person on an open pull request that may hold commands. */
export interface Question {
  readonly place: Place;
  readonly pullRequest: number;
  /** Id of the comment. */
  readonly comment: number;
  readonly asker: { readonly id: number; readonly login: string; readonly isAuthor: boolean };
  /** As it was written. */
  readonly body: string;
}

/** Commands that a person wrote on an open pull request. Whether the person may is not decided yet. */
export interface CommandRequest extends Omit<Question, "body"> {
  /** At least one. */
  readonly lines: readonly ParsedLine[];
}

/**
 * A new comment that may hold commands, from the payload of `issue_comment`; `null` for all others: a comment on an issue
 * or a closed pull request, an edit, the words of an app, words that somebody else than their author sent, and a payload
 * that is not what GitHub describes.
 */
export function acceptComment(payload: unknown): Question | null {
  const parsed = v.safeParse(commentEvent, payload);
  if (!parsed.success) return null;
  const { action, issue, comment, sender } = parsed.output;
  const isOpenPullRequest = (issue.pull_request ?? null) !== null && issue.state === "open";
  if (action !== "created" || !isOpenPullRequest) return null;
  if (sender.type === "Bot" || comment.user?.id !== sender.id) return null;
  if (mayBeCommands(comment.body) === 0) return null;
  return {
    place: placeOf(parsed.output),
    pullRequest: issue.number,
    comment: comment.id,
    asker: { id: sender.id, login: sender.login, isAuthor: issue.user?.id === sender.id },
    body: comment.body,
  };
}
