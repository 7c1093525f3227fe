import { CONFIG_PATH, type Config } from "../../config/index.ts";
import type { Diagnostic, FileReader } from "../../manifests/index.ts";
import { renderChange, type RenderAll } from "../../render/index.ts";
import type { DiffReport } from "../../report/index.ts";
import {
  baseMistakes,
  headMistakes,
  headWords,
  judgedReport,
  misnamedConfiguration,
  readChange,
  readConfigurationChange,
  rootlessPatterns,
  type ChangeReading,
  type ConfigurationChange,
  type RenderedSides,
} from "../../review/index.ts";
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
  const snapshots = { base: before, head: after };
  const configuration = await readConfigurationChange(snapshots);
  const { config } = configuration;
  const defaultNamespace = "default";
  const { environments } = config;
  const rendered = await renderChange(snapshots, { renderAll, environments, defaultNamespace, reader, which });
  const sides = { snapshots, rendered };
  const mistakes = baseMistakes(configuration, sides, reader);
  const lookUp = {
    reader,
    defaultNamespace,
    render: (own: RenderedSides["snapshots"], environments: Config["environments"]) =>
      renderChange(own, { renderAll, environments, defaultNamespace, reader, which: "all" }),
  };
  const takesEffectLater = configuration.difference === "changed" && mistakes.length === 0;
  const notices = [
    ...(takesEffectLater ? [CHANGES_CONFIGURATION] : []),
    ...mistakes,
    ...headMistakes(configuration),
    ...rootlessPatterns(configuration, sides),
    ...(which === "changed" ? await headWords(configuration, sides, lookUp) : []),
    ...misnamedConfiguration([before, after]),
  ];
  const options = { defaultNamespace, names, notices, reader };
  const reading = readChange(sides, config, options);
  const { roots, news } = reading;
  let compared: DiffReport | null = null;
  const report = (): DiffReport => (compared ??= judgedReport(reading, names, today));
  const configured = configuredOf(configuration, names.base);
  return { change: { roots, config, configured, diagnostics: news, report }, reading };
}

function configuredOf(change: ConfigurationChange, base: string): ReviewedChange["configured"] {
  const { base: own, difference: head } = change;
  const path = own.type === "none" ? null : CONFIG_PATH;
  return { path, base, head, problems: problemsOf(own) };
}

function problemsOf(own: ConfigurationChange["base"]): readonly Diagnostic[] {
  switch (own.type) {
    case "none":
    case "valid":
      return [];
    case "broken":
      return own.problems;
    case "unread":
      return [{ severity: "error", code: "configuration-broken", message: `it was not read: ${own.reason}`, ...START }];
  }
}

const START = { path: CONFIG_PATH, line: 1, column: 1 } as const;

const CHANGES_CONFIGURATION: Diagnostic = {
  severity: "notice",
  code: "configuration-of-base",
  message: `\`${CONFIG_PATH}\` changes here, and takes effect after the merge: this was judged with that of the base`,
  ...START,
};
