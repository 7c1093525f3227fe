import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type Mode, type ObjectStore, type TreeEntry, writeBlob, writeTree } from "./objects.ts";

/** What people put at a path. A submodule is the id of a commit that lives elsewhere. */
export type FileContent =
  | string
  | Buffer
  | { readonly executable: string | Buffer }
  | { readonly symlink: string }
  | { readonly submodule: string };

/** Files by path; in a change, `null` deletes. */
export type Files = Readonly<Record<string, FileContent>>;
export type FileChanges = Readonly<Record<string, FileContent | null>>;

export interface FlatEntry {
  readonly mode: Mode;
  readonly sha: string;
}

/** A whole tree without its directories: entries by full path. */
export type FlatTree = ReadonlyMap<string, FlatEntry>;

/** The bit of a file's mode that git looks at. */
const OWNER_EXECUTES = 0o100;

/** The files below a folder of this machine, `.git` left out. */
export function filesOfFolder(folder: string, prefix = ""): Files {
  const files: Record<string, FileContent> = {};
  for (const name of readdirSync(folder).sort()) {
    if (name === ".git") continue;
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) Object.assign(files, filesOfFolder(path, `${prefix}${name}/`));
    else if (stats.isSymbolicLink()) files[prefix + name] = { symlink: readlinkSync(path) };
    else
      files[prefix + name] =
        (stats.mode & OWNER_EXECUTES) === 0 ? readFileSync(path) : { executable: readFileSync(path) };
  }
  return files;
}

/** `tree` with `changes` made; blobs are written to the store. */
export function changedTree(store: ObjectStore, tree: FlatTree, changes: FileChanges): FlatTree {
  const result = new Map(tree);
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) result.delete(path);
    else result.set(path, flatEntry(store, content));
  }
  return result;
}

function flatEntry(store: ObjectStore, content: FileContent): FlatEntry {
  if (typeof content === "string") return { mode: "100644", sha: writeBlob(store, Buffer.from(content)) };
  if (Buffer.isBuffer(content)) return { mode: "100644", sha: writeBlob(store, content) };
  if ("executable" in content) return { mode: "100755", sha: writeBlob(store, Buffer.from(content.executable)) };
  if ("symlink" in content) return { mode: "120000", sha: writeBlob(store, Buffer.from(content.symlink)) };
  return { mode: "160000", sha: content.submodule };
}

/** Writes the directories of a flat tree; gives the id of the root. */
export function writeFlatTree(store: ObjectStore, files: FlatTree): string {
  const here: TreeEntry[] = [];
  const below = new Map<string, Map<string, FlatEntry>>();
  for (const [path, entry] of files) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      here.push({ name: path, ...entry });
      continue;
    }
    const directory = path.slice(0, slash);
    const inside = below.get(directory) ?? new Map<string, FlatEntry>();
    below.set(directory, inside.set(path.slice(slash + 1), entry));
  }
  for (const [name, inside] of below) here.push({ name, mode: "040000", sha: writeFlatTree(store, inside) });
  return writeTree(store, here);
}

/** All entries below a tree in git's order; directories come before what is in them and are left out of a flat tree. */
export function* walkTree(store: ObjectStore, sha: string, prefix = ""): Generator<[path: string, entry: TreeEntry]> {
  for (const entry of store.trees.get(sha) ?? []) {
    const path = prefix + entry.name;
    yield [path, entry];
    if (entry.mode === "040000") yield* walkTree(store, entry.sha, `${path}/`);
  }
}

export function readFlatTree(store: ObjectStore, sha: string): FlatTree {
  const files = new Map<string, FlatEntry>();
  for (const [path, { mode, sha: id }] of walkTree(store, sha))
    if (mode !== "040000") files.set(path, { mode, sha: id });
  return files;
}
