import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type ExtractEvents } from "tar-stream";
import type { GitHubClient, RepositoryName } from "../client.ts";
import { isBlob } from "./blob-id.ts";
import { classifyError, GitHubFailure } from "./errors.ts";
import type { ListedEntry } from "./listing.ts";

/** How much of an archive is read. At a limit reading ends, and what was found until then counts. */
export interface ArchiveLimits {
  readonly compressedBytes: number;
  readonly inflatedBytes: number;
  readonly entries: number;
  /** Inflated to compressed bytes, looked at after the first MiB. */
  readonly ratio: number;
  readonly seconds: number;
}

export const defaultArchiveLimits: ArchiveLimits = {
  compressedBytes: 256 * 1024 * 1024,
  inflatedBytes: 2 * 1024 * 1024 * 1024,
  entries: 500_000,
  ratio: 200,
  seconds: 180,
};

const RATIO_FROM_BYTES = 1024 * 1024;

/** Which bytes of the archive are wanted. */
export interface ArchiveWish {
  /** The entry of the commit's tree at this path, when its bytes are wanted. */
  readonly entryAt: (path: string) => ListedEntry | undefined;
  /** Called once for every wanted entry whose bytes have the id that the tree names. */
  readonly onFound: (id: string, bytes: Uint8Array) => void;
}

/**
 * Streams the archive of a commit; nothing is written to disk. Only paths that the commit's tree names are looked at, so
 * a path that leads elsewhere finds nothing. And only bytes with the id of the tree are handed over: attributes of
 * the repository can leave files out of an archive, or change them, and the archive is not trusted any further.
 *
 * @throws GitHubFailure without the address of the archive, which holds a token
 */
export async function readArchive(
  client: GitHubClient,
  repository: RepositoryName,
  commit: string,
  wish: ArchiveWish,
  limits: ArchiveLimits,
): Promise<void> {
  const body = await requestArchive(client, repository, commit);
  const deadline = AbortSignal.timeout(limits.seconds * 1000);
  const files = extract();
  const reading = readEntries(files, wish, limits);
  const feeding = pipeline(body, ...measured(limits), files, { signal: deadline });
  const ends = await Promise.allSettled([feeding, reading]);
  const errors = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  const isCut = deadline.aborted || errors.some((error) => error instanceof LimitReached);
  if (errors.length === 0 || isCut) return;
  if (errors.some((error) => classifyError(error, Date.now()).kind === "aborted")) {
    throw new GitHubFailure({ kind: "aborted" }, "reading the archive was aborted");
  }
  throw new GitHubFailure({ kind: "transient" }, "the archive of the commit could not be read to its end");
}

type ArchiveEntry = ExtractEvents["entry"][1];

/** Ends the reading of an archive that is larger than its limits; nobody outside sees it. */
class LimitReached extends Error {}

async function requestArchive(client: GitHubClient, repository: RepositoryName, commit: string): Promise<Readable> {
  let data: unknown;
  try {
    const response = await client.request("GET /repos/{owner}/{repo}/tarball/{ref}", {
      ...repository,
      ref: commit,
      request: { parseSuccessResponseBody: false },
    });
    data = response.data;
  } catch (error) {
    const problem = classifyError(error, Date.now());
    throw new GitHubFailure(
      // The commit was listed: what is not there is the archive, whose address holds for minutes only.
      problem.kind === "gone" ? { kind: "transient" } : problem,
      "the archive of the commit could not be asked for",
    );
  }
  if (!(data instanceof ReadableStream))
    throw new GitHubFailure({ kind: "transient" }, "the archive came without bytes");
  return Readable.fromWeb(data);
}

/** Counts before and after decompression, and ends both at a limit. */
function measured(limits: ArchiveLimits): [Transform, Transform, Transform] {
  let compressed = 0;
  let inflated = 0;
  const before = counter((bytes) => {
    compressed += bytes;
    return compressed <= limits.compressedBytes;
  });
  const after = counter((bytes) => {
    inflated += bytes;
    const isBomb = inflated > RATIO_FROM_BYTES && inflated > compressed * limits.ratio;
    return inflated <= limits.inflatedBytes && !isBomb;
  });
  return [before, createGunzip(), after];
}

function counter(isWithin: (bytes: number) => boolean): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      if (isWithin(chunk.length)) done(null, chunk);
      else done(new LimitReached());
    },
  });
}

async function readEntries(
  files: AsyncIterable<ArchiveEntry>,
  wish: ArchiveWish,
  limits: ArchiveLimits,
): Promise<void> {
  let entries = 0;
  for await (const file of files) {
    entries += 1;
    if (entries > limits.entries) throw new LimitReached();
    const wanted = wish.entryAt(belowRoot(file.header.name));
    const bytes = wanted === undefined ? null : await bytesOf(file, wanted);
    if (wanted === undefined || bytes === null) file.resume();
    else if (isBlob(wanted.id, bytes)) wish.onFound(wanted.id, bytes);
  }
}

/** GitHub puts everything below one directory, `<owner>-<repo>-<commit>`. */
function belowRoot(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** `null` when the entry is not what the tree says, in which case its bytes need not be looked at. */
async function bytesOf(file: ArchiveEntry, wanted: ListedEntry): Promise<Uint8Array | null> {
  const { type, size, linkname } = file.header;
  if (wanted.type === "link") {
    return type === "symlink" ? Buffer.from(linkname, "utf8") : null;
  }
  if (type !== "file" || size !== wanted.size) return null;
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const chunk of file as AsyncIterable<Uint8Array>) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}
