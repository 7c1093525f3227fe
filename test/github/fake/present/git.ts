import { commitOf } from "../git/commits.ts";
import { walkTree } from "../git/files.ts";
import type { Mode, TreeEntry } from "../git/objects.ts";
import { type JsonObject, nodeId, timestamp } from "../json.ts";
import type { Push, Repository, World } from "../world.ts";
import { apiUrl, htmlUrl } from "./repository.ts";
import { presentUser } from "./users.ts";

const TYPES: Readonly<Record<Mode, string>> = {
  "100644": "blob",
  "100755": "blob",
  "120000": "blob",
  "040000": "tree",
  "160000": "commit",
};

/** A commit of the Git database. */
export function presentGitCommit(world: World, repository: Repository, sha: string): JsonObject {
  const commit = commitOf(repository, sha);
  const api = apiUrl(world, repository);
  const html = htmlUrl(world, repository);
  return {
    sha,
    node_id: nodeId("Commit", repository.id),
    url: `${api}/git/commits/${sha}`,
    html_url: `${html}/commit/${sha}`,
    author: personOf(commit.author),
    committer: personOf(commit.author),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/git/commits/${parent}`,
      html_url: `${html}/commit/${parent}`,
    })),
    verification: UNSIGNED,
  };
}

export function presentReference(world: World, repository: Repository, name: string, sha: string): JsonObject {
  const api = apiUrl(world, repository);
  return {
    ref: name,
    node_id: nodeId("Ref", repository.id),
    url: `${api}/git/${name}`,
    object: { type: "commit", sha, url: `${api}/git/commits/${sha}` },
  };
}

/** A commit as comparisons show it. */
export function presentCommit(world: World, repository: Repository, sha: string): JsonObject {
  const commit = commitOf(repository, sha);
  const api = apiUrl(world, repository);
  return {
    sha,
    node_id: nodeId("Commit", repository.id),
    url: `${api}/commits/${sha}`,
    html_url: `${htmlUrl(world, repository)}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: personOf(commit.author),
      committer: personOf(commit.author),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: UNSIGNED,
    },
    author: accountOf(world, commit.author),
    committer: accountOf(world, commit.author),
    parents: commit.parents.map((parent) => ({ sha: parent, url: `${api}/commits/${parent}` })),
  };
}

/** GitHub finds the account by the address of the author. */
function accountOf(world: World, { email }: { readonly email: string }): JsonObject | null {
  const user = [...world.users.values()].find(({ id }) => email.startsWith(`${id}+`));
  return user === undefined ? null : presentUser(world, user);
}

/** What moved a branch, as the activity of a repository shows it. */
export function presentPush(world: World, { id, reference, before, after, actor, at, kind }: Push): JsonObject {
  return {
    id,
    node_id: nodeId("Push", id),
    before,
    after,
    ref: reference,
    timestamp: timestamp(at),
    activity_type: kind,
    actor: presentUser(world, actor),
  };
}

export function presentTree(
  world: World,
  repository: Repository,
  sha: string,
  depth: "flat" | "recursive",
): JsonObject {
  const { store } = repository;
  const api = apiUrl(world, repository);
  const limit = depth === "recursive" ? world.limits.treeEntries : Infinity;
  const tree: JsonObject[] = [];
  const all: Iterable<[string, TreeEntry]> =
    depth === "recursive" ? walkTree(store, sha) : (store.trees.get(sha) ?? []).map((entry) => [entry.name, entry]);
  let rest = 0;
  for (const [path, { mode, sha: id }] of all) {
    if (tree.length >= limit) rest += 1;
    else {
      const type = TYPES[mode];
      const url = `${api}/git/${type}s/${id}`;
      const size = store.blobs.get(id)?.length;
      tree.push({
        path,
        mode,
        type,
        sha: id,
        ...(size === undefined ? {} : { size }),
        ...(type === "commit" ? {} : { url }),
      });
    }
  }
  return { sha, url: `${api}/git/trees/${sha}`, tree, truncated: rest > 0 };
}

export function presentBlob(world: World, repository: Repository, sha: string, bytes: Buffer): JsonObject {
  return {
    sha,
    node_id: nodeId("Blob", repository.id),
    size: bytes.length,
    url: `${apiUrl(world, repository)}/git/blobs/${sha}`,
    content: wrapped(bytes),
    encoding: "base64",
  };
}

/** Base64 in lines of 60 characters, as GitHub sends it. */
export function wrapped(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{1,60}/g, "$&\n");
}

const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

function personOf({ name, email, time }: { name: string; email: string; time: number }): JsonObject {
  return { name, email, date: timestamp(time * 1000) };
}
