import type { GitHubClient, RepositoryName } from "../client.ts";
import { findPullRequestRun, type CheckRun } from "../publish/check-run.ts";
import { targetOf } from "../publish/check-target.ts";

/** Whether the newest check run of ours for the pull request is complete, and of the base branch that it has now. */
export async function isJudged(
  client: GitHubClient,
  repository: RepositoryName,
  pull: { readonly number: number; readonly head: { readonly sha: string }; readonly base: { readonly ref: string } },
  appId: number,
): Promise<boolean> {
  return isComplete(await findPullRequestRun(client, repository, { appId, headSha: pull.head.sha }, targetOf(pull)));
}

/** One that was cancelled judged nothing. */
export function isComplete(run: CheckRun | null): boolean {
  return run?.status === "completed" && run.conclusion !== "cancelled";
}
