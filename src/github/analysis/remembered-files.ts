import { createFileReader, fileKey, readFile, type FileFacts, type FileReader } from "../../manifests/index.ts";
import { createCache } from "../repository/cache.ts";

/** How often a file was remembered, and how often read. */
export interface FileCounts {
  readonly remembered: number;
  readonly read: number;
}

/** What files say, from one analysis to the next. */
export interface RememberedFiles {
  /** For one analysis: each file is read once at most, and what another installation has read does not exist. */
  readonly readerFor: (installation: number) => FileReader;
  /** Since they were asked for last. */
  readonly takeCounts: () => FileCounts;
}

/** What a file says takes some ten times its text. */
const BYTES_PER_BYTE = 10;

/** Remembers files of all installations up to so many bytes; what was used longest ago makes room. */
export function rememberFiles(limitBytes: number): RememberedFiles {
  let [remembered, read] = [0, 0];
  const cache = createCache<FileFacts>({
    limitBytes,
    onHit: () => (remembered += 1),
    onMiss: () => (read += 1),
  });
  return {
    readerFor: (installation) => {
      const known = cache.forInstallation(String(installation));
      // Both sides must share the facts of a file, also where the cache is too small for them.
      return createFileReader((file) => {
        const key = fileKey(file);
        const last = known.get(key);
        if (last !== undefined) return last;
        const facts = readFile(file);
        known.set(key, facts, BYTES_PER_BYTE * file.bytes.length);
        return facts;
      });
    },
    takeCounts: () => {
      const counts = { remembered, read };
      [remembered, read] = [0, 0];
      return counts;
    },
  };
}
