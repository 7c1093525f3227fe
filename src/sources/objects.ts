import { gitFailure, streamGit } from "./git.ts";
import type { BlobResult } from "./selection.ts";
import { NOT_IN_CLONE } from "./skip-reasons.ts";

/** Bounds on what is kept in memory. */
export interface BlobLimits {
  readonly fileBytes: number;
  readonly totalBytes: number;
}

/**
 * Reads blobs by id in one `git cat-file --batch`, in the order of the ids. Ids that occur twice are read once. Bodies
 * over a limit are passed over without being kept.
 *
 * @throws SourceError when git fails
 */
export async function readBlobs(
  repo: string,
  ids: readonly string[],
  limits: BlobLimits,
): Promise<ReadonlyMap<string, BlobResult>> {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, BlobResult>();
  if (wanted.length === 0) return blobs;
  const reader = batchReader(limits, (id, blob) => blobs.set(id, blob));
  const result = await streamGit(repo, ["cat-file", "--batch"], `${wanted.join("\n")}\n`, reader);
  if (result.status !== 0) throw gitFailure(repo, result.stderr);
  return blobs;
}

/** A blob that is being read: its body ends after `size` bytes and a newline. `keep` is `null` when it is passed over. */
interface Body {
  readonly id: string;
  readonly size: number;
  readonly keep: Buffer | null;
}

/**
 * Reads `<id> SP <type> SP <size> LF <body> LF` or `<id> SP missing LF`, in pieces of any length.
 * Source: git-cat-file, "Batch output".
 */
function batchReader(limits: BlobLimits, found: (id: string, blob: BlobResult) => void): (chunk: Buffer) => void {
  let body: Body | null = null;
  let header = "";
  let filled = 0;
  let budget = limits.totalBytes;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (body === null) {
        const end = chunk.indexOf(10, at);
        header += chunk.toString("latin1", at, end === -1 ? chunk.length : end);
        if (end === -1) return;
        at = end + 1;
        const [id = "", type, length = "0"] = header.split(" ");
        header = "";
        if (type === "missing") {
          found(id, { type: "unread", reason: NOT_IN_CLONE });
          continue;
        }
        const size = Number(length);
        const fits = size <= limits.fileBytes && size <= budget;
        if (fits) budget -= size;
        body = { id, size, keep: fits ? Buffer.allocUnsafeSlow(size) : null };
        filled = 0;
        continue;
      }
      const take = Math.min(body.size - filled, chunk.length - at);
      body.keep?.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled === body.size && at < chunk.length) {
        at += 1;
        found(body.id, resultOf(body, limits));
        body = null;
      }
    }
  };
}

function resultOf({ size, keep }: Body, { fileBytes }: BlobLimits): BlobResult {
  if (keep !== null) return { type: "bytes", bytes: keep };
  return size > fileBytes ? { type: "too-large", size } : { type: "over-budget" };
}
