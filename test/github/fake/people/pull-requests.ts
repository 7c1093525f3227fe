import { commitMerge } from "../git/commits.ts";
import type { JsonObject } from "../json.ts";
import { mergeabilityOf } from "../pull-requests.ts";
import { pullRequestWebhooks } from "../webhooks.ts";
import { type PullRequest, type Repository, userOf, type World } from "../world.ts";
import { actorOf, found, type Happening } from "./acting.ts";

export interface NewPullRequest {
  readonly branch: string;
  /** Where the branch is; default: this repository. */
  readonly from?: { readonly state: Repository };
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly by?: string;
  readonly stage?: "draft" | "ready";
}

/** What people do with pull requests. */
export interface PullRequests {
  openPullRequest(pull: NewPullRequest): Happening & { readonly number: number };
  closePullRequest(number: number, by?: string): Happening;
  /** Merges into the base branch; throws on a conflict. */
  mergePullRequest(number: number, by?: string): Happening;
  reopenPullRequest(number: number, by?: string): Happening;
  markReady(number: number, by?: string): Happening;
  convertToDraft(number: number, by?: string): Happening;
  editBase(number: number, base: string, by?: string): Happening;
  editTitle(number: number, title: string, by?: string): Happening;
  lock(number: number): void;
  pullRequest(number: number): PullRequest;
  /** The test merge as it would be now; `null` on a conflict. */
  testMerge(number: number): string | null;
}

export function pullRequestsOf(world: World, repository: Repository): PullRequests {
  const { references } = repository;
  const pullRequest = (number: number): PullRequest =>
    found(repository.pullRequests.get(number), `pull request ${number}`);
  const end = (branch: string): string => found(references.get(`refs/heads/${branch}`), `branch \`${branch}\``);

  /** Changes a pull request and tells about it. */
  function act(
    number: number,
    by: string | undefined,
    action: string,
    change: (pull: PullRequest) => JsonObject,
  ): Happening {
    const pull = pullRequest(number);
    const extra = change(pull);
    pull.updatedAt = world.now();
    pull.baseSha = references.get(`refs/heads/${pull.baseBranch}`) ?? pull.baseSha;
    return { webhooks: pullRequestWebhooks(world, pull, action, actorOf(world, repository, by), extra) };
  }

  return {
    openPullRequest(asked) {
      const pull = newPullRequest(world, repository, asked);
      repository.pullRequests.set(pull.number, pull);
      references.set(`refs/pull/${pull.number}/head`, pull.headSha);
      return { number: pull.number, webhooks: pullRequestWebhooks(world, pull, "opened", pull.author) };
    },
    closePullRequest: (number, by) =>
      act(number, by, "closed", (pull) => {
        pull.state = "closed";
        pull.closedAt = world.now();
        return {};
      }),
    mergePullRequest: (number, by) =>
      act(number, by, "closed", (pull) => {
        const author = actorOf(world, repository, by);
        const merge = { base: end(pull.baseBranch), head: pull.headSha, author };
        const { sha } = found(
          commitMerge(world, repository, { ...merge, message: `Merge pull request #${number}` }),
          "merge",
        );
        references.set(`refs/heads/${pull.baseBranch}`, sha);
        references.delete(`refs/pull/${number}/merge`);
        pull.merged = { sha, by: author, at: world.now() };
        pull.state = "closed";
        pull.closedAt = world.now();
        return {};
      }),
    reopenPullRequest: (number, by) =>
      act(number, by, "reopened", (pull) => {
        pull.state = "open";
        pull.closedAt = null;
        return {};
      }),
    markReady: (number, by) =>
      act(number, by, "ready_for_review", (pull) => {
        pull.stage = "ready";
        return {};
      }),
    convertToDraft: (number, by) =>
      act(number, by, "converted_to_draft", (pull) => {
        pull.stage = "draft";
        return {};
      }),
    editBase: (number, base, by) =>
      act(number, by, "edited", (pull) => {
        const from = { ref: { from: pull.baseBranch }, sha: { from: pull.baseSha } };
        end(base);
        pull.baseBranch = base;
        return { changes: { base: from } };
      }),
    editTitle: (number, title, by) =>
      act(number, by, "edited", (pull) => {
        const from = pull.title;
        pull.title = title;
        return { changes: { title: { from } } };
      }),
    lock(number) {
      pullRequest(number).conversation = "locked";
    },
    pullRequest,
    testMerge: (number) => mergeabilityOf(world, pullRequest(number)).mergeCommitSha,
  };
}

function newPullRequest(
  world: World,
  repository: Repository,
  {
    branch,
    from,
    base = repository.defaultBranch,
    title = `Merge ${branch}`,
    body,
    by,
    stage = "ready",
  }: NewPullRequest,
): PullRequest {
  const headRepository = from?.state ?? repository;
  const headSha = found(headRepository.references.get(`refs/heads/${branch}`), `branch \`${branch}\``);
  const number = repository.nextNumber;
  repository.nextNumber += 1;
  return {
    id: world.nextId(),
    number,
    repository,
    author: userOf(world, by ?? headRepository.owner.login),
    headRepository,
    headBranch: branch,
    createdAt: world.now(),
    title,
    body: body ?? null,
    baseBranch: base,
    headSha,
    baseSha: found(repository.references.get(`refs/heads/${base}`), `branch \`${base}\``),
    state: "open",
    stage,
    conversation: "open",
    updatedAt: world.now(),
    closedAt: null,
    merged: null,
    testMerge: null,
  };
}
