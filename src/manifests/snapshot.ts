import type { Origin } from "../engine/index.ts";

/** One file of a revision. `blobId` is equal for equal bytes (git's blob id, or any content hash). */
export interface SourceFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly blobId: string;
  /**
   * Where each line comes from in the files of the repository, the first line first; `null` where nobody knows. Absent:
   * this is such a file. INVARIANT: equal for equal path and `blobId`.
   */
  readonly places?: readonly (Origin | null)[];
  /** Who heeds the hooks in it whoever deploys it; absent: nobody is known to. INVARIANT: as for `places`. */
  readonly madeBy?: "helm";
  /** Of objects that name none; absent: what the reader is told. */
  readonly namespace?: string;
}

/** The files of one revision that may hold manifests, in path order, and what could not be read. */
export interface Snapshot {
  readonly files: readonly SourceFile[];
  /** What is left unread. */
  readonly skipped: readonly SkippedEntry[];
}

export interface SkippedEntry {
  readonly path: string;
  /** Too large, a submodule, a symbolic link that leaves the repository … */
  readonly reason: string;
  /** A directory that could not be listed. Absent: a file, or what is no part of these files, such as a submodule. */
  readonly type?: "directory";
  /**
   * Equal where what was left unread is equal: the id of its blob, tree or commit. Absent: not known, so that it may
   * differ from what is left unread elsewhere.
   */
  readonly blobId?: string;
}
