/** Who has accepted what a pull request makes worse: asked of its comments each time, and stored nowhere (decision 0050). */
import type { GitHubClient, RepositoryName } from "../client.ts";
import { mayBeRulings } from "../commands/candidate-lines.ts";
import type { ParsedLine } from "../commands/command.ts";
import { isBy, type CommentAuthor } from "../publish/comment.ts";
import { dataOf } from "../repository/errors.ts";
import { pages, PER_PAGE } from "../repository/pages.ts";
import type { Account, Approvers } from "./approver.ts";
import { pressedBy } from "./press-marker.ts";

/** An approval that stands. */
export interface Approval extends Account {
  readonly reason: string | null;
  readonly by: "comment" | "button";
}

export interface ApprovalsOptions {
  readonly repository: RepositoryName;
  readonly pullRequest: number;
  /** Who we are. */
  readonly author: CommentAuthor;
  readonly fingerprint: string;
  readonly approvers: Approvers;
  readonly readCommands: ReadCommands;
}

/** The commands of a comment; `unread` where it takes too long to find them. */
export type ReadCommands = (body: string) => Promise<readonly ParsedLine[] | "unread">;

/** So many comments are looked through, a hundred at a time; on a longer conversation no approval counts. */
const MAX_PAGES = 50;

/** Most comments about a fingerprint by people who may speak of it, the newest first; older ones do not count. */
const MAX_STATEMENTS = 50;

/** Most accounts that are asked about; where more speak of a fingerprint, no approval counts. */
const MAX_ACCOUNTS = 200;

/**
 * The approvals of a fingerprint that stand now: comments that nobody edited, of people who may approve as GitHub says now,
 * after the last one that takes them back. The newest first, and each person once.
 *
 * Requests: 1 per 100 comments, and what `approvers` asks.
 *
 * @throws what the client and `readCommands` throw
 */
export async function readApprovals(client: GitHubClient, options: ApprovalsOptions): Promise<readonly Approval[]> {
  const { approvers, readCommands, fingerprint } = options;
  const found = new Map<number, Approval>();
  const statements = statementsOf(await listComments(client, options), options).toReversed();
  // Anybody can write comments on a public repository: a flood of one account costs one question, and takes no place.
  if (new Set(statements.map(({ account }) => account.id)).size > MAX_ACCOUNTS) return [];
  let counted = 0;
  for (const { account, press, body } of statements) {
    // First of all: only what people with rights write is worth the time to read it.
    if ((await approvers.revokeObjection(account)) !== null) continue;
    counted += 1;
    if (counted > MAX_STATEMENTS) break;
    if (press === "pressed") {
      if (!found.has(account.id) && (await approvers.objection(account)) === null)
        found.set(account.id, { ...account, reason: null, by: "button" });
      continue;
    }
    const ruling = rulingOf(await readCommands(body), fingerprint);
    if (ruling === null) continue;
    // What cannot be read may take approvals back.
    if (ruling === "unread" || ruling.verb === "revoke") break;
    if (!found.has(account.id) && (await approvers.objection(account)) === null)
      found.set(account.id, { ...account, reason: ruling.reason, by: "comment" });
  }
  return [...found.values()];
}

type Comment = Awaited<ReturnType<typeof listComments>>[number];

/** All comments, oldest first; none of a conversation that is too long. */
async function listComments(client: GitHubClient, { repository, pullRequest }: ApprovalsOptions) {
  const page = async (number: number) =>
    dataOf(
      await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...repository,
        issue_number: pullRequest,
        per_page: PER_PAGE,
        page: number,
      }),
    );
  const comments: Awaited<ReturnType<typeof page>>[number][] = [];
  for await (const comment of pages(page, MAX_PAGES)) comments.push(comment);
  return comments.length < MAX_PAGES * PER_PAGE ? comments : [];
}

/** What may be an approval, or the end of one. */
interface Statement {
  readonly account: Account;
  readonly press: "pressed" | "written";
  readonly body: string;
}

function statementsOf(
  comments: readonly Comment[],
  { author, fingerprint }: Pick<ApprovalsOptions, "author" | "fingerprint">,
): readonly Statement[] {
  return comments.flatMap((comment): readonly Statement[] => {
    const { user, body = "", created_at: created, updated_at: updated } = comment;
    // Whoever can write can edit the words of others, ours among them.
    if (user === null || created !== updated) return [];
    if (isBy(author, comment)) {
      const press = pressedBy(body);
      if (user.login !== author.login || press?.fingerprint !== fingerprint) return [];
      return [{ account: { id: press.id, login: press.login }, press: "pressed", body }];
    }
    // Neither apps nor what an app writes in the name of a person: nobody knows who made it do so.
    if (user.type === "Bot" || (comment.performed_via_github_app ?? null) !== null) return [];
    if (!mayBeRulings(body, fingerprint)) return [];
    return [{ account: { id: Number(user.id), login: user.login }, press: "written", body }];
  });
}

type Ruling = { readonly verb: "approve"; readonly reason: string | null } | { readonly verb: "revoke" };

/** What the commands about the fingerprint say, a revoke in any case; `unread` where they could not be found out. */
function rulingOf(lines: readonly ParsedLine[] | "unread", fingerprint: string): Ruling | "unread" | null {
  if (lines === "unread") return lines;
  const rulings = lines.flatMap((line): readonly Ruling[] => {
    if (line.type === "problem") return [];
    const { command } = line;
    return (command.verb === "approve" || command.verb === "revoke") && command.fingerprint === fingerprint
      ? [command]
      : [];
  });
  return rulings.find(({ verb }) => verb === "revoke") ?? rulings.at(-1) ?? null;
}
