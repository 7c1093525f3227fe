import { commitChanges, commitOf } from "../git/commits.ts";
import { type FileChanges, walkTree } from "../git/files.ts";
import { resolveCommit } from "../git/references.ts";
import { pullRequestWebhooks } from "../webhooks.ts";
import type { PullRequest, Repository, World } from "../world.ts";
import { actorOf, found, type Happening } from "./acting.ts";

export interface Push {
  /** Default: the default branch. A branch that does not exist starts at the default branch. */
  readonly branch?: string;
  readonly changes: FileChanges;
  readonly by?: string;
  /** Whom the commit names, if not who pushes it: git believes everybody. */
  readonly author?: string;
  readonly message?: string;
  /** A branch or commit to build on instead of the branch's end: a forced push. */
  readonly onto?: string;
}

/** What people do with git. */
export interface Branches {
  /** The commit of a branch or reference. */
  commit(name: string): string;
  /** The bytes of all files at a branch or commit. */
  files(name: string): ReadonlyMap<string, Buffer>;
  push(push: Push): Happening & { readonly sha: string };
  /** Closes the pull requests of the branch, as GitHub does. */
  deleteBranch(name: string, by?: string): Happening;
}

export function branchesOf(world: World, repository: Repository): Branches {
  const { references, store, defaultBranch } = repository;
  const commit = (reference: string): string => found(resolveCommit(repository, reference), `commit \`${reference}\``);
  return {
    commit,
    files(reference) {
      const files = new Map<string, Buffer>();
      for (const [path, entry] of walkTree(store, commitOf(repository, commit(reference)).tree)) {
        const bytes = store.blobs.get(entry.sha);
        if (bytes !== undefined) files.set(path, bytes);
      }
      return files;
    },
    push({ branch = defaultBranch, changes, by, author = by, message = "Change", onto }) {
      const reference = `refs/heads/${branch}`;
      const before = references.get(reference);
      const parent = onto === undefined ? (before ?? commit(defaultBranch)) : commit(onto);
      const actor = actorOf(world, repository, by);
      const written = { parent, changes, author: actorOf(world, repository, author), message };
      const { sha } = commitChanges(world, repository, written);
      references.set(reference, sha);
      const kind = before === undefined ? "branch_creation" : onto === undefined ? "push" : "force_push";
      const [id, at] = [world.nextId(), world.now()];
      repository.pushes.push({ id, reference, before: before ?? "0".repeat(40), after: sha, actor, at, kind });
      const webhooks = openAt(world, repository, branch).flatMap((pull) => {
        pull.headSha = sha;
        pull.updatedAt = world.now();
        pull.baseSha = pull.repository.references.get(`refs/heads/${pull.baseBranch}`) ?? pull.baseSha;
        pull.repository.references.set(`refs/pull/${pull.number}/head`, sha);
        return pullRequestWebhooks(world, pull, "synchronize", actor, { before: before ?? sha, after: sha });
      });
      return { sha, webhooks };
    },
    deleteBranch(name, by) {
      if (!references.delete(`refs/heads/${name}`)) throw new Error(`there is no branch \`${name}\``);
      const author = actorOf(world, repository, by);
      const webhooks = openAt(world, repository, name).flatMap((pull) => {
        pull.state = "closed";
        pull.closedAt = world.now();
        pull.updatedAt = world.now();
        return pullRequestWebhooks(world, pull, "closed", author);
      });
      return { webhooks };
    },
  };
}

/** The open pull requests, of this repository and of those it was forked from, whose head is a branch of this one. */
function openAt(world: World, repository: Repository, branch: string): PullRequest[] {
  return [...world.repositories.values()]
    .flatMap(({ pullRequests }) => [...pullRequests.values()])
    .filter((pull) => pull.headRepository === repository && pull.headBranch === branch && pull.state === "open");
}
