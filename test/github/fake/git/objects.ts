import { createHash } from "node:crypto";

/** Modes of git's tree entries: file, executable file, symbolic link, directory, submodule. */
export type Mode = "100644" | "100755" | "120000" | "040000" | "160000";

export interface TreeEntry {
  readonly name: string;
  readonly mode: Mode;
  readonly sha: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly time: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly message: string;
}

/** The objects of a repository and all its forks, which share them on GitHub too. Keys are object ids. */
export interface ObjectStore {
  readonly blobs: Map<string, Buffer>;
  readonly trees: Map<string, readonly TreeEntry[]>;
  readonly commits: Map<string, Commit>;
}

export function emptyStore(): ObjectStore {
  return { blobs: new Map(), trees: new Map(), commits: new Map() };
}

export function writeBlob(store: ObjectStore, bytes: Buffer): string {
  const sha = objectId("blob", bytes);
  store.blobs.set(sha, bytes);
  return sha;
}

/** Writes a directory; `entries` in any order. */
export function writeTree(store: ObjectStore, entries: readonly TreeEntry[]): string {
  const sorted = [...entries].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  const body = Buffer.concat(
    sorted.flatMap(({ name, mode, sha }) => [
      Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
      Buffer.from(sha, "hex"),
    ]),
  );
  const sha = objectId("tree", body);
  store.trees.set(sha, sorted);
  return sha;
}

export function writeCommit(store: ObjectStore, commit: Omit<Commit, "sha">): Commit {
  const { tree, parents, author, message } = commit;
  const signature = `${author.name} <${author.email}> ${author.time} +0000`;
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signature}`,
    `committer ${signature}`,
  ];
  const sha = objectId("commit", Buffer.from(`${lines.join("\n")}\n\n${message}\n`));
  const written = { ...commit, sha };
  store.commits.set(sha, written);
  return written;
}

function objectId(type: "blob" | "tree" | "commit", body: Buffer): string {
  return createHash("sha1").update(`${type} ${body.length}\0`).update(body).digest("hex");
}

/** Git sorts directories as if their names ended in a slash. */
function sortKey({ name, mode }: TreeEntry): Buffer {
  return Buffer.from(mode === "040000" ? `${name}/` : name);
}
