import { commitChanges, commitMerge, commitOf } from "./git/commits.ts";
import type { FileChanges, Files } from "./git/files.ts";
import { walkTree } from "./git/files.ts";
import { resolveCommit } from "./git/references.ts";
import { mergeabilityOf } from "./pull-requests.ts";
import { suiteAt } from "./routes/checks.ts";
import { editBody } from "./routes/comments.ts";
import type { JsonObject } from "./json.ts";
import {
  type CheckRun,
  type Comment,
  newRepository,
  type PullRequest,
  type Repository,
  repositoryKey,
  type Role,
  userOf,
  type Webhook,
  type World,
} from "./world.ts";
import {
  checkRunWebhooks,
  checkSuiteWebhooks,
  commentWebhooks,
  mergeGroupWebhooks,
  pullRequestWebhooks,
} from "./webhooks.ts";

/** Something that people did, and what GitHub sends about it. */
export interface Happening {
  readonly webhooks: readonly Webhook[];
}

export interface Push {
  /** Default: the default branch. A branch that does not exist starts at the default branch. */
  readonly branch?: string;
  readonly changes: FileChanges;
  readonly by?: string;
  readonly message?: string;
  /** A branch or commit to build on instead of the branch's end: a forced push. */
  readonly onto?: string;
}

export interface NewPullRequest {
  readonly branch: string;
  /** Where the branch is; default: this repository. */
  readonly from?: FakeRepository;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly by?: string;
  readonly stage?: "draft" | "ready";
}

/** A repository, and what people do with it. Logins are made when first named; `by` is the owner by default. */
export interface FakeRepository {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly url: string;
  /** All that stands in it, for looking. */
  readonly state: Repository;

  setRole(login: string, role: Role): void;
  /** The commit of a branch or reference. */
  commit(name: string): string;
  /** The bytes of all files at a branch or commit. */
  files(name: string): ReadonlyMap<string, Buffer>;
  /** A copy that belongs to `login`, with this repository's branches. */
  fork(login: string): FakeRepository;
  /** Deletes the repository; pull requests from it stay, without a head repository. */
  remove(): void;

  push(push: Push): Happening & { readonly sha: string };
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

  comment(number: number, body: string, by?: string): Happening & { readonly id: number };
  editComment(id: number, body: string, by?: string): Happening;
  deleteComment(id: number, by?: string): Happening;

  /** "Re-run" at one check run. */
  rerequestRun(id: number, by?: string): Happening;
  /** "Re-run all checks" at a commit. */
  rerequestSuite(sha: string, by?: string): Happening;
  /** A button of a check run. */
  requestAction(id: number, identifier: string, by?: string): Happening;

  /** Puts pull requests into the merge queue as one group; throws on a conflict. */
  enqueue(numbers: readonly number[]): Happening & { readonly headSha: string };
  dequeue(headSha: string, reason: "merged" | "invalidated" | "dequeued"): Happening;

  pullRequest(number: number): PullRequest;
  /** The test merge as it would be now; `null` on a conflict. */
  testMerge(number: number): string | null;
  comments(number: number): readonly Comment[];
  /** All check runs, or those at a commit; oldest first. */
  checkRuns(sha?: string): readonly CheckRun[];
}

export interface NewRepository {
  readonly owner: string;
  readonly name: string;
  readonly files: Files;
  readonly visibility?: "public" | "private";
  readonly defaultBranch?: string;
  /** Default: the app is installed at the owner, once for all of the owner's repositories. */
  readonly app?: "installed" | "absent";
  readonly roles?: Readonly<Record<string, Role>>;
}

export function createRepository(world: World, facts: NewRepository): FakeRepository {
  const owner = userOf(world, facts.owner, "Organization");
  if (world.repositories.has(repositoryKey(facts.owner, facts.name))) {
    throw new Error(`there is a repository ${facts.owner}/${facts.name} already`);
  }
  const repository = newRepository(world, {
    owner,
    name: facts.name,
    visibility: facts.visibility ?? "private",
    defaultBranch: facts.defaultBranch ?? "main",
    parent: null,
    installation: facts.app === "absent" ? null : installationAt(world, facts.owner),
  });
  for (const [login, role] of Object.entries(facts.roles ?? {})) setRole(world, repository, login, role);
  const first = { parent: null, changes: facts.files, author: owner, message: "Start" };
  repository.references.set(`refs/heads/${repository.defaultBranch}`, commitChanges(world, repository, first).sha);
  return handleOf(world, repository);
}

