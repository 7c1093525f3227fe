import type { Snapshot, SourceFile } from "../manifests/index.ts";
import { CONFIG_PATH } from "./config.ts";

/** What a revision holds under `CONFIG_PATH`. `unread`: something that could not be read, so that nobody knows. */
export type ConfigurationFile =
  | { readonly type: "none" }
  | { readonly type: "file"; readonly file: SourceFile }
  | { readonly type: "unread"; readonly reason: string };

/** Whether two revisions hold the same configuration, as far as it could be read. */
export function sameConfiguration(a: Snapshot, b: Snapshot): boolean {
  const [before, after] = [a, b].map((snapshot) => {
    const found = configurationFile(snapshot);
    return found.type === "file" ? found.file.blobId : null;
  });
  return before === after;
}

/** Finds the configuration of a revision; not read are also the files of a directory that was left out. */
export function configurationFile({ files, skipped }: Snapshot): ConfigurationFile {
  const file = files.find(({ path }) => path === CONFIG_PATH);
  if (file !== undefined) return { type: "file", file };
  const unread = skipped.find(({ path }) => path === CONFIG_PATH || CONFIG_PATH.startsWith(`${path}/`));
  return unread === undefined ? { type: "none" } : { type: "unread", reason: unread.reason };
}
