import type { Snapshot, SourceFile } from "../manifests/index.ts";
import { isLfsPointer } from "./blob.ts";
import { defaultLimits, type ReadLimits } from "./limits.ts";
import { comparePaths, isManifestPath } from "./manifest-path.ts";
import { readBlobs, type BlobResult } from "./objects.ts";
import { resolveRevision } from "./resolve-revision.ts";
import {
  BROKEN_LINK,
  LFS_POINTER,
  LINK_CHAIN,
  LINK_OUTSIDE,
  NOT_IN_CLONE,
  SUBMODULE,
  tooLarge,
  tooMany,
  tooMuch,
  type Skipped,
} from "./skip-reasons.ts";
import { directoriesOf, followLink, listTree, type LinkTarget, type TreeEntry } from "./tree.ts";

/** A file that will be read, or the reason why not. */
type Wanted = { readonly path: string; readonly id: string } | Skipped;

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

/** A link longer than any path is not read. */
const LINK_BYTES = 4096;

/** Texts of links beyond this are not read either. */
const ALL_LINKS_BYTES = 64 * 1024 * 1024;

/** The texts of all links, by blob id. */
async function readLinks(
  repo: string,
  trees: readonly ReadonlyMap<string, TreeEntry>[],
): Promise<(id: string) => string> {
  const ids = trees.flatMap((tree) => [...tree.values()].flatMap((entry) => (entry.type === "link" ? [entry.id] : [])));
  const blobs = await readBlobs(repo, ids, { fileBytes: LINK_BYTES, totalBytes: ALL_LINKS_BYTES });
  return (id) => {
    const blob = blobs.get(id);
    return blob?.type === "bytes" ? Buffer.from(blob.bytes).toString("utf8") : "";
  };
}

function chooseFiles(
  tree: ReadonlyMap<string, TreeEntry>,
  links: (id: string) => string,
  limits: ReadLimits,
): readonly Wanted[] {
  const directories = directoriesOf(tree);
  const entries = [...tree.values()]
    .filter((entry) => entry.type === "submodule" || isManifestPath(entry.path))
    .sort((a, b) => comparePaths(a.path, b.path));
  const chosen = entries.slice(0, limits.files).flatMap((entry): readonly Wanted[] => {
    const { path, id } = entry;
    switch (entry.type) {
      case "file":
        return [{ path, id }];
      case "submodule":
        return [{ path, reason: SUBMODULE }];
      case "link":
        return fromLink(path, followLink(tree, directories, path, links));
    }
  });
  const unread = entries.slice(limits.files).map((entry) => entry.path);
  return [...chosen, ...tooMany(unread, limits.files)];
}

function fromLink(path: string, target: LinkTarget): readonly Wanted[] {
  switch (target.type) {
    case "file":
      return [{ path, id: target.id }];
    case "directory":
      // Its files are read where they are.
      return [];
    case "outside":
      return [{ path, reason: LINK_OUTSIDE }];
    case "broken":
      return [{ path, reason: BROKEN_LINK }];
    case "too-long":
      return [{ path, reason: LINK_CHAIN }];
  }
}

function toSnapshot(wanted: readonly Wanted[], blobs: ReadonlyMap<string, BlobResult>, limits: ReadLimits): Snapshot {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  let bytesLeft = limits.totalBytes;
  for (const entry of wanted) {
    if (!("id" in entry)) {
      skipped.push(entry);
      continue;
    }
    const { path, id } = entry;
    const blob = blobs.get(id) ?? { type: "missing" };
    if (blob.type === "missing") skipped.push({ path, reason: NOT_IN_CLONE });
    else if (blob.type === "too-large") skipped.push({ path, reason: tooLarge(blob.size, limits.fileBytes) });
    else if (blob.type === "over-budget") skipped.push({ path, reason: tooMuch(limits.totalBytes) });
    else if (isLfsPointer(blob.bytes)) skipped.push({ path, reason: LFS_POINTER });
    else if (blob.bytes.length > bytesLeft) skipped.push({ path, reason: tooMuch(limits.totalBytes) });
    else {
      bytesLeft -= blob.bytes.length;
      files.push({ path, bytes: blob.bytes, blobId: id });
    }
  }
  return { files, skipped };
}
