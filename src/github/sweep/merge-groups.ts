import type { GitHubClient, RepositoryName } from "../client.ts";
import { findGroupRun } from "../publish/check-run.ts";
import { dataOf, isGone } from "../repository/errors.ts";
import { isComplete } from "./judged.ts";

/** A group of the merge queue that lacks a completed check run of ours. */
export interface UnjudgedGroup {
  readonly baseSha: string;
  readonly headSha: string;
}

/** Where GitHub keeps the commits of merge queues. Source: GitHub, "Managing a merge queue", "Triggering merge group checks". */
const QUEUE = "heads/gh-readonly-queue/";

/** Most groups of one repository that are looked at; a queue builds a hundred at once. */
const MAX_GROUPS = 200;

/**
 * The groups that nobody judged. What a group is compared with stands in a check run that was begun for it. Where there is
 * none, it is the merge base with the branch that the group is for: the name of its branch ends with a commit, but GitHub
 * does not say which. With groups before it in the queue that is more than the group itself changes, and never less.
 *
 * Requests: 1, and for each group 1, or 2 where no check run was begun.
 */
export async function unjudgedGroups(
  client: GitHubClient,
  repository: RepositoryName,
  appId: number,
): Promise<readonly UnjudgedGroup[]> {
  const references = dataOf(
    await client.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", { ...repository, ref: QUEUE }),
  );
  const groups: UnjudgedGroup[] = [];
  for (const { ref, object } of references.slice(0, MAX_GROUPS)) {
    const branch = branchOf(ref);
    if (branch === null) continue;
    const headSha = object.sha;
    const begun = await findGroupRun(client, repository, { appId, headSha });
    if (begun !== null && isComplete(begun.run)) continue;
    const baseSha = begun?.baseSha ?? (await mergeBase(client, repository, branch, headSha));
    if (baseSha !== null) groups.push({ baseSha, headSha });
  }
  return groups;
}

/** The branch that a group is for: `gh-readonly-queue/<branch>/pr-<number>-<commit>`. */
function branchOf(reference: string): string | null {
  return /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]{40,64}$/.exec(reference)?.[1] ?? null;
}

/** `null` where the group or its branch is gone by now. */
async function mergeBase(
  client: GitHubClient,
  repository: RepositoryName,
  branch: string,
  headSha: string,
): Promise<string | null> {
  try {
    const { merge_base_commit: base } = dataOf(
      await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
        ...repository,
        basehead: `${branch}...${headSha}`,
        per_page: 1,
      }),
    );
    return base.sha;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}
