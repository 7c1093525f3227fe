import type { Snapshot, SourceFile } from "../../manifests/index.ts";
import { comparePaths } from "../paths.ts";

/** The files of one revision, by path and by directory. */
export interface FileTree {
  /** In order. */
  readonly paths: readonly string[];
  readonly file: (path: string) => SourceFile | undefined;
  /** The files in a directory and below it, in order; none where there is no such directory. */
  readonly below: (directory: string) => readonly string[];
  /** Paths of what could not be read. */
  readonly skipped: readonly string[];
}

export function fileTree(snapshot: Snapshot): FileTree {
  const files = new Map(snapshot.files.map((file) => [file.path, file]));
  const paths = [...files.keys()].sort(comparePaths);
  return {
    paths,
    file: (path) => files.get(path),
    below: (directory) => {
      if (directory === ".") return paths;
      // What starts with one text stands together; `0` is the character behind the slash.
      return paths.slice(firstAtLeast(paths, `${directory}/`), firstAtLeast(paths, `${directory}0`));
    },
    skipped: snapshot.skipped.map(({ path }) => path),
  };
}

/** The index of the first path that does not stand before `wanted`. */
function firstAtLeast(paths: readonly string[], wanted: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePaths(paths[middle] ?? "", wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
