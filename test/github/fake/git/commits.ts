import type { Repository, User, World } from "../world.ts";
import { changedTree, type FileChanges, readFlatTree, writeFlatTree } from "./files.ts";
import { mergeBase, mergeTrees } from "./merge.ts";
import { type Commit, type Signature, writeCommit } from "./objects.ts";

export function commitOf(repository: Repository, sha: string): Commit {
  const commit = repository.store.commits.get(sha);
  if (commit === undefined) throw new Error(`${repository.owner.login}/${repository.name} has no commit ${sha}`);
  return commit;
}

/** A new commit with `changes` made to its first parent, or to nothing. */
export function commitChanges(
  world: World,
  repository: Repository,
  commit: {
    readonly parent: string | null;
    readonly changes: FileChanges;
    readonly author: User;
    readonly message: string;
  },
): Commit {
  const { store } = repository;
  const before = commit.parent === null ? new Map() : readFlatTree(store, commitOf(repository, commit.parent).tree);
  return writeCommit(store, {
    tree: writeFlatTree(store, changedTree(store, before, commit.changes)),
    parents: commit.parent === null ? [] : [commit.parent],
    author: signatureOf(world, commit.author),
    message: commit.message,
  });
}

/** The merge of `head` into `base`, or `null` on a conflict. */
export function commitMerge(
  world: World,
  repository: Repository,
  merge: { readonly base: string; readonly head: string; readonly author: User; readonly message: string },
): Commit | null {
  const { store } = repository;
  const treeOf = (sha: string) => readFlatTree(store, commitOf(repository, sha).tree);
  const common = mergeBase(store, merge.base, merge.head);
  const merged = mergeTrees(common === null ? new Map() : treeOf(common), treeOf(merge.base), treeOf(merge.head));
  if (merged.conflicts.length > 0) return null;
  return writeCommit(store, {
    tree: writeFlatTree(store, merged.files),
    parents: [merge.base, merge.head],
    author: signatureOf(world, merge.author),
    message: merge.message,
  });
}

function signatureOf(world: World, { id, login }: User): Signature {
  // The brackets of a bot's login are not allowed in a mail address.
  return {
    name: login,
    email: `${id}+${login.replace(/\W/g, "-")}@users.noreply.github.test`,
    time: Math.floor(world.now() / 1000),
  };
}
