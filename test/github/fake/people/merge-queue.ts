import { commitMerge } from "../git/commits.ts";
import { mergeGroupWebhooks } from "../webhooks.ts";
import { type Repository, userOf, type World } from "../world.ts";
import { found, type Happening } from "./acting.ts";

/** What happens in the merge queue. */
export interface MergeQueue {
  /** Puts pull requests into the queue as one group; throws on a conflict. */
  enqueue(numbers: readonly number[]): Happening & { readonly headSha: string };
  dequeue(headSha: string, reason: "merged" | "invalidated" | "dequeued"): Happening;
}

const QUEUE = "github-merge-queue[bot]";

export function mergeQueueOf(world: World, repository: Repository): MergeQueue {
  const { references } = repository;
  return {
    enqueue(numbers) {
      const pulls = numbers.map((number) => found(repository.pullRequests.get(number), `pull request ${number}`));
      const baseBranch = pulls[0]?.baseBranch ?? repository.defaultBranch;
      const baseSha = found(references.get(`refs/heads/${baseBranch}`), `branch \`${baseBranch}\``);
      const author = userOf(world, QUEUE);
      let headSha = baseSha;
      for (const { number, headSha: head } of pulls) {
        const merge = { base: headSha, head, author, message: `Merge pull request #${number}` };
        const made = commitMerge(world, repository, merge);
        headSha = found(made, `merge of pull request ${number} without a conflict`).sha;
      }
      const headReference = `refs/heads/gh-readonly-queue/${baseBranch}/pr-${numbers.at(-1) ?? 0}-${baseSha}`;
      const group = { headSha, headReference, baseSha, baseReference: `refs/heads/${baseBranch}` };
      references.set(headReference, headSha);
      repository.mergeGroups.set(headSha, group);
      return { headSha, webhooks: mergeGroupWebhooks(world, repository, group, "checks_requested", author) };
    },
    dequeue(headSha, reason) {
      const group = found(repository.mergeGroups.get(headSha), `merge group at ${headSha}`);
      repository.mergeGroups.delete(headSha);
      references.delete(group.headReference);
      const author = userOf(world, QUEUE);
      return { webhooks: mergeGroupWebhooks(world, repository, group, "destroyed", author, { reason }) };
    },
  };
}
