import type { FileFacts } from "./facts.ts";
import { readFacts } from "./read-file.ts";
import type { SourceFile } from "./snapshot.ts";

/** Gives the facts of a file: one and the same value as often as path and blob are those of a file it remembers. */
export type FileReader = (file: SourceFile) => FileFacts;

/**
 * A reader that remembers the files it read last, up to `maxBytes` of their text (facts take some ten times that). Facts
 * name the path, so equal files of two paths are read twice. What it does not remember it asks `read` for. INVARIANT:
 * `blobId` is equal for equal bytes only.
 */
export function createFileReader(maxBytes: number, read: FileReader = readFile): FileReader {
  const known = new Map<string, { readonly facts: FileFacts; readonly bytes: number }>();
  let held = 0;
  return (file) => {
    const { bytes } = file;
    const key = fileKey(file);
    const last = known.get(key);
    if (last !== undefined) {
      known.delete(key);
      known.set(key, last);
      return last.facts;
    }
    const facts = read(file);
    known.set(key, { facts, bytes: bytes.length });
    held += bytes.length;
    for (const [oldest, entry] of known) {
      if (held <= maxBytes) break;
      known.delete(oldest);
      held -= entry.bytes;
    }
    return facts;
  };
}

/** Equal only for files of which the facts are equal. No path holds NUL. */
export function fileKey({ path, blobId, namespace }: SourceFile): string {
  return namespace === undefined ? `${blobId} ${path}` : `${blobId} ${path}\0${namespace}`;
}

/** Reads a file, and remembers nothing. */
export function readFile(file: SourceFile): FileFacts {
  return readFacts(file);
}
