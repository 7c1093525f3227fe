import type { Snapshot } from "../manifests/index.ts";

/** One entry of `Snapshot.skipped`. */
export type Skipped = Snapshot["skipped"][number];

export const BROKEN_LINK = "a symbolic link to a file that does not exist";
export const LINK_OUTSIDE = "a symbolic link that leaves the directory";
export const LINK_TO_DIRECTORY = "a symbolic link to a directory, which is not followed";
export const LINK_CHAIN = "a chain of symbolic links that is too long";
export const SUBMODULE = "a submodule: its files belong to another repository";
export const NOT_REGULAR = "not a regular file";
export const CHANGED = "changed while it was read";
export const LFS_POINTER = "a Git LFS pointer: the file itself is not here (`git lfs pull` fetches it)";
export const NOT_IN_CLONE = "not in this clone (a partial clone): `git fetch --refetch` brings it";

export function tooLarge(bytes: number, limit: number): string {
  return `${megabytes(bytes)} MiB: only files up to ${megabytes(limit)} MiB are read`;
}

export function tooMuch(limit: number): string {
  return `all files read so far hold ${megabytes(limit)} MiB, and no more is read`;
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, "");
}

/** All paths past the limit as one entry that stands at the first of them; none when there are none. */
export function tooMany(paths: readonly string[], limit: number): readonly Skipped[] {
  const [path] = paths;
  if (path === undefined) return [];
  const others = paths.length === 1 ? "" : `, with ${String(paths.length - 1)} more`;
  return [{ path, reason: `left unread${others}: at most ${String(limit)} files are read` }];
}
