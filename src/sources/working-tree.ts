import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Snapshot } from "../manifests/index.ts";
import { readFiles, type Candidate } from "./disk-files.ts";
import { gitText, splitNul } from "./git.ts";
import { defaultLimits, type ReadLimits } from "./limits.ts";
import { isManifestPath } from "./manifest-path.ts";
import { SUBMODULE, type Skipped } from "./skip-reasons.ts";

/**
 * The files of the working tree that may hold manifests: tracked ones as they are on disk, and new ones that git does
 * not ignore. `repo` may be any directory of the repository; paths are relative to the repository's root.
 *
 * @throws SourceError when git is missing, or `repo` is no repository with a working tree
 */
export async function readWorkingTree(repo: string, limits: ReadLimits = defaultLimits): Promise<Snapshot> {
  const root = (await gitText(repo, ["rev-parse", "--show-toplevel"])).replace(/\r?\n$/, "");
  const [format, tracked, untracked] = await Promise.all([
    gitText(root, ["rev-parse", "--show-object-format"]),
    gitText(root, ["ls-files", "-z", "--stage"]),
    gitText(root, ["ls-files", "-z", "--others", "--exclude-standard"]),
  ]);
  const { paths, repositories } = splitListing(splitNul(tracked), splitNul(untracked));
  const candidates = [...paths].filter(isManifestPath).flatMap((path) => toCandidate(root, path));
  const read = await readFiles(root, candidates, limits, format.trim() === "sha256" ? "sha256" : "sha1");
  const skipped: Skipped[] = [...repositories].map((path) => ({ path, reason: SUBMODULE }));
  return { files: read.files, skipped: [...skipped, ...read.skipped] };
}

/** Files, and directories that are repositories of their own. */
function splitListing(
  tracked: readonly string[],
  untracked: readonly string[],
): { readonly paths: ReadonlySet<string>; readonly repositories: ReadonlySet<string> } {
  const paths = new Set<string>();
  const repositories = new Set<string>();
  // `<mode> SP <id> SP <stage> TAB <path>`; a path in conflict stands there once per stage.
  for (const line of tracked) {
    const path = line.slice(line.indexOf("\t") + 1);
    if (line.startsWith("160000")) repositories.add(path);
    else paths.add(path);
  }
  // Git ends the path of an untracked repository with a slash.
  for (const path of untracked) {
    if (path.endsWith("/")) repositories.add(path.slice(0, -1));
    else paths.add(path);
  }
  return { paths, repositories };
}

/** None when the working tree has deleted the file. */
function toCandidate(root: string, path: string): readonly Candidate[] {
  const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return [{ path, type: stat.isFile() ? "file" : stat.isSymbolicLink() ? "link" : "other" }];
}
