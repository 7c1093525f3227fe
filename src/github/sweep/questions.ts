import type { GitHubClient, RepositoryName } from "../client.ts";
import type { Question } from "../commands/accept.ts";
import { createBudget } from "../commands/budget.ts";
import { mayBeCommands } from "../commands/candidate-lines.ts";
import { repliedTo } from "../commands/reply-marker.ts";
import type { Place } from "../place.ts";
import { isBy, type CommentAuthor } from "../publish/comment.ts";
import { dataOf } from "../repository/errors.ts";
import { pages, PER_PAGE } from "../repository/pages.ts";

/** An open pull request, and who opened it. */
export interface OpenPull {
  readonly number: number;
  readonly author: number | null;
}

export interface QuestionsOptions {
  readonly place: Place;
  readonly open: readonly OpenPull[];
  /** Who we are. */
  readonly author: CommentAuthor;
  /** Milliseconds since 1970: comments that were written before are not looked at. */
  readonly since: number;
  /** Whether this process was told of a comment, and sees to it. */
  readonly isHeard: (place: Place, comment: number) => boolean;
}

/** Most pages of comments that are looked through, the newest first. */
const MAX_PAGES = 10;

/** Most comments of which is asked who reacted to them. */
const MAX_ASKED = 100;

/** Reactions that say what became of a command; `eyes` only says that it was seen. */
const LAST_REACTIONS = ["+1", "confused", "rocket"] as const;

/**
 * Comments with commands that nobody answered: the server took them, and died. To GitHub their delivery succeeded, so it
 * would not deliver them again. Answered is what a reply of ours names, or has a reaction of ours that is given last.
 * What the server passes over when it is told is passed over here too: comments that were edited, those of apps, what
 * exceeds the budget of its author at that time, and pull requests that are closed by now.
 *
 * Requests: 1 per 100 comments, and 1 per comment with commands that no reply names and somebody reacted to.
 */
export async function unansweredQuestions(
  client: GitHubClient,
  { place, open, author, since, isHeard }: QuestionsOptions,
): Promise<readonly Question[]> {
  const comments = await listComments(client, place.repository, since);
  const replied = new Set(comments.map((comment) => (isBy(author, comment) ? repliedTo(comment.body ?? "") : null)));
  const pulls = new Map(open.map((pull) => [pull.number, pull]));
  const found: Question[] = [];
  let asked = 0;
  for (const { question, comment } of grantedQuestions(comments, place, pulls)) {
    if (replied.has(question.comment) || isHeard(place, question.comment)) continue;
    if (hasLastReaction(comment)) {
      asked += 1;
      if (asked > MAX_ASKED || (await isReactedTo(client, place.repository, question.comment, author))) continue;
    }
    found.push(question);
  }
  return found;
}

/** What is read of a comment. Source: GitHub, "REST API endpoints for issue comments". */
type Comment = Awaited<ReturnType<typeof listComments>>[number];

async function listComments(client: GitHubClient, { owner, repo }: RepositoryName, since: number) {
  const page = async (number: number) =>
    dataOf(
      await client.request("GET /repos/{owner}/{repo}/issues/comments", {
        owner,
        repo,
        since: new Date(since).toISOString(),
        sort: "created",
        direction: "desc",
        per_page: PER_PAGE,
        page: number,
      }),
    );
  const comments: Awaited<ReturnType<typeof page>>[number][] = [];
  for await (const comment of pages(page, MAX_PAGES)) comments.push(comment);
  return comments;
}

/** Oldest first: the budget is spent in that order. */
function grantedQuestions(comments: readonly Comment[], place: Place, pulls: ReadonlyMap<number, OpenPull>) {
  let time = 0;
  const budget = createBudget(() => time);
  return comments
    .toSorted((a, b) => Number(a.id) - Number(b.id))
    .flatMap((comment) => {
      const question = toQuestion(comment, place, pulls);
      if (question === null) return [];
      time = Date.parse(comment.created_at);
      const spending = budget({ ...question, commands: mayBeCommands(question.body) });
      return spending === "granted" ? [{ question, comment }] : [];
    });
}

/** As `acceptComment` reads it from a payload. */
function toQuestion(
  { id, body = "", user, issue_url: issue, created_at: created, updated_at: updated }: Comment,
  place: Place,
  pulls: ReadonlyMap<number, OpenPull>,
): Question | null {
  const pull = pulls.get(Number(/\/issues\/(\d{1,10})$/.exec(issue)?.[1]));
  if (pull === undefined || user === null || user.type === "Bot" || created !== updated) return null;
  if (mayBeCommands(body) === 0) return null;
  const asker = { id: Number(user.id), login: user.login, isAuthor: Number(user.id) === pull.author };
  return { place, pullRequest: pull.number, comment: Number(id), asker, body };
}

/** Of anybody: that saves asking whose they are. Where GitHub does not say, there may be one. */
function hasLastReaction({ reactions }: Comment): boolean {
  return reactions === undefined || LAST_REACTIONS.some((content) => reactions[content] > 0);
}

async function isReactedTo(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  comment: number,
  author: CommentAuthor,
): Promise<boolean> {
  const reactions = dataOf(
    await client.request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
      owner,
      repo,
      comment_id: comment,
      per_page: PER_PAGE,
    }),
  );
  return reactions.some(
    ({ user, content }) => user?.login === author.login && LAST_REACTIONS.some((last) => last === content),
  );
}