function installationAt(world: World, login: string): Repository["installation"] {
  const account = userOf(world, login, "Organization");
  const known = [...world.installations.values()].find((installation) => installation.account === account);
  const installation = known ?? { id: world.nextId(), account, suspended: "active" as const };
  world.installations.set(installation.id, installation);
  return installation;
}

function setRole(world: World, repository: Repository, login: string, role: Role): void {
  repository.roles.set(userOf(world, login).login.toLowerCase(), role);
}

function handleOf(world: World, repository: Repository): FakeRepository {
  const { owner, name, id, references, store } = repository;
  const actor = (login: string | undefined) => userOf(world, login ?? owner.login);

  const pullRequest = (number: number): PullRequest =>
    found(repository.pullRequests.get(number), `pull request ${number}`);
  const comment = (commentId: number): Comment => found(repository.comments.get(commentId), `comment ${commentId}`);
  const checkRun = (runId: number): CheckRun => found(repository.checkRuns.get(runId), `check run ${runId}`);
  const commit = (reference: string): string => found(resolveCommit(repository, reference), `commit \`${reference}\``);

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
    return { webhooks: pullRequestWebhooks(world, pull, action, actor(by), extra) };
  }

  return {
    owner: owner.login,
    name,
    id,
    url: `${world.origin}/${owner.login}/${name}`,
    state: repository,

    setRole: (login, role) => setRole(world, repository, login, role),
    commit,
    files(reference) {
      const files = new Map<string, Buffer>();
      for (const [path, entry] of walkTree(store, commitOf(repository, commit(reference)).tree)) {
        const bytes = store.blobs.get(entry.sha);
        if (bytes !== undefined) files.set(path, bytes);
      }
      return files;
    },
    fork(login) {
      const { visibility, defaultBranch } = repository;
      const facts = {
        owner: userOf(world, login),
        name,
        visibility,
        defaultBranch,
        parent: repository,
        installation: null,
      };
      const fork = newRepository(world, facts);
      for (const [reference, sha] of references)
        if (reference.startsWith("refs/heads/")) fork.references.set(reference, sha);
      return handleOf(world, fork);
    },
    remove: () => void world.repositories.delete(repositoryKey(owner.login, name)),

    push({ branch = repository.defaultBranch, changes, by, message = "Change", onto }) {
      const reference = `refs/heads/${branch}`;
      const before = references.get(reference);
      const parent = onto === undefined ? (before ?? commit(repository.defaultBranch)) : commit(onto);
      const { sha } = commitChanges(world, repository, { parent, changes, author: actor(by), message });
      references.set(reference, sha);
      const webhooks = openAt(world, repository, branch).flatMap((pull) => {
        pull.headSha = sha;
        pull.updatedAt = world.now();
        pull.baseSha = pull.repository.references.get(`refs/heads/${pull.baseBranch}`) ?? pull.baseSha;
        pull.repository.references.set(`refs/pull/${pull.number}/head`, sha);
        return pullRequestWebhooks(world, pull, "synchronize", actor(by), { before: before ?? sha, after: sha });
      });
      return { sha, webhooks };
    },
    openPullRequest({
      branch,
      from,
      base = repository.defaultBranch,
      title = `Merge ${branch}`,
      body,
      by,
      stage = "ready",
    }) {
      const headRepository = from?.state ?? repository;
      const headSha = found(headRepository.references.get(`refs/heads/${branch}`), `branch \`${branch}\``);
      const number = repository.nextNumber;
      repository.nextNumber += 1;
      const author = userOf(world, by ?? headRepository.owner.login);
      const pull: PullRequest = {
        id: world.nextId(),
        number,
        repository,
        author,
        headRepository,
        headBranch: branch,
        createdAt: world.now(),
        title,
        body: body ?? null,
        baseBranch: base,
        headSha,
        baseSha: commit(`refs/heads/${base}`),
        state: "open",
        stage,
        conversation: "open",
        updatedAt: world.now(),
        closedAt: null,
        merged: null,
        testMerge: null,
      };
      repository.pullRequests.set(number, pull);
      references.set(`refs/pull/${number}/head`, headSha);
      return { number, webhooks: pullRequestWebhooks(world, pull, "opened", author) };
    },
    closePullRequest: (number, by) =>
      act(number, by, "closed", (pull) => {
        pull.state = "closed";
        pull.closedAt = world.now();
        return {};
      }),
    mergePullRequest: (number, by) =>
      act(number, by, "closed", (pull) => {
        const author = actor(by);
        const merge = { base: commit(`refs/heads/${pull.baseBranch}`), head: pull.headSha, author };
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
        commit(`refs/heads/${base}`);
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

    comment(number, body, by) {
      pullRequest(number);
      const now = world.now();
      const made: Comment = {
        id: world.nextId(),
        issue: number,
        author: actor(by),
        viaApp: "person",
        createdAt: now,
        history: [],
        reactions: new Map(),
        body,
        updatedAt: now,
      };
      repository.comments.set(made.id, made);
      return { id: made.id, webhooks: commentWebhooks(world, repository, made, "created", made.author) };
    },
    editComment(commentId, body, by) {
      const edited = comment(commentId);
      const from = edited.body;
      editBody(world, edited, body);
      return {
        webhooks: commentWebhooks(world, repository, edited, "edited", actor(by), { changes: { body: { from } } }),
      };
    },
    deleteComment(commentId, by) {
      const deleted = comment(commentId);
      repository.comments.delete(commentId);
      return { webhooks: commentWebhooks(world, repository, deleted, "deleted", actor(by)) };
    },

    rerequestRun: (runId, by) => ({
      webhooks: checkRunWebhooks(world, repository, checkRun(runId), "rerequested", actor(by)),
    }),
    rerequestSuite: (sha, by) => ({
      webhooks: checkSuiteWebhooks(world, repository, suiteAt(world, repository, sha), "rerequested", actor(by)),
    }),
    requestAction: (runId, identifier, by) => ({
      webhooks: checkRunWebhooks(world, repository, checkRun(runId), "requested_action", actor(by), {
        requested_action: { identifier },
      }),
    }),

    enqueue(numbers) {
      const pulls = numbers.map(pullRequest);
      const baseBranch = pulls[0]?.baseBranch ?? repository.defaultBranch;
      const baseSha = commit(`refs/heads/${baseBranch}`);
      const author = userOf(world, "github-merge-queue[bot]");
      let headSha = baseSha;
      for (const { number, headSha: head } of pulls) {
        const merge = { base: headSha, head, author, message: `Merge pull request #${number}` };
        headSha = found(
          commitMerge(world, repository, merge),
          `merge of pull request ${number} without a conflict`,
        ).sha;
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
      const author = userOf(world, "github-merge-queue[bot]");
      return { webhooks: mergeGroupWebhooks(world, repository, group, "destroyed", author, { reason }) };
    },

    pullRequest,
    testMerge: (number) => mergeabilityOf(world, pullRequest(number)).mergeCommitSha,
    comments: (number) => [...repository.comments.values()].filter(({ issue }) => issue === number),
    checkRuns: (sha) =>
      [...repository.checkRuns.values()].filter(({ headSha }) => sha === undefined || headSha === sha),
  };
}

/** The open pull requests, of this repository and of those it was forked from, whose head is a branch of this one. */
function openAt(world: World, repository: Repository, branch: string): PullRequest[] {
  return [...world.repositories.values()]
    .flatMap(({ pullRequests }) => [...pullRequests.values()])
    .filter((pull) => pull.headRepository === repository && pull.headBranch === branch && pull.state === "open");
}

function found<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
