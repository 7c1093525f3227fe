import type { GitHubClient, RepositoryName } from "../client.ts";
import { classifyError, dataOf, isGone } from "../repository/errors.ts";

/** Who writes our comments: the app, or the person whose token is used. */
export interface CommentAuthor {
  readonly login: string;
  /** `null` without an app. */
  readonly appId: number | null;
}

/** Which comment of a pull request is meant. */
export interface CommentKey {
  readonly pullNumber: number;
  readonly author: CommentAuthor;
  /** An HTML comment that its text holds. */
  readonly marker: string;
}

/** `"locked"`: the conversation is locked, and nothing can be written. `"none"`: there was no comment, and none was asked for. */
export type CommentOutcome = "created" | "updated" | "unchanged" | "none" | "locked";

/** So many comments are looked through, a hundred at a time. */
const MAX_PAGES = 100;

/** Comments of ours with the same marker that are removed at once. */
const MAX_REMOVED = 10;

/**
 * Makes the comment say `text`: one request to look, and one write at most where there is one comment. Where there are
 * several of ours the oldest stays. Creating notifies people, editing does not.
 *
 * @param whenMissing what to do when there is no comment yet
 * @throws what the client throws; after a creation without an answer only when no comment was created
 */
export async function publishComment(
  client: GitHubClient,
  repository: RepositoryName,
  key: CommentKey,
  text: string,
  whenMissing: "create" | "leave",
): Promise<CommentOutcome> {
  const [oldest, ...others] = await findComments(client, repository, key);
  try {
    for (const { id } of others.slice(0, MAX_REMOVED)) await remove(client, repository, id);
    const outcome = oldest === undefined ? null : await update(client, repository, oldest, text);
    if (outcome !== null) return outcome;
    return whenMissing === "leave" ? "none" : await create(client, repository, key, text);
  } catch (error) {
    if (isLocked(error)) return "locked";
    throw error;
  }
}

interface Comment {
  readonly id: number;
  readonly body: string;
}

/** Comments of ours, oldest first, of the first page that has any: a second one was created in the same moment. */
async function findComments(
  client: GitHubClient,
  repository: RepositoryName,
  { pullNumber, author, marker }: CommentKey,
): Promise<readonly Comment[]> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const comments = dataOf(
      await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...repository,
        issue_number: pullNumber,
        per_page: 100,
        page,
      }),
    );
    const ours = comments.flatMap((comment): readonly Comment[] => {
      const body = comment.body ?? "";
      return isBy(author, comment) && isMarked(body, marker) ? [{ id: Number(comment.id), body }] : [];
    });
    if (ours.length > 0) return ours.toSorted((a, b) => a.id - b.id);
    if (comments.length < 100) return [];
  }
  throw new Error(`#${pullNumber} has more comments than are looked through`);
}

/** What a comment tells of who wrote it. */
interface Authorship {
  readonly user?: { readonly login: string } | null;
  readonly performed_via_github_app?: { readonly id: number } | null;
}

/** Markers are the first lines of a comment: people paste what we wrote, under their own name as well. */
function isMarked(body: string, marker: string): boolean {
  for (const line of body.split("\n", MAX_MARKERS)) {
    if (line.trimEnd() === marker) return true;
    if (!/^<!-- .* -->\s*$/.test(line)) return false;
  }
  return false;
}

/** Lines of markers at the beginning of a comment. */
const MAX_MARKERS = 5;

/** Both the author and the marker must be ours: people quote, and other installations of this program have their own. */
export function isBy(author: CommentAuthor, { user, performed_via_github_app: app }: Authorship): boolean {
  return user?.login === author.login || (author.appId !== null && app?.id === author.appId);
}

async function create(
  client: GitHubClient,
  repository: RepositoryName,
  key: CommentKey,
  text: string,
): Promise<CommentOutcome> {
  let login: string;
  try {
    const { user } = dataOf(
      await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...repository,
        issue_number: key.pullNumber,
        body: text,
        // The comment may stand although its answer was lost.
        request: { retries: 0 },
      }),
    );
    login = user?.login ?? key.author.login;
  } catch (error) {
    if (classifyError(error, 0).kind !== "transient") throw error;
    const [standing] = await findComments(client, repository, key);
    if (standing === undefined) throw error;
    return "created";
  }
  if (login === key.author.login) return "created";
  // We are somebody else than we were told: an app was renamed, or a token is not whose it seemed to be. Then an older
  // comment of ours was not found.
  const outcome = await publishComment(client, repository, { ...key, author: { ...key.author, login } }, text, "leave");
  return outcome === "unchanged" ? "created" : outcome;
}

/** `null` when somebody has deleted the comment in the meantime. */
async function update(
  client: GitHubClient,
  repository: RepositoryName,
  { id, body }: Comment,
  text: string,
): Promise<CommentOutcome | null> {
  if (normal(body) === normal(text)) return "unchanged";
  try {
    await client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      ...repository,
      comment_id: id,
      body: text,
    });
    return "updated";
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** GitHub may give line ends and the end of the text back in another form. */
function normal(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

async function remove(client: GitHubClient, repository: RepositoryName, id: number): Promise<void> {
  try {
    await client.request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      ...repository,
      comment_id: id,
    });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** GitHub says it in words only. */
function isLocked(error: unknown): boolean {
  return classifyError(error, 0).kind === "forbidden" && error instanceof Error && /\blocked\b/i.test(error.message);
}
