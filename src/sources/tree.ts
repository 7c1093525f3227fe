import { posix } from "node:path";
import { gitText, splitNul } from "./git.ts";

/** One entry of a revision's tree, as `git ls-tree` shows it. */
export interface TreeEntry {
  readonly path: string;
  readonly type: "file" | "link" | "submodule";
  /** Id of the blob, or of the submodule's commit. */
  readonly id: string;
}

/** Every file, link and submodule of the revision, by path. @throws SourceError when git fails */
export async function listTree(repo: string, commit: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const output = await gitText(repo, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  return new Map(splitNul(output).map((line) => [line.slice(line.indexOf("\t") + 1), toEntry(line)]));
}

/** `<mode> SP <type> SP <id> TAB <path>` */
function toEntry(line: string): TreeEntry {
  const tab = line.indexOf("\t");
  const [mode = "", , id = ""] = line.slice(0, tab).split(" ");
  return { path: line.slice(tab + 1), type: entryType(mode), id };
}

/** What git's octal mode of an entry says. */
export function entryType(mode: string): TreeEntry["type"] {
  return mode === "120000" ? "link" : mode === "160000" ? "submodule" : "file";
}

/** Longer chains of links are not followed. */
const MAX_LINKS = 16;

/** Where a link of the tree leads. */
export type LinkTarget =
  | { readonly type: "file"; readonly id: string }
  | { readonly type: "directory" }
  | { readonly type: "outside" }
  | { readonly type: "broken" }
  | { readonly type: "too-long" };

/** Every directory of the tree, without a slash at the end; the root is `.`. */
export function directoriesOf(tree: ReadonlyMap<string, TreeEntry>): ReadonlySet<string> {
  const directories = new Set<string>(["."]);
  for (const path of tree.keys()) {
    let directory = posix.dirname(path);
    while (!directories.has(directory)) {
      directories.add(directory);
      directory = posix.dirname(directory);
    }
  }
  return directories;
}

/** Follows the link at `path` inside the tree. `targetOf` gives the text of a link by its blob id, if it is known. */
export function followLink(
  tree: ReadonlyMap<string, TreeEntry>,
  directories: ReadonlySet<string>,
  path: string,
  targetOf: (id: string) => string | undefined,
): LinkTarget {
  let current = tree.get(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    if (current === undefined) return { type: "broken" };
    if (current.type === "file") return { type: "file", id: current.id };
    if (current.type === "submodule") return { type: "outside" };
    const text = targetOf(current.id);
    if (text === undefined) return { type: "broken" };
    const target = posix.join(posix.dirname(current.path), text).replace(/\/$/, "");
    if (text.startsWith("/") || target === ".." || target.startsWith("../")) return { type: "outside" };
    if (directories.has(target)) return { type: "directory" };
    current = tree.get(target);
  }
  return { type: "too-long" };
}
