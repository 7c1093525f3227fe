import { LINK_BYTES, type BlobResult } from "../../sources/index.ts";
import { readArchive } from "./archive.ts";
import { isBlob } from "./blob-id.ts";
import { dataOf, GitHubFailure } from "./errors.ts";
import type { ListedEntry } from "./listing.ts";
import { inParallel } from "./parallel.ts";
import type { Plan } from "./plan.ts";
import type { RepositoryReader, SnapshotLimits } from "./reader.ts";

/** From so many blobs on, one archive is less work for GitHub and for us than a request for each. */
const ARCHIVE_FROM_BLOBS = 40;

/** Requests for single blobs at a time: a fifth of what an installation may ask in an hour. */
const MAX_BLOB_REQUESTS = 1000;

const PARALLEL_BLOBS = 10;

const NOT_ASKED_FOR = `the archive lacks it, and at most ${MAX_BLOB_REQUESTS} files are asked for one by one`;

/** Reads what the plans miss, into `found` and the cache: by archive where it is much, the rest one by one. */
export async function fetchBlobs(
  reader: RepositoryReader,
  plans: readonly Plan[],
  found: Map<string, BlobResult>,
  limits: SnapshotLimits,
): Promise<void> {
  const keep = (id: string, bytes: Uint8Array): void => {
    const { fileBytes } = limits.files;
    if (bytes.length > fileBytes) found.set(id, { type: "too-large", size: bytes.length });
    else {
      const own = withoutPool(bytes);
      found.set(id, { type: "bytes", bytes: own });
      reader.blobs.set(id, own, own.length);
    }
  };
  for (const { commit, listing, missing } of plans) {
    const wanted = new Set(missing.filter((id) => !found.has(id)));
    if (wanted.size < ARCHIVE_FROM_BLOBS) continue;
    // Links are read along: where one leads to another, no further round is needed.
    const isWanted = ({ id, type, size }: ListedEntry): boolean =>
      !found.has(id) && (wanted.has(id) || (type === "link" && size <= LINK_BYTES));
    const entryAt = (path: string): ListedEntry | undefined => {
      const entry = listing.entries.get(path);
      return entry !== undefined && isWanted(entry) ? entry : undefined;
    };
    await readArchive(reader.client, reader.repository, commit, { entryAt, onFound: keep }, limits.archive);
  }
  const rest = [...new Set(plans.flatMap(({ missing }) => missing))].filter((id) => !found.has(id));
  for (const id of rest.slice(MAX_BLOB_REQUESTS)) found.set(id, { type: "unread", reason: NOT_ASKED_FOR });
  await inParallel(rest.slice(0, MAX_BLOB_REQUESTS), PARALLEL_BLOBS, async (id) => {
    keep(id, await requestBlob(reader, id));
  });
}

/** Node.js cuts small buffers from a larger one, which would be kept, and handed to another thread, as a whole. */
function withoutPool(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

/** Base64, because Octokit reads raw bytes as text. @throws GitHubFailure when the bytes are not those of the id */
async function requestBlob({ client, repository }: RepositoryReader, id: string): Promise<Uint8Array> {
  const { content, encoding } = dataOf(
    await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", { ...repository, file_sha: id }),
  );
  const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
  if (!isBlob(id, bytes)) {
    throw new GitHubFailure({ kind: "transient" }, `the bytes of blob \`${id}\` are not those it names`);
  }
  return bytes;
}
