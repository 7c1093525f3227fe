import { settingsOf } from "../../answers/index.ts";
import { CONFIG_PATH } from "../../config/index.ts";
import type { Snapshot } from "../../manifests/index.ts";
import { renderSettings } from "../../report/index.ts";
import { misnamedConfiguration } from "../../review/index.ts";
import { readDirectory, readRevision, readWorkingTree, SourceError } from "../../sources/index.ts";
import { namedConfig, ownConfig, type FoundConfig } from "../load-config.ts";
import type { ConfigOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { isPath } from "../sides.ts";
import { diagnosticText, reportOptions, writeLines, writeMessage } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** `netpol config [what]` */
export async function config(what: string | undefined, options: ConfigOptions): Promise<void> {
  const progress = startProgress();
  try {
    await progress.step("reading the configuration");
    const found = options.config === undefined ? await placedConfig(what, options) : await namedConfig(options.config);
    const text = options.check === true ? verdict(found) : listing(found, options);
    progress.done();
    await writeLines([text]);
  } finally {
    progress.done();
  }
}

/** @throws UsageError when the configuration is refused; SourceError when the place cannot be read */
async function placedConfig(what: string | undefined, { repo }: ConfigOptions): Promise<FoundConfig> {
  const snapshot = await readPlace(what, repo);
  for (const notice of misnamedConfiguration([snapshot])) writeMessage(diagnosticText(notice));
  return ownConfig(snapshot);
}

/** A directory, or with `--repo`, or where there is no directory of the name, a revision. */
async function readPlace(what: string | undefined, repo: string | undefined): Promise<Snapshot> {
  if (repo !== undefined) return what === undefined ? readWorkingTree(repo) : readRevision(repo, what);
  if (what === undefined || isPath(what)) return readDirectory(what ?? ".");
  try {
    return await readRevision(".", what);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UsageError(`no such directory: \`${what}\``, `nor is it a revision: ${error.message}`);
  }
}

function verdict({ path }: FoundConfig): string {
  return path === null ? `there is no ${CONFIG_PATH}, so the defaults hold\n` : `${path} is valid\n`;
}

function listing({ config: found, path }: FoundConfig, { format, color }: ConfigOptions): string {
  return renderSettings({ settings: settingsOf(found), path }, format, reportOptions(color ? "allowed" : "forbidden"));
}
