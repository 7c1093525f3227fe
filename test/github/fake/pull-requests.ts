import { commitMerge } from "./git/commits.ts";
import { ancestors } from "./git/merge.ts";
import type { PullRequest, TestMerge, World } from "./world.ts";
import { userOf } from "./world.ts";

export interface Mergeability {
  /** `null` while it is being computed. */
  readonly mergeable: boolean | null;
  /** The newest known test merge, which may belong to an older pair of commits while a new one is computed. */
  readonly mergeCommitSha: string | null;
}

/** What a reader is told about the merge; a reader of a changed pair starts the computation, as on GitHub. */
export function mergeabilityOf(world: World, pull: PullRequest): Mergeability {
  if (pull.state === "closed") return { mergeable: null, mergeCommitSha: knownMergeCommit(pull) };
  const merge = currentTestMerge(world, pull);
  if (merge.pendingReads > 0) {
    merge.pendingReads -= 1;
    return { mergeable: null, mergeCommitSha: knownMergeCommit(pull) };
  }
  publish(pull, merge);
  return { mergeable: merge.sha !== null, mergeCommitSha: merge.sha };
}

/** The test merge as it stands, without starting a new one: what lists and webhooks show. */
export function knownMergeCommit(pull: PullRequest): string | null {
  const { merged, repository, number } = pull;
  return merged?.sha ?? repository.references.get(`refs/pull/${number}/merge`) ?? null;
}

/** How many commits are in `head` and not in `base`. */
export function commitsAhead(pull: PullRequest): number {
  const { store } = pull.repository;
  const inBase = ancestors(store, pull.baseSha);
  return [...ancestors(store, pull.headSha)].filter((sha) => !inBase.has(sha)).length;
}

function currentTestMerge(world: World, pull: PullRequest): TestMerge {
  const { repository, baseBranch, headSha: head, number } = pull;
  const base = repository.references.get(`refs/heads/${baseBranch}`) ?? pull.baseSha;
  const known = pull.testMerge;
  if (known !== null && known.base === base && known.head === head) return known;
  const author = userOf(world, "web-flow");
  const commit = commitMerge(world, repository, { base, head, author, message: `Merge ${head} into ${base}` });
  pull.testMerge = { base, head, sha: commit?.sha ?? null, pendingReads: world.limits.pendingMergeReads };
  repository.references.set(`refs/pull/${number}/head`, head);
  return pull.testMerge;
}

function publish({ repository, number }: PullRequest, { sha }: TestMerge): void {
  const name = `refs/pull/${number}/merge`;
  if (sha === null) repository.references.delete(name);
  else repository.references.set(name, sha);
}
