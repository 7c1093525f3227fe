import type { Snapshot } from "../manifests/index.ts";

/** Where files of the head stood in the base, which hold the same bytes and stand there no longer: by their new path. */
export function movedFiles(base: Snapshot, head: Snapshot): ReadonlyMap<string, string> {
  const before = new Set(base.files.map(({ path }) => path));
  const after = new Set(head.files.map(({ path }) => path));
  const left = new Map<string, string[]>();
  for (const { path, blobId } of base.files) {
    if (after.has(path)) continue;
    const paths = left.get(blobId);
    if (paths === undefined) left.set(blobId, [path]);
    else paths.push(path);
  }
  const moved = new Map<string, string>();
  for (const { path, blobId } of head.files) {
    const old = before.has(path) ? undefined : left.get(blobId)?.shift();
    if (old !== undefined) moved.set(path, old);
  }
  return moved;
}
