import type { Diagnostic, Snapshot } from "../manifests/index.ts";
import { CONFIG_PATH, type Config } from "./config.ts";
import { configurationFile } from "./configuration-file.ts";
import { readConfig } from "./read-config.ts";

/** What the configuration of a revision comes to. `unread`: there is something that nobody could read. */
export type ReadConfiguration =
  | { readonly type: "none" }
  | { readonly type: "valid"; readonly config: Config }
  | { readonly type: "broken"; readonly problems: readonly Diagnostic[] }
  | { readonly type: "unread"; readonly reason: string };

/** Reads the configuration that a revision holds itself. */
export async function readConfiguration(snapshot: Snapshot): Promise<ReadConfiguration> {
  const found = configurationFile(snapshot);
  if (found.type !== "file") return found;
  const { config, problems } = await readConfig(new TextDecoder().decode(found.file.bytes), CONFIG_PATH);
  return config === null ? { type: "broken", problems } : { type: "valid", config };
}
