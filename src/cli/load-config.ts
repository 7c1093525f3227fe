import { readFileSync } from "node:fs";
import { CONFIG_PATH, defaultConfig, readConfig, type Config } from "../config/index.ts";
import type { Diagnostic, Snapshot } from "../manifests/index.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The configuration in `file`; without one, that of the snapshot; without that, the default. Where two sides are compared
 * the snapshot is the base's: what judges a change must not come from the change.
 *
 * @throws UsageError when the file does not exist or holds a mistake
 */
export async function loadConfig(snapshot: Snapshot, file: string | undefined): Promise<Config> {
  if (file !== undefined) return parse(readText(file), file);
  const own = configOf(snapshot);
  return own === undefined ? defaultConfig : parse(toText(own.bytes), CONFIG_PATH);
}

/** Says that the head's configuration differs and is not the one in use; nothing when it does not. */
export function baseConfigNotice(
  { base, head }: { readonly base: Snapshot; readonly head: Snapshot },
  names: { readonly base: string; readonly head: string },
): readonly Diagnostic[] {
  const before = configOf(base);
  const after = configOf(head);
  if (before?.blobId === after?.blobId) return [];
  const used =
    before === undefined ? `\`${names.base}\` has none, so the defaults are used` : `that of \`${names.base}\` is used`;
  const message = `the configuration of \`${names.head}\` differs: ${used}; to use another one, name it with \`--config\``;
  return [{ severity: "notice", code: "configuration-of-base", message, path: CONFIG_PATH, line: 1, column: 1 }];
}

function configOf(snapshot: Snapshot): Snapshot["files"][number] | undefined {
  return snapshot.files.find((file) => file.path === CONFIG_PATH);
}

async function parse(text: string, path: string): Promise<Config> {
  const { config, problems } = await readConfig(text, path);
  if (config !== null) return config;
  const lines = problems.map((problem) => `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`);
  throw new UsageError("the configuration holds a mistake", ...lines);
}

function readText(file: string): string {
  try {
    return toText(readFileSync(file));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new UsageError(`the configuration \`${file}\` cannot be read (${code})`);
  }
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
