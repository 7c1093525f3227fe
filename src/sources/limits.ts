/** How much of a directory or revision is read. What lies beyond is named in `Snapshot.skipped`, never dropped silently. */
export interface ReadLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Files that may hold manifests. */
  readonly files: number;
  /** Bytes of all files that are read. */
  readonly totalBytes: number;
}

/** A dump of 5,000 pods is about 50 MB; the largest public repositories of manifests hold about 10,000 files. */
export const defaultLimits: ReadLimits = {
  fileBytes: 64 * 1024 * 1024,
  files: 100_000,
  totalBytes: 512 * 1024 * 1024,
};

/** A link longer than any path is not read. */
export const LINK_BYTES = 4096;
