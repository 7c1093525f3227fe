/** Who made what a pull request brings, as far as GitHub tells. */
import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf, classifyError } from "../repository/errors.ts";
import { pages, PER_PAGE } from "../repository/pages.ts";
import type { PullRequest } from "../repository/pull-request.ts";

export interface Makers {
  /** Authors and committers, as the commits name them. Logins, in lower case. */
  readonly authors: ReadonlySet<string>;
  /** Who moved the branch since it left the base. Logins, in lower case. */
  readonly pushers: ReadonlySet<string>;
  /** Bots that opened the pull request or pushed to it, each once. Logins. */
  readonly bots: readonly string[];
  /** Why somebody may have pushed whom GitHub does not tell; `null`: it tells all. */
  readonly unknown: string | null;
  readonly commits: "known" | "too many" | "moved";
}

/** Most commits of a pull request that GitHub lists. Source: "List commits on a pull request". */
export const MAX_COMMITS = 250;

/** Most entries of the activity of a branch that are looked at, the newest first. */
const MAX_PUSHES = 100;

/** Whoever can write to a repository can have a workflow push as this account. */
const WORKFLOWS = "github-actions[bot]";

/** Where a branch was not there. */
const NOWHERE = /^0+$/;

/** Reads it. Requests: 1 for each 100 commits, and 1 for the pushes. @throws what the client throws */
export async function readMakers(client: GitHubClient, repository: RepositoryName, pull: PullRequest): Promise<Makers> {
  const page = async (number: number) =>
    dataOf(
      await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", {
        ...repository,
        pull_number: pull.number,
        per_page: PER_PAGE,
        page: number,
      }),
    );
  const authors = new Set<string>();
  const shas = new Set<string>();
  const parents = new Set<string>();
  let count = 0;
  for await (const commit of pages(page, Math.ceil(MAX_COMMITS / PER_PAGE))) {
    count += 1;
    shas.add(commit.sha);
    for (const parent of commit.parents) parents.add(parent.sha);
    for (const account of [commit.author, commit.committer]) {
      // An account that is gone is an empty object.
      if (account !== null && "login" in account) authors.add(account.login.toLowerCase());
    }
  }
  const commits = shas.has(pull.head.sha) ? "known" : count >= MAX_COMMITS ? "too many" : "moved";
  const { pushers, unknown } = pushersOf(await readActivities(client, pull), pull.head.sha, { shas, parents });
  const bots = new Set([{ login: pull.author }, ...pushers].filter(isBot).map(({ login }) => login));
  const logins = new Set(pushers.map(({ login }) => login.toLowerCase()));
  return { authors, pushers: logins, bots: [...bots], unknown, commits };
}

interface Actor {
  readonly login: string;
  readonly type?: string;
}

interface Activity {
  readonly before: string;
  readonly after: string;
  readonly actor: Actor | null;
}

/** What moved the branch, newest first; `null` where GitHub does not tell: of a private fork, or one that is gone. */
async function readActivities(client: GitHubClient, { head }: PullRequest): Promise<readonly Activity[] | null> {
  if (head.repository === null) return null;
  const { owner, repo } = head.repository;
  try {
    return dataOf(
      await client.request("GET /repos/{owner}/{repo}/activity", {
        owner,
        repo,
        ref: `refs/heads/${head.ref}`,
        per_page: MAX_PUSHES,
      }),
    );
  } catch (error) {
    const { kind } = classifyError(error, 0);
    if (kind === "gone" || kind === "forbidden" || kind === "rejected") return null;
    throw error;
  }
}

/**
 * Whoever pushed since the branch left the base, and whoever pushed one of the commits before. Times of commits do not
 * count: those are what their maker wrote. An account that is gone pushes without a name, and approves nothing.
 */
function pushersOf(
  activities: readonly Activity[] | null,
  head: string,
  { shas, parents }: { readonly shas: ReadonlySet<string>; readonly parents: ReadonlySet<string> },
): { readonly pushers: readonly Actor[]; readonly unknown: string | null } {
  if (activities === null) return { pushers: [], unknown: "GitHub does not tell who pushed to its branch" };
  const newest = activities.findIndex(({ after }) => after === head);
  if (newest === -1) return { pushers: [], unknown: "GitHub does not tell (yet) who pushed its last commit" };
  const isOfBase = (sha: string): boolean => NOWHERE.test(sha) || (parents.has(sha) && !shas.has(sha));
  const first = activities.findIndex(({ before }, index) => index >= newest && isOfBase(before));
  const pushers = activities.flatMap(({ after, actor }, index) => {
    const isPart = first === -1 || index <= first || shas.has(after);
    return isPart && actor !== null && !NOWHERE.test(after) ? [actor] : [];
  });
  const unknown =
    first === -1 && activities.length >= MAX_PUSHES
      ? `its branch was pushed to more than ${MAX_PUSHES} times`
      : pushers.some(({ login }) => login === WORKFLOWS)
        ? `\`${WORKFLOWS}\` pushed to it, and whoever can write can make it do so`
        : null;
  return { pushers, unknown };
}

/** People have no brackets in their names. */
function isBot({ login, type }: Actor): boolean {
  return type === "Bot" || login.endsWith("[bot]");
}
