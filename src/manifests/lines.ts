import type { Snapshot } from "./snapshot.ts";
import { decode } from "./yaml/index.ts";

/** A line of a file as it is written, without its end; `null` where there is none. `line` is 1-based. */
export type LineAt = (path: string, line: number) => string | null;

/** Looks lines up in the files of a revision; each file is decoded at most once. */
export function createLines({ files }: Snapshot): LineAt {
  const bytes = new Map(files.map((file) => [file.path, file.bytes]));
  const known = new Map<string, readonly string[]>();
  return (path, line) => {
    const content = bytes.get(path);
    if (content === undefined) return null;
    const lines = known.get(path) ?? decode(content).text.split(/\r\n?|\n/);
    known.set(path, lines);
    return lines[line - 1] ?? null;
  };
}
