import { LINK_BYTES } from "./limits.ts";
import { readBlobs } from "./objects.ts";
import type { TreeEntry } from "./tree.ts";

/** Texts of links beyond this are not read. */
const ALL_LINKS_BYTES = 64 * 1024 * 1024;

/** The texts of all links of the trees, by blob id. @throws SourceError when git fails */
export async function readLinks(
  repo: string,
  trees: readonly ReadonlyMap<string, TreeEntry>[],
): Promise<(id: string) => string | undefined> {
  const ids = trees.flatMap((tree) => [...tree.values()].flatMap((entry) => (entry.type === "link" ? [entry.id] : [])));
  const blobs = await readBlobs(repo, ids, { fileBytes: LINK_BYTES, totalBytes: ALL_LINKS_BYTES });
  return (id) => {
    const blob = blobs.get(id);
    return blob?.type === "bytes" ? Buffer.from(blob.bytes).toString("utf8") : undefined;
  };
}
