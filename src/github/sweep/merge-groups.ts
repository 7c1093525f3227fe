import type { GitHubClient, RepositoryName } from "../client.ts";
import { findGroupRun } from "../publish/check-run.ts";
import { dataOf, isGone } from "../repository/errors.ts";
import { queuedGroups } from "../repository/merge-queue.ts";
import { isComplete } from "./judged.ts";

/** A group of the merge queue that lacks a completed check run of ours. */
export interface UnjudgedGroup {
  readonly baseSha: string;
  readonly headSha: string;
}

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
  const groups: UnjudgedGroup[] = [];
  for (const { headSha, branch } of (await queuedGroups(client, repository)).slice(0, MAX_GROUPS)) {
    const begun = await findGroupRun(client, repository, { appId, headSha });
    if (begun !== null && isComplete(begun.run)) continue;
    const baseSha = begun?.baseSha ?? (await mergeBase(client, repository, branch, headSha));
    if (baseSha !== null) groups.push({ baseSha, headSha });
  }
  return groups;
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
