import { readFileSync } from "node:fs";
import {
  CONFIG_PATH,
  configurationFile,
  defaultConfig,
  readConfig,
  sameConfiguration,
  type Config,
} from "../config/index.ts";
import type { Diagnostic, Snapshot } from "../manifests/index.ts";
import { failureWords } from "./failure-words.ts";
import { UsageError } from "./usage-error.ts";

/** A configuration, and the file that holds it; `null`: none, and it is the default. */
export interface FoundConfig {
  readonly config: Config;
  readonly path: string | null;
}

/**
 * The configuration in `file`; without one, that of the snapshot; without that, the default. Where two sides are compared
 * the snapshot is the base's: what judges a change must not come from the change.
 *
 * @throws UsageError when the file does not exist, cannot be read or holds a mistake
 */
export async function loadConfig(snapshot: Snapshot, file: string | undefined): Promise<Config> {
  const { config } = file === undefined ? await ownConfig(snapshot) : await namedConfig(file);
  return config;
}

/** The configuration of a snapshot. @throws UsageError likewise */
export async function ownConfig(snapshot: Snapshot): Promise<FoundConfig> {
  const own = configurationFile(snapshot);
  switch (own.type) {
    case "none":
      return { config: defaultConfig, path: null };
    case "file":
      return parse(toText(own.file.bytes), CONFIG_PATH);
    case "unread":
      throw new UsageError(`the configuration \`${CONFIG_PATH}\` is not read: ${own.reason}`);
  }
}

/** The configuration that `--config` names. @throws UsageError likewise */
export async function namedConfig(file: string): Promise<FoundConfig> {
  return parse(readText(file), file);
}

/** Says that the head's configuration differs and is not the one in use; nothing when it does not. */
export function baseConfigNotice(
  { base, head }: { readonly base: Snapshot; readonly head: Snapshot },
  names: { readonly base: string; readonly head: string },
): readonly Diagnostic[] {
  if (sameConfiguration(base, head)) return [];
  const used =
    configurationFile(base).type !== "file"
      ? `\`${names.base}\` has none, so the defaults are used`
      : `that of \`${names.base}\` is used`;
  const message = `the configuration of \`${names.head}\` differs: ${used}; to use another one, name it with \`--config\``;
  return [{ severity: "notice", code: "configuration-of-base", message, path: CONFIG_PATH, line: 1, column: 1 }];
}

async function parse(text: string, path: string): Promise<FoundConfig> {
  const { config, problems } = await readConfig(text, path);
  if (config !== null) return { config, path };
  const lines = problems.map((problem) => `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`);
  throw new UsageError("the configuration holds a mistake", ...lines);
}

function readText(file: string): string {
  try {
    return toText(readFileSync(file));
  } catch (cause) {
    throw new UsageError(`the configuration \`${file}\` cannot be read: ${failureWords(cause)}`);
  }
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
