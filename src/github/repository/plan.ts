import { chooseFiles, LINK_BYTES, type BlobResult, type ReadLimits, type Wanted } from "../../sources/index.ts";
import type { Cache } from "./cache.ts";
import type { Listing } from "./listing.ts";

/** What one commit needs, as far as it is known. */
export interface Plan {
  readonly commit: string;
  readonly listing: Listing;
  readonly wanted: readonly Wanted[];
  /** Ids of blobs to be read, each once. */
  readonly missing: readonly string[];
}

/**
 * Chooses files by the tree alone: a blob that is too large, or past the bytes of all, is never asked for. Adds to
 * `found` what needs no reading and what the cache holds.
 */
export function planReading(
  commit: string,
  listing: Listing,
  found: Map<string, BlobResult>,
  cache: Cache<Uint8Array>,
  limits: ReadLimits,
): Plan {
  const sizes = new Map([...listing.entries.values()].map(({ id, size }) => [id, size]));
  const missing = new Set<string>();

  const look = (id: string, limit: number): BlobResult | undefined => {
    const known = found.get(id);
    if (known !== undefined || missing.has(id)) return known;
    const size = sizes.get(id) ?? 0;
    const bytes = size > limit ? undefined : cache.get(id);
    const result: BlobResult | undefined =
      size > limit ? { type: "too-large", size } : bytes === undefined ? undefined : { type: "bytes", bytes };
    if (result === undefined) missing.add(id);
    else found.set(id, result);
    return result;
  };

  const textOf = (id: string): string | undefined => {
    const link = look(id, LINK_BYTES);
    return link?.type === "bytes" ? Buffer.from(link.bytes).toString("utf8") : undefined;
  };

  const wanted = chooseFiles(listing.entries, textOf, limits);
  let bytesLeft = limits.totalBytes;
  for (const entry of wanted) {
    if (!("id" in entry)) continue;
    const size = sizes.get(entry.id) ?? 0;
    if (size > limits.fileBytes || size <= bytesLeft) {
      const result = look(entry.id, limits.fileBytes);
      if (result === undefined || result.type === "bytes") bytesLeft -= size;
    } else if (!found.has(entry.id)) found.set(entry.id, { type: "over-budget" });
  }
  return { commit, listing, wanted, missing: [...missing] };
}
