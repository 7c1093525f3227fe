import type { Snapshot } from "../../manifests/index.ts";
import { toSnapshot, type BlobResult } from "../../sources/index.ts";
import { fetchBlobs } from "./blobs.ts";
import { listCommit, type Listing } from "./listing.ts";
import type { Pair } from "./pair.ts";
import { planReading, type Plan } from "./plan.ts";
import type { RepositoryReader, SnapshotLimits } from "./reader.ts";

/**
 * The files of both commits that may hold manifests. Equal blobs are read once, and their bytes are the same object on
 * both sides. What is left unread is named in `skipped`; `again` says whether another reading may find more.
 *
 * @throws what the client throws (see `classifyError`)
 */
export async function readSnapshots(
  reader: RepositoryReader,
  pair: Pick<Pair, "before" | "after">,
  limits: SnapshotLimits,
): Promise<{ readonly before: Snapshot; readonly after: Snapshot; readonly again: "same" | "more" }> {
  const [before, after] = await Promise.all([list(reader, pair.before), list(reader, pair.after)]);
  const found = new Map<string, BlobResult>();
  // Where links lead is known only when their text was read, so that a round may name further blobs. Chains are bounded.
  for (;;) {
    // The later side comes first: its archive holds nearly all of the earlier one.
    const later = planReading(pair.after, after, found, reader.blobs, limits.files);
    const earlier = planReading(pair.before, before, found, reader.blobs, limits.files);
    if (later.missing.length === 0 && earlier.missing.length === 0) {
      const again = [...found.values()].some(({ type }) => type === "unread") ? "more" : "same";
      return { before: finish(earlier, found, limits), after: finish(later, found, limits), again };
    }
    await fetchBlobs(reader, [later, earlier], found, limits);
  }
}

/**
 * Whether `commit` holds a file of the snapshot with the same bytes: where it does, lines of the file are lines of that
 * commit, too. One request, unless the commit was listed before.
 */
export async function filesAsIn(
  reader: RepositoryReader,
  commit: string,
  snapshot: Snapshot,
): Promise<(path: string) => boolean> {
  const { entries } = await list(reader, commit);
  const ids = new Map(snapshot.files.map(({ path, blobId }) => [path, blobId]));
  return (path) => {
    const entry = entries.get(path);
    return entry?.type === "file" && entry.id === ids.get(path);
  };
}

async function list({ client, repository, listings }: RepositoryReader, commit: string): Promise<Listing> {
  const known = listings.get(commit);
  if (known !== undefined) return known;
  const listing = await listCommit(client, repository, commit);
  listings.set(commit, listing, listingBytes(listing));
  return listing;
}

/** A map slot, an object, an id and the path's own string header. */
const ENTRY_BYTES = 250;

function listingBytes({ entries }: Listing): number {
  let bytes = 0;
  for (const path of entries.keys()) bytes += ENTRY_BYTES + 2 * path.length;
  return bytes;
}

function finish({ wanted, listing }: Plan, found: ReadonlyMap<string, BlobResult>, limits: SnapshotLimits): Snapshot {
  const { files, skipped } = toSnapshot(wanted, found, limits.files);
  return { files, skipped: [...listing.skipped, ...skipped] };
}
