import { createHash } from "node:crypto";
import type { Snapshot, SourceFile } from "../manifests/index.ts";
import { isLfsPointer } from "./blob.ts";
import type { ReadLimits } from "./limits.ts";
import { comparePaths } from "./manifest-path.ts";
import {
  BROKEN_LINK,
  LFS_POINTER,
  LINK_CHAIN,
  LINK_OUTSIDE,
  LINK_TO_DIRECTORY,
  SUBMODULE,
  tooLarge,
  tooMany,
  tooMuch,
  type Skipped,
} from "./skip-reasons.ts";
import { createWanted } from "./wanted-path.ts";
import { directoriesOf, followLink, type LinkTarget, type TreeEntry } from "./tree.ts";

/** A file that will be read, or the reason why not. */
export type Wanted = { readonly path: string; readonly id: string } | Skipped;

/** A blob as it was found: its bytes, or why they were not kept. */
export type BlobResult =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "too-large"; readonly size: number }
  /** What was read before it has used up the bytes of all. */
  | { readonly type: "over-budget" }
  | { readonly type: "unread"; readonly reason: string };

/**
 * What a tree holds that may be manifests or makes them, in path order, with submodules and links that lead nowhere. `links` gives
 * the text of a link by its blob id; `undefined` when it cannot be read.
 */
export function chooseFiles(
  tree: ReadonlyMap<string, TreeEntry>,
  links: (id: string) => string | undefined,
  limits: ReadLimits,
): readonly Wanted[] {
  const directories = directoriesOf(tree);
  const isWanted = createWanted(tree.keys());
  const entries = [...tree.values()]
    .filter(({ type, path }) => type !== "file" || isWanted(path))
    .sort((a, b) => comparePaths(a.path, b.path));
  const chosen = entries.slice(0, limits.files).flatMap((entry): readonly Wanted[] => {
    const { path, id } = entry;
    switch (entry.type) {
      case "file":
        return [{ path, id }];
      case "submodule":
        return [{ path, reason: SUBMODULE, blobId: id }];
      case "link": {
        const target = followLink(tree, directories, path, links);
        return target.type === "directory" || isWanted(path) ? fromLink(entry, target) : [];
      }
    }
  });
  const unread = entries.slice(limits.files);
  const rest = tooMany(
    unread.map(({ path }) => path),
    limits.files,
  );
  return [...chosen, ...rest.map((entry) => ({ ...entry, blobId: idOf(unread) }))];
}

/** One id for many entries. */
function idOf(entries: readonly TreeEntry[]): string {
  const hash = createHash("sha256");
  for (const { path, id } of entries) hash.update(`${id} ${path}\0`);
  return hash.digest("hex");
}

function fromLink({ path, id: blobId }: TreeEntry, target: LinkTarget): readonly Wanted[] {
  switch (target.type) {
    case "file":
      return [{ path, id: target.id }];
    case "directory":
      // Its files are read where they are.
      return [{ path, reason: LINK_TO_DIRECTORY, blobId }];
    case "outside":
      return [{ path, reason: LINK_OUTSIDE, blobId }];
    case "broken":
      return [{ path, reason: BROKEN_LINK, blobId }];
    case "too-long":
      return [{ path, reason: LINK_CHAIN, blobId }];
  }
}

/** The chosen files with their bytes, up to the limits; `blobs` gives what was found under each id. */
export function toSnapshot(
  wanted: readonly Wanted[],
  blobs: ReadonlyMap<string, BlobResult>,
  limits: ReadLimits,
): Snapshot {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  let bytesLeft = limits.totalBytes;
  for (const entry of wanted) {
    if (!("id" in entry)) {
      skipped.push(entry);
      continue;
    }
    const { path, id } = entry;
    const bytes = bytesOf(blobs.get(id) ?? { type: "over-budget" }, limits);
    if (typeof bytes === "string") skipped.push({ path, reason: bytes, blobId: id });
    else if (bytes.length > bytesLeft) skipped.push({ path, reason: tooMuch(limits.totalBytes), blobId: id });
    else {
      bytesLeft -= bytes.length;
      files.push({ path, bytes, blobId: id });
    }
  }
  return { files, skipped };
}

/** The bytes of a blob, or the reason why they are not read. */
export function bytesOf(blob: BlobResult, limits: ReadLimits): Uint8Array | string {
  switch (blob.type) {
    case "bytes":
      return isLfsPointer(blob.bytes) ? LFS_POINTER : blob.bytes;
    case "too-large":
      return tooLarge(blob.size, limits.fileBytes);
    case "over-budget":
      return tooMuch(limits.totalBytes);
    case "unread":
      return blob.reason;
  }
}
