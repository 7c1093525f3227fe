import type { GitHubClient, RepositoryName } from "../client.ts";
import { findCheckRun } from "../publish/check-run.ts";
import { toExternalId } from "../publish/check-target.ts";

/** Whether a check run of ours for the pull request is complete. One that was cancelled judged nothing. */
export async function isJudged(
  client: GitHubClient,
  repository: RepositoryName,
  { number, head }: { readonly number: number; readonly head: { readonly sha: string } },
  appId: number,
): Promise<boolean> {
  const externalId = toExternalId({ kind: "pull-request", number });
  const run = await findCheckRun(client, repository, { appId, headSha: head.sha, externalId });
  return run?.status === "completed" && run.conclusion !== "cancelled";
}
