import { settingsOf } from "../../answers/index.ts";
import { CONFIG_PATH } from "../../config/index.ts";
import { createFileReader, type Diagnostic, type Snapshot } from "../../manifests/index.ts";
import { openSandbox, renderChange } from "../../render/index.ts";
import { renderSettings } from "../../report/index.ts";
import { lookUpWords, misnamedConfiguration } from "../../review/index.ts";
import { readDirectory, readRevision, readWorkingTree, SourceError } from "../../sources/index.ts";
import { namedConfig, ownConfig, type FoundConfig } from "../load-config.ts";
import type { ConfigOptions } from "../options.ts";
import { startProgress, type Progress } from "../progress.ts";
import { isPath } from "../sides.ts";
import { diagnosticText, reportOptions, writeLines, writeMessage } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** `netpol config [what]` */
export async function config(what: string | undefined, options: ConfigOptions): Promise<void> {
  const progress = startProgress();
  try {
    await progress.step("reading the configuration");
    const found = await placedConfig(what, options);
    const text = options.check === true ? verdict(found) : listing(found, options);
    const remarks = options.check === true ? await remarksOn(found, progress) : [];
    progress.done();
    for (const remark of remarks) writeMessage(diagnosticText(remark));
    await writeLines([text]);
  } finally {
    progress.done();
  }
}

/** A configuration, and the manifests that it is for; `null`: it was asked for by itself. */
interface PlacedConfig extends FoundConfig {
  readonly snapshot: Snapshot | null;
}

/** @throws UsageError when the configuration is refused; SourceError when the place cannot be read */
async function placedConfig(what: string | undefined, { repo, config: file }: ConfigOptions): Promise<PlacedConfig> {
  if (file !== undefined) {
    const found = await namedConfig(file);
    return { ...found, snapshot: what === undefined && repo === undefined ? null : await readPlace(what, repo) };
  }
  const snapshot = await readPlace(what, repo);
  for (const notice of misnamedConfiguration([snapshot])) writeMessage(diagnosticText(notice));
  return { ...(await ownConfig(snapshot)), snapshot };
}

/** What a valid configuration says that means nothing where it stands; a file that stands alone has no manifests. */
async function remarksOn({ config: own, snapshot }: PlacedConfig, progress: Progress): Promise<readonly Diagnostic[]> {
  if (snapshot === null) return [];
  await progress.step("looking up what it speaks of");
  const reader = createFileReader();
  const sandbox = openSandbox();
  try {
    const { renderAll } = sandbox;
    const defaultNamespace = "default";
    return await lookUpWords(snapshot, own, {
      reader,
      defaultNamespace,
      render: (snapshots, environments) =>
        renderChange(snapshots, { renderAll, environments, defaultNamespace, reader, which: "all" }),
      toldElsewhere: null,
    });
  } finally {
    await sandbox.close();
  }
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
