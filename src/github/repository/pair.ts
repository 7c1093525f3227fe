import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf, isGone } from "./errors.ts";
import type { PullRequest } from "./pull-request.ts";

/**
 * The two commits that are compared. Links to lines name the very commit whose tree was read: the line numbers of any
 * other commit may differ.
 */
export type Pair =
  /** What a merge would do now: the test merge against its first parent. */
  | { readonly kind: "test-merge"; readonly before: string; readonly after: string }
  /** There is no test merge of this head: what the head changed since it left the base. */
  | {
      readonly kind: "merge-base";
      readonly because: "conflict" | "no-current-test-merge";
      readonly before: string;
      readonly after: string;
    }
  /** What a merge queue is about to put on the base. */
  | { readonly kind: "merge-group"; readonly before: string; readonly after: string };

/** Chooses the commits to compare for a pull request. @throws what the client throws; it is gone without a common commit */
export async function choosePair(client: GitHubClient, repository: RepositoryName, pull: PullRequest): Promise<Pair> {
  if (pull.mergeable === false) return fromMergeBase(client, repository, pull, "conflict");
  const before = await firstParent(client, repository, pull);
  // Not made yet for this base: the one that is there may be of another base branch, which the pull request had before.
  const isStale = pull.state === "open" && pull.mergeable === null && before !== pull.base.sha;
  if (before === null || pull.mergeCommit === null || isStale) {
    return fromMergeBase(client, repository, pull, "no-current-test-merge");
  }
  return { kind: "test-merge", before, after: pull.mergeCommit };
}

/** The pair of a merge group, from its webhook. */
export function mergeGroupPair(baseSha: string, headSha: string): Pair {
  return { kind: "merge-group", before: baseSha, after: headSha };
}

/** The base that the test merge was made with; `null` when there is none, or it merges another head. */
async function firstParent(
  client: GitHubClient,
  repository: RepositoryName,
  { mergeCommit, head }: PullRequest,
): Promise<string | null> {
  if (mergeCommit === null) return null;
  try {
    const { parents } = dataOf(
      await client.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
        ...repository,
        commit_sha: mergeCommit,
      }),
    );
    const [base, merged] = parents;
    return base !== undefined && parents.length === 2 && merged?.sha === head.sha ? base.sha : null;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

async function fromMergeBase(
  client: GitHubClient,
  repository: RepositoryName,
  { base, head }: PullRequest,
  because: "conflict" | "no-current-test-merge",
): Promise<Pair> {
  const { merge_base_commit } = dataOf(
    await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
      ...repository,
      basehead: `${base.sha}...${head.sha}`,
      per_page: 1,
    }),
  );
  return { kind: "merge-base", because, before: merge_base_commit.sha, after: head.sha };
}
