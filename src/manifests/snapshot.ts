/** One file of a revision. `blobId` is equal for equal bytes (git's blob id, or any content hash). */
export interface SourceFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly blobId: string;
}

/** The files of one revision that may hold manifests, in path order, and what could not be read. */
export interface Snapshot {
  readonly files: readonly SourceFile[];
  /** Files left unread, with the reason (too large, a submodule, a symbolic link that leaves the repository …). */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}
