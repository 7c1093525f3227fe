import type { GitHubClient, RepositoryName } from "../client.ts";
import { findCheckRun, type CheckRun } from "../publish/check-run.ts";
import { toExternalId } from "../publish/check-target.ts";

/** Whether a check run of ours for the pull request is complete. */
export async function isJudged(
  client: GitHubClient,
  repository: RepositoryName,
  { number, head }: { readonly number: number; readonly head: { readonly sha: string } },
  appId: number,
): Promise<boolean> {
  const externalId = toExternalId({ kind: "pull-request", number });
  return isComplete(await findCheckRun(client, repository, { appId, headSha: head.sha, externalId }));
}

/** One that was cancelled judged nothing. */
export function isComplete(run: CheckRun | null): boolean {
  return run?.status === "completed" && run.conclusion !== "cancelled";
}
