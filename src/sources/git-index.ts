import { gitText, splitNul } from "./git.ts";
import { entryType, type TreeEntry } from "./tree.ts";

/** One entry of the index. */
export interface IndexEntry extends TreeEntry {
  /** `left-out`: a sparse checkout, or somebody, asked git not to look for it on disk; the index says what it holds. */
  readonly checkout: "on-disk" | "left-out";
}

/** What git tracks, by path; the last stage of a path in conflict. @throws SourceError when git fails */
export async function listIndex(repo: string): Promise<ReadonlyMap<string, IndexEntry>> {
  const output = await gitText(repo, ["ls-files", "-z", "-t", "--stage"]);
  return new Map(splitNul(output).map((line) => [line.slice(line.indexOf("\t") + 1), toEntry(line)]));
}

/** `<tag> SP <mode> SP <id> SP <stage> TAB <path>`; the tag `S` stands for skip-worktree. Source: git-ls-files, "-t". */
function toEntry(line: string): IndexEntry {
  const tab = line.indexOf("\t");
  const [tag, mode = "", id = ""] = line.slice(0, tab).split(" ");
  return { path: line.slice(tab + 1), type: entryType(mode), id, checkout: tag === "S" ? "left-out" : "on-disk" };
}
