import * as v from "valibot";
import { count, placed, placeOf, type Place } from "../place.ts";
import { pressedBy } from "../approvals/press-marker.ts";
import { mayBeCommands, mayBeRulings } from "./candidate-lines.ts";
import type { ParsedLine } from "./command.ts";
import { KNOWN_ASSOCIATIONS } from "./associations.ts";

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

/** What is read of a comment that somebody changed or deleted. */
const changedComment = v.object({
  ...placed,
  action: v.picklist(["edited", "deleted"]),
  issue: v.object({ number: count, state: v.string(), pull_request: v.looseObject({}) }),
  comment: v.object({ body: v.string(), author_association: v.string(), user: v.nullable(account) }),
  changes: v.optional(v.object({ body: v.optional(v.object({ from: v.string() })) })),
});

/**
 * The pull request on which somebody edited or deleted what may have been an approval or the end of one; `null` for all
 * other payloads. What strangers to the repository write is not looked at: the next review asks for all in any case.
 */
export function acceptRetraction(payload: unknown): { readonly place: Place; readonly number: number } | null {
  const parsed = v.safeParse(changedComment, payload);
  if (!parsed.success || parsed.output.issue.state !== "open") return null;
  const { comment, changes, issue } = parsed.output;
  const bodies = [comment.body, changes?.body?.from ?? ""];
  const isKnown = KNOWN_ASSOCIATIONS.has(comment.author_association);
  const wasRuling =
    comment.user?.type === "Bot"
      ? bodies.some((body) => pressedBy(body) !== null)
      : isKnown && bodies.some((body) => mayBeRulings(body));
  if (!wasRuling) return null;
  return { place: placeOf(parsed.output), number: issue.number };
}
