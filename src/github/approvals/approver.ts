/** Who may accept what a pull request makes worse, as GitHub says now. */
import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf, isGone, classifyError } from "../repository/errors.ts";
import type { PullRequest } from "../repository/pull-request.ts";
import { pages, PER_PAGE } from "../repository/pages.ts";

/** An account by its id, which it keeps, and by its name. */
export interface Account {
  readonly id: number;
  readonly login: string;
}

/** `null`: may. Otherwise why not, for people. */
export type Objection = string | null;

/** Asks about accounts; of each is asked once. @throws what the client throws */
export interface Approvers {
  /** Against approving. */
  readonly objection: (account: Account) => Promise<Objection>;
  /** Against taking approvals back: whoever has the rights may, also with a part in the pull request. */
  readonly revokeObjection: (account: Account) => Promise<Objection>;
}

/** Most commits of a pull request that GitHub lists. Source: "List commits on a pull request". */
const MAX_COMMITS = 250;

/** Pushes to a branch, newest first, among which that of its head is looked for. */
const MAX_PUSHES = 100;

/**
 * Says who may approve: people who can write, or those whom the configuration names, apart from whoever opened the pull
 * request, wrote or committed one of its commits, or pushed its head. Of pushes GitHub tells only where the activity of the
 * head's repository can be read; commits say what their maker wants them to say (decision 0051).
 *
 * Requests: 1 for each 100 commits, and 1 for the push, when the first account is asked about; then 1 for each account.
 */
export function createApprovers(
  client: GitHubClient,
  repository: RepositoryName,
  pull: PullRequest,
  approvers: readonly string[] | null,
): Approvers {
  let involved: Promise<Involved> | null = null;
  const roles = new Map<string, Promise<Role | null>>();
  const rights = async ({ id, login }: Account): Promise<Objection> => {
    if (approvers !== null && !approvers.includes(login.toLowerCase()))
      return "the configuration names others as `approvers`";
    const role = roles.get(login) ?? readRole(client, repository, login);
    roles.set(login, role);
    return objectionToRole(await role, id, approvers);
  };
  const part = async ({ login }: Account): Promise<Objection> => {
    const name = login.toLowerCase();
    if (name === pull.author.toLowerCase()) return "you opened this pull request, and somebody else must accept it";
    involved ??= readInvolved(client, repository, pull);
    const { authors, pusher, commits } = await involved;
    if (commits === "too many") return `GitHub lists only ${MAX_COMMITS} commits, so that nobody knows who wrote this`;
    if (commits === "moved") return "the pull request was pushed to meanwhile: look at the new check";
    if (pusher.has(name)) return "you pushed to this pull request last, and somebody else must accept it";
    if (authors.has(name))
      return "you wrote or committed a part of this pull request, and somebody else must accept it";
    return null;
  };
  return {
    objection: async (account) => (await rights(account)) ?? part(account),
    revokeObjection: rights,
  };
}

interface Involved {
  /** Logins, in lower case. */
  readonly authors: ReadonlySet<string>;
  readonly pusher: ReadonlySet<string>;
  readonly commits: "known" | "too many" | "moved";
}

async function readInvolved(client: GitHubClient, repository: RepositoryName, pull: PullRequest): Promise<Involved> {
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
  let count = 0;
  let last: string | null = null;
  for await (const { sha, author, committer } of pages(page, Math.ceil(MAX_COMMITS / PER_PAGE))) {
    count += 1;
    last = sha === pull.head.sha ? sha : last;
    for (const account of [author, committer]) {
      // An account that is gone is an empty object.
      if (account !== null && "login" in account) authors.add(account.login.toLowerCase());
    }
  }
  const commits = last !== null ? "known" : count >= MAX_COMMITS ? "too many" : "moved";
  return { authors, pusher: await readPushers(client, pull), commits };
}

/** Who moved the branch to its head, as far as GitHub tells: of a private fork it does not. */
async function readPushers(client: GitHubClient, { head }: PullRequest): Promise<ReadonlySet<string>> {
  if (head.repository === null) return new Set();
  const { owner, repo } = head.repository;
  try {
    const activities = dataOf(
      await client.request("GET /repos/{owner}/{repo}/activity", {
        owner,
        repo,
        ref: `refs/heads/${head.ref}`,
        per_page: MAX_PUSHES,
      }),
    );
    return new Set(
      activities.flatMap(({ after, actor }) =>
        after === head.sha && actor !== null ? [actor.login.toLowerCase()] : [],
      ),
    );
  } catch (error) {
    const { kind } = classifyError(error, 0);
    if (kind === "gone" || kind === "forbidden" || kind === "rejected") return new Set();
    throw error;
  }
}

interface Role {
  readonly permission: string;
  readonly user: { readonly id: number | bigint; readonly permissions?: { readonly push?: boolean } } | null;
}

async function readRole(client: GitHubClient, { owner, repo }: RepositoryName, login: string): Promise<Role | null> {
  try {
    return dataOf(
      await client.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
        owner,
        repo,
        username: login,
      }),
    );
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Roles of an organisation's own making tell by the role that they build on, and by what they permit. */
function objectionToRole(role: Role | null, id: number, approvers: readonly string[] | null): Objection {
  // A login may have changed hands since.
  if (role === null || Number(role.user?.id) !== id) return "GitHub does not know you here any more";
  if (role.permission === "none") return "you cannot read this repository any more";
  const canWrite = ["write", "maintain", "admin"].includes(role.permission) || role.user?.permissions?.push === true;
  if (approvers === null && !canWrite) return "only people who can write to this repository may";
  return null;
}
