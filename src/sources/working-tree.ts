import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Snapshot } from "../manifests/index.ts";
import { readFiles, type Candidate } from "./disk-files.ts";
import { listIndex, type IndexEntry } from "./git-index.ts";
import { gitText, splitNul } from "./git.ts";
import { defaultLimits, type ReadLimits } from "./limits.ts";
import { readLinks } from "./link-texts.ts";
import { readBlobs } from "./objects.ts";
import { chooseFiles } from "./selection.ts";
import { SUBMODULE, type Skipped } from "./skip-reasons.ts";
import { createWanted } from "./wanted-path.ts";

/**
 * The files of the working tree that may hold manifests: tracked ones as they are on disk, and new ones that git does
 * not ignore. What a sparse checkout leaves out is not deleted: it is read from the index. `repo` may be any directory
 * of the repository; paths are relative to the repository's root.
 *
 * @throws SourceError when git is missing, or `repo` is no repository with a working tree
 */
export async function readWorkingTree(repo: string, limits: ReadLimits = defaultLimits): Promise<Snapshot> {
  const root = (await gitText(repo, ["rev-parse", "--show-toplevel"])).replace(/\r?\n$/, "");
  const [format, tracked, untracked] = await Promise.all([
    gitText(root, ["rev-parse", "--show-object-format"]),
    listIndex(root),
    gitText(root, ["ls-files", "-z", "--others", "--exclude-standard"]),
  ]);
  const { paths, repositories } = onDisk(tracked, splitNul(untracked));
  const candidates = [
    ...[...paths].filter(createWanted(paths)).map((path) => toCandidate(root, path)),
    ...(await leftOut(root, tracked, limits)),
  ];
  const read = await readFiles(root, candidates, limits, format.trim() === "sha256" ? "sha256" : "sha1");
  const skipped: Skipped[] = [...repositories].map((path) => ({ path, reason: SUBMODULE }));
  return { files: read.files, skipped: [...skipped, ...read.skipped] };
}

/** Files, and directories that are repositories of their own. */
function onDisk(
  tracked: ReadonlyMap<string, IndexEntry>,
  untracked: readonly string[],
): { readonly paths: ReadonlySet<string>; readonly repositories: ReadonlySet<string> } {
  const paths = new Set<string>();
  const repositories = new Set<string>();
  for (const { path, type, checkout } of tracked.values()) {
    if (type === "submodule") repositories.add(path);
    else if (checkout === "on-disk") paths.add(path);
  }
  // Git ends the path of an untracked repository with a slash.
  for (const path of untracked) {
    if (path.endsWith("/")) repositories.add(path.slice(0, -1));
    else paths.add(path);
  }
  return { paths, repositories };
}

/** What is gone, or cannot be looked at, passes for a file: reading it says more. */
function toCandidate(root: string, path: string): Candidate {
  try {
    const stat = lstatSync(join(root, path));
    return { path, type: stat.isFile() ? "file" : stat.isSymbolicLink() ? "link" : "other" };
  } catch {
    return { path, type: "file" };
  }
}

/** The files that only the index holds. Links are followed inside of the index. */
async function leftOut(
  root: string,
  index: ReadonlyMap<string, IndexEntry>,
  limits: ReadLimits,
): Promise<readonly Candidate[]> {
  const isLeftOut = (path: string): boolean => {
    const entry = index.get(path);
    return entry?.checkout === "left-out" && entry.type !== "submodule";
  };
  if (![...index.keys()].some(isLeftOut)) return [];
  const links = await readLinks(root, [index]);
  const wanted = chooseFiles(index, links, { ...limits, files: Infinity }).filter(({ path }) => isLeftOut(path));
  const blobs = await readBlobs(
    root,
    wanted.flatMap((entry) => ("id" in entry ? [entry.id] : [])),
    limits,
  );
  return wanted.map((entry): Candidate => {
    const { path } = entry;
    const id = index.get(path)?.id ?? "";
    if (!("id" in entry)) return { path, type: "blob", blob: { type: "unread", reason: entry.reason }, id };
    return { path, type: "blob", blob: blobs.get(entry.id) ?? { type: "over-budget" }, id: entry.id };
  });
}
