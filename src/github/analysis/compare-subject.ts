import {
  CONFIG_PATH,
  configurationFile,
  defaultConfig,
  readConfig,
  sameConfiguration,
  type Config,
} from "../../config/index.ts";
import type { Diagnostic, FileReader, Snapshot } from "../../manifests/index.ts";
import { renderChange, type RenderAll } from "../../render/index.ts";
import type { DiffReport } from "../../report/index.ts";
import { judgedReport, readChange, type ChangeReading } from "../../review/index.ts";
import type { ReviewedChange } from "../commands/answers.ts";
import type { Subject } from "../subject.ts";

/** A subject whose sides can be compared. */
export interface ComparedSubject {
  /** What reports and answers are made from. */
  readonly change: ReviewedChange;
  /** What both sides say, and what is wrong in them. */
  readonly reading: ChangeReading;
}

export interface CompareOptions {
  /** Remembers files from one change to the next. */
  readonly reader: FileReader;
  readonly renderAll: RenderAll;
  /** By it waivers expire. */
  readonly today: string;
  /** A review needs the roots that may differ; a question may be about any. */
  readonly which: "changed" | "all";
}

/** Reads both sides, with the configuration of the base; they are compared when the report is first asked for. */
export async function compareSubject(
  { before, after, names }: Subject,
  { reader, renderAll, today, which }: CompareOptions,
): Promise<ComparedSubject> {
  const { config, ...configured } = await configOf(before, after, names.base);
  const notices = [...(configured.head === "changed" ? [CHANGES_CONFIGURATION] : []), ...configured.problems];
  const snapshots = { base: before, head: after };
  const defaultNamespace = "default";
  const { environments } = config;
  const rendered = await renderChange(snapshots, { renderAll, environments, defaultNamespace, reader, which });
  const options = { defaultNamespace, names, notices, reader };
  const reading = readChange({ snapshots, rendered }, config, options);
  const { roots, news } = reading;
  let compared: DiffReport | null = null;
  const report = (): DiffReport => (compared ??= judgedReport(reading, names, today));
  return { change: { roots, config, configured, diagnostics: news, report }, reading };
}

/**
 * The configuration of the base: what judges a change must not come from the change. Of one that holds a mistake nothing
 * is used, and its mistakes are told.
 */
async function configOf(
  before: Snapshot,
  after: Snapshot,
  base: string,
): Promise<ReviewedChange["configured"] & { readonly config: Config }> {
  const own = configurationFile(before);
  const head = sameConfiguration(before, after) ? "same" : "changed";
  switch (own.type) {
    case "none":
      return { config: defaultConfig, path: null, base, head, problems: [] };
    case "unread": {
      const message = `the configuration of the base was not read (${own.reason}), so the defaults were used`;
      const problem: Diagnostic = { severity: "error", code: "configuration", message, ...START };
      return { config: defaultConfig, path: CONFIG_PATH, base, head, problems: [problem] };
    }
    case "file": {
      const { config, problems } = await readConfig(new TextDecoder().decode(own.file.bytes), CONFIG_PATH);
      return { config: config ?? defaultConfig, path: CONFIG_PATH, base, head, problems };
    }
  }
}

const START = { path: CONFIG_PATH, line: 1, column: 1 } as const;

const CHANGES_CONFIGURATION: Diagnostic = {
  severity: "notice",
  code: "configuration-of-base",
  message: `\`${CONFIG_PATH}\` changes here, and takes effect after the merge: this was judged with that of the base`,
  ...START,
};
