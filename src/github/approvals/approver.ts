/** Who may accept what a pull request makes worse, as GitHub says now. */
import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf, isGone } from "../repository/errors.ts";
import type { PullRequest } from "../repository/pull-request.ts";
import { MAX_COMMITS, readMakers, type Makers } from "./makers.ts";

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
  /** Who made what is to be accepted. */
  readonly makers: () => Promise<Makers>;
}

/**
 * Says who may approve: people who can write, or those whom the configuration names, apart from whoever opened the pull
 * request, wrote or committed one of its commits, or pushed to its branch. Where GitHub does not tell all who pushed, only
 * those whom the configuration names: commits say what their maker wants them to say (decisions 0051 and 0085).
 *
 * Requests: those of `readMakers`, once; then 1 for each account.
 */
export function createApprovers(
  client: GitHubClient,
  repository: RepositoryName,
  pull: PullRequest,
  approvers: readonly string[] | null,
): Approvers {
  let read: Promise<Makers> | null = null;
  const makers = (): Promise<Makers> => (read ??= readMakers(client, repository, pull));
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
    const { authors, pushers, commits, unknown } = await makers();
    if (commits === "too many") return `GitHub lists only ${MAX_COMMITS} commits, so that nobody knows who wrote this`;
    if (commits === "moved") return "the pull request was pushed to meanwhile: look at the new check";
    if (pushers.has(name)) return "you pushed to this pull request, and somebody else must accept it";
    if (authors.has(name))
      return "you wrote or committed a part of this pull request, and somebody else must accept it";
    if (unknown !== null && approvers === null)
      return `${unknown}: only people whom the configuration names as \`approvers\` may accept it`;
    return null;
  };
  return {
    objection: async (account) => (await rights(account)) ?? part(account),
    revokeObjection: rights,
    makers,
  };
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
