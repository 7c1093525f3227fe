import type { GitHubClient, RepositoryName } from "../client.ts";
import { classifyError, dataOf } from "./errors.ts";

/** One side of a pull request as GitHub tells it. */
export interface PullRequestSide {
  readonly sha: string;
  /** The branch, without `refs/heads/`. */
  readonly ref: string;
  /** `null` when the fork was deleted. */
  readonly repository: (RepositoryName & { readonly url: string }) | null;
}

/** What stands of a pull request at the time it was read. */
export interface PullRequest {
  readonly number: number;
  /** For people. */
  readonly url: string;
  readonly state: "open" | "closed";
  readonly draft: boolean;
  readonly author: string;
  readonly head: PullRequestSide;
  readonly base: PullRequestSide;
  /** The test merge while the pull request is open; may be that of an older head. */
  readonly mergeCommit: string | null;
  /** `null` while GitHub has not found out. */
  readonly mergeable: boolean | null;
  /** Of the answer, for `readAgain`; `null` when GitHub sent none. */
  readonly etag: string | null;
}

/** How long to wait for GitHub to find out whether the pull request can be merged: `pause` is called up to `polls` times. */
export interface Patience {
  readonly polls: number;
  readonly pause: () => Promise<void>;
}

const MERGE_POLLS = 5;
const MERGE_PAUSE_SECONDS = 2;

/** GitHub takes a few seconds for it, longer for a large repository. */
export const mergePatience: Patience = {
  polls: MERGE_POLLS,
  pause: () => new Promise((resolve) => setTimeout(resolve, 1000 * MERGE_PAUSE_SECONDS)),
};

/**
 * Reads the pull request, and again while it is open and GitHub does not know whether it can be merged. After the last
 * poll `mergeable` may still be `null`.
 */
export async function readPullRequest(
  client: GitHubClient,
  repository: RepositoryName,
  number: number,
  patience: Patience,
): Promise<PullRequest> {
  let pull = await request(client, repository, number, {});
  for (let poll = 0; poll < patience.polls && pull.state === "open" && pull.mergeable === null; poll += 1) {
    await patience.pause();
    pull = await request(client, repository, number, {});
  }
  return pull;
}

/** The pull request as it stands now. Where nothing changed it is `known` itself, and the rate limit is not charged. */
export async function readAgain(
  client: GitHubClient,
  repository: RepositoryName,
  known: PullRequest,
): Promise<PullRequest> {
  const headers = known.etag === null ? {} : { "if-none-match": known.etag };
  try {
    return await request(client, repository, known.number, headers);
  } catch (error) {
    if (classifyError(error, 0).kind === "not-modified") return known;
    throw error;
  }
}

async function request(
  client: GitHubClient,
  repository: RepositoryName,
  number: number,
  headers: Readonly<Record<string, string>>,
): Promise<PullRequest> {
  const response = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...repository,
    pull_number: number,
    headers,
  });
  const data = dataOf(response);
  return {
    number,
    url: data.html_url,
    state: data.state,
    draft: data.draft ?? false,
    author: data.user.login,
    head: toSide(data.head),
    base: toSide(data.base),
    mergeCommit: data.merge_commit_sha,
    mergeable: data.mergeable,
    etag: response.headers.etag ?? null,
  };
}

interface SideAnswer {
  readonly sha: string;
  readonly ref: string;
  readonly repo: {
    readonly name: string;
    readonly html_url: string;
    readonly owner: { readonly login: string };
  } | null;
}

function toSide({ sha, ref, repo }: SideAnswer): PullRequestSide {
  const repository = repo === null ? null : { owner: repo.owner.login, repo: repo.name, url: repo.html_url };
  return { sha, ref, repository };
}
