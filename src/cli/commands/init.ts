import { existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_PATH, defaultConfig } from "../../config/index.ts";
import type { Cluster } from "../../engine/index.ts";
import { starterText } from "../../report/index.ts";
import { judgedReport, MISNAMED_PATH } from "../../review/index.ts";
import { readDirectory } from "../../sources/index.ts";
import { failureWords } from "../failure-words.ts";
import { readRoots } from "../load.ts";
import type { InitOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { writeLines } from "../terminal.ts";
import { today } from "../today.ts";
import { UsageError } from "../usage-error.ts";

/** Where an installed package has the schema, from the root of the repository. */
const SCHEMA = "node_modules/netpol-bot/schemas/netpol-config-v1.schema.json";

/** `netpol init [directory]` */
export async function init(directory: string, options: InitOptions): Promise<void> {
  refuseWhereTaken(directory);
  const progress = startProgress();
  try {
    await progress.step(`reading ${directory}`);
    const text = await starterFor(directory, options);
    write(directory, text);
    progress.done();
    await writeLines([
      `wrote ${join(directory, CONFIG_PATH)}: all of it is comments, so the defaults hold until you edit it\n`,
    ]);
  } finally {
    progress.done();
  }
}

/** The starter for the manifests as they stand: judged as if all of them were new. */
async function starterFor(directory: string, { namespace }: InitOptions): Promise<string> {
  const snapshots = { base: { files: [], skipped: [] }, head: await readDirectory(directory) };
  const words = { names: { base: "nothing", head: directory }, notices: () => [] };
  const change = await readRoots(snapshots, defaultConfig, { namespace }, words, "all");
  const { roots } = judgedReport(change, words.names, today());
  return starterText({
    schema: existsSync(join(directory, SCHEMA)) ? `../${SCHEMA}` : null,
    findings: roots.flatMap(({ judgement }) => judgement?.regressions ?? []),
    undeclared: [...new Set(change.roots.flatMap(({ head }) => undeclaredIn(head.cluster)))].sort(),
  });
}

function undeclaredIn({ namespaces }: Cluster): readonly string[] {
  return namespaces.flatMap(({ name, origin }) => (origin === null ? [name] : []));
}

/** @throws UsageError where there is a configuration, or no directory to put one in */
function refuseWhereTaken(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isFile() === true) {
    throw new UsageError(`\`${directory}\` is a file: name the directory for the configuration`);
  }
  for (const path of [CONFIG_PATH, MISNAMED_PATH]) {
    if (lstatSync(join(directory, path), { throwIfNoEntry: false }) === undefined) continue;
    throw new UsageError(`\`${join(directory, path)}\` exists: it is left as it is`);
  }
  const folder = lstatSync(join(directory, ".github"), { throwIfNoEntry: false });
  if (folder !== undefined && !folder.isDirectory()) {
    throw new UsageError(`\`${join(directory, ".github")}\` is no directory: nothing is written through it`);
  }
}

function write(directory: string, text: string): void {
  try {
    mkdirSync(join(directory, ".github"), { recursive: true });
    writeFileSync(join(directory, CONFIG_PATH), text, { flag: "wx" });
  } catch (cause) {
    throw new UsageError(`\`${join(directory, CONFIG_PATH)}\` cannot be written: ${failureWords(cause)}`);
  }
}
