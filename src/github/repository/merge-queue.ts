import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf } from "./errors.ts";

/** A group that a merge queue has built. */
export interface QueuedGroup {
  readonly headSha: string;
  /** The branch that it is for. */
  readonly branch: string;
  /** Its last pull request: those before it in the queue have groups of their own. */
  readonly pullNumber: number;
}

/**
 * The groups of all merge queues of a repository, by the branches that GitHub makes for them:
 * `gh-readonly-queue/<branch>/pr-<number>-<commit>`. One request.
 *
 * Source: GitHub, "Managing a merge queue", "Triggering merge group checks".
 */
export async function queuedGroups(client: GitHubClient, repository: RepositoryName): Promise<readonly QueuedGroup[]> {
  const references = dataOf(
    await client.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
      ...repository,
      ref: "heads/gh-readonly-queue/",
    }),
  );
  return references.flatMap(({ ref, object }) => {
    const [, branch, number] = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-(\d{1,10})-[0-9a-f]{40,64}$/.exec(ref) ?? [];
    return branch === undefined ? [] : [{ headSha: object.sha, branch, pullNumber: Number(number) }];
  });
}
