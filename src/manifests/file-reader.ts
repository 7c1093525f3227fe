import type { FileFacts } from "./facts.ts";
import { readFacts } from "./read-file.ts";
import type { SourceFile } from "./snapshot.ts";

/** Gives the facts of a file: one and the same value as often as path and blob are those of a file it remembers. */
export type FileReader = (file: SourceFile) => FileFacts;

/**
 * A reader that remembers every file it read, so it is made for one change. Facts name the path, so equal files of two
 * paths are read twice. What it does not remember it asks `read` for. INVARIANT: `blobId` is equal for equal bytes only.
 */
export function createFileReader(read: FileReader = readFile): FileReader {
  const known = new Map<string, FileFacts>();
  // A change asks for each of its files some eight times over, and finds the very value faster than by its key.
  const asked = new Map<SourceFile, FileFacts>();
  return (file) => {
    const last = asked.get(file);
    if (last !== undefined) return last;
    const key = fileKey(file);
    const facts = known.get(key) ?? read(file);
    known.set(key, facts);
    asked.set(file, facts);
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
