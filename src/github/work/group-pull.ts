import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf } from "../repository/errors.ts";

/** Where GitHub keeps the commits of merge queues. */
const QUEUE = "heads/gh-readonly-queue/";

/**
 * The pull request that a merge group is named after, by the branch that GitHub made for it; `null` where that is gone.
 * Its last one: those before it in the queue have groups of their own. One request.
 *
 * Source: GitHub, "Managing a merge queue", "Triggering merge group checks".
 */
export async function pullRequestOfGroup(
  client: GitHubClient,
  repository: RepositoryName,
  headSha: string,
): Promise<number | null> {
  const references = dataOf(
    await client.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", { ...repository, ref: QUEUE }),
  );
  const numbers = references.flatMap(({ ref, object }) => {
    const [, number] = /\/pr-(\d{1,10})-[0-9a-f]{40,64}$/.exec(ref) ?? [];
    return object.sha === headSha && number !== undefined ? [Number(number)] : [];
  });
  return numbers[0] ?? null;
}
