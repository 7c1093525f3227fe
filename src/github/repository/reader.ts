import { defaultLimits, type ReadLimits } from "../../sources/index.ts";
import type { GitHubClient, RepositoryName } from "../client.ts";
import { defaultArchiveLimits, type ArchiveLimits } from "./archive.ts";
import type { Cache } from "./cache.ts";
import type { Listing } from "./listing.ts";

/** Where snapshots are read from, and what one installation has read before. */
export interface RepositoryReader {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  /** By commit. */
  readonly listings: Cache<Listing>;
  /** By blob id. */
  readonly blobs: Cache<Uint8Array>;
}

export interface SnapshotLimits {
  readonly files: ReadLimits;
  readonly archive: ArchiveLimits;
}

/**
 * What the server reads. A file over 1 MiB holds nothing that an API server would take. The largest public repositories
 * of manifests hold some 40 MB of YAML; what lies beyond the bytes of all is named, and fails the check where it changed.
 * A job holds both sides twice, here and in the thread that analyses: up to 256 MiB.
 */
export const serverLimits: SnapshotLimits = {
  files: { ...defaultLimits, fileBytes: 1024 * 1024, totalBytes: 64 * 1024 * 1024 },
  archive: defaultArchiveLimits,
};
