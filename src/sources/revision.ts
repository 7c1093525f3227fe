import type { Snapshot } from "../manifests/index.ts";
import { defaultLimits, type ReadLimits } from "./limits.ts";
import { readLinks } from "./link-texts.ts";
import { readBlobs } from "./objects.ts";
import { resolveRevision } from "./resolve-revision.ts";
import { chooseFiles, toSnapshot } from "./selection.ts";
import { listTree } from "./tree.ts";

/**
 * The files of each revision that may hold manifests, in the order of the revisions. Blobs that several revisions share
 * are read once, and their bytes are the same object. `repo` may be any directory of the repository; paths are relative
 * to the repository's root.
 *
 * @throws SourceError when git is missing, `repo` is no repository, or it lacks a revision
 */
export async function readRevisions(
  repo: string,
  revisions: readonly string[],
  limits: ReadLimits = defaultLimits,
): Promise<readonly Snapshot[]> {
  const commits = await Promise.all(revisions.map((revision) => resolveRevision(repo, revision)));
  const trees = await Promise.all(commits.map((commit) => listTree(repo, commit)));
  const links = await readLinks(repo, trees);
  const wanted = trees.map((tree) => chooseFiles(tree, links, limits));
  const ids = wanted.flatMap((entries) => entries.flatMap((entry) => ("id" in entry ? [entry.id] : [])));
  const blobs = await readBlobs(repo, ids, { ...limits, totalBytes: limits.totalBytes * revisions.length });
  return wanted.map((entries) => toSnapshot(entries, blobs, limits));
}

/** One revision; see `readRevisions`. */
export async function readRevision(
  repo: string,
  revision: string,
  limits: ReadLimits = defaultLimits,
): Promise<Snapshot> {
  const [snapshot] = await readRevisions(repo, [revision], limits);
  return snapshot ?? { files: [], skipped: [] };
}
