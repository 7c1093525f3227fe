import { readFileSync } from "node:fs";
import { CONFIG_PATH, defaultConfig, readConfig, readConfiguration, type Config } from "../config/index.ts";
import type { Side } from "../engine/index.ts";
import type { Diagnostic, Snapshot } from "../manifests/index.ts";
import {
  baseMistakes,
  headMistakes,
  headWords,
  rootlessPatterns,
  type ConfigurationChange,
  type LookUpOptions,
  type RenderedSides,
} from "../review/index.ts";
import { failureWords } from "./failure-words.ts";
import { UsageError } from "./usage-error.ts";

/** A configuration, and the file that holds it; `null`: none, and it is the default. */
export interface FoundConfig {
  readonly config: Config;
  readonly path: string | null;
}

/**
 * The configuration in `file`; without one, that of the snapshot; without that, the default. Where two sides are compared
 * the base's is used (`readConfigurationChange`).
 *
 * @throws UsageError when the file does not exist, cannot be read or holds a mistake
 */
export async function loadConfig(snapshot: Snapshot, file: string | undefined): Promise<Config> {
  const { config } = file === undefined ? await ownConfig(snapshot) : await namedConfig(file);
  return config;
}

/** The configuration of a snapshot. @throws UsageError likewise */
export async function ownConfig(snapshot: Snapshot): Promise<FoundConfig> {
  const own = await readConfiguration(snapshot);
  switch (own.type) {
    case "none":
      return { config: defaultConfig, path: null };
    case "valid":
      return { config: own.config, path: CONFIG_PATH };
    case "broken":
      throw refusal("the configuration holds a mistake", own.problems);
    case "unread":
      throw new UsageError(`the configuration \`${CONFIG_PATH}\` is not read: ${own.reason}`);
  }
}

/** The configuration that `--config` names. @throws UsageError likewise */
export async function namedConfig(file: string): Promise<FoundConfig> {
  return parse(readText(file), file);
}

/**
 * What is to be said of the configurations of two sides: that the head's is not the one in use, what is wrong in it, and
 * that it mends the base's.
 *
 * @throws UsageError where the base's cannot be used, unless the change does nothing but mend it
 */
export async function configurationNotices(
  change: ConfigurationChange,
  names: Readonly<Record<Side, string>>,
  sides: RenderedSides,
  options: Omit<LookUpOptions, "toldElsewhere">,
): Promise<readonly Diagnostic[]> {
  const mistakes = baseMistakes(change, sides, options.reader);
  const broken = mistakes.filter(({ severity }) => severity === "error");
  if (broken.length > 0) throw refusal(`the configuration of the base \`${names.base}\` cannot be used`, broken);
  const differs = change.difference === "changed" && mistakes.length === 0 ? [configOfBase(change, names)] : [];
  return [
    ...differs,
    ...mistakes,
    ...headMistakes(change),
    ...rootlessPatterns(change, sides),
    ...(await headWords(change, sides, options)),
  ];
}

function configOfBase({ base }: ConfigurationChange, names: Readonly<Record<Side, string>>): Diagnostic {
  const used =
    base.type === "none" ? `\`${names.base}\` has none, so the defaults are used` : `that of \`${names.base}\` is used`;
  const message = `the configuration of \`${names.head}\` differs: ${used}; to use another one, name it with \`--config\``;
  return { severity: "notice", code: "configuration-of-base", message, path: CONFIG_PATH, line: 1, column: 1 };
}

async function parse(text: string, path: string): Promise<FoundConfig> {
  const { config, problems } = await readConfig(text, path);
  if (config !== null) return { config, path };
  throw refusal("the configuration holds a mistake", problems);
}

/** What a configuration is refused with: each mistake with its place. */
function refusal(what: string, problems: readonly Diagnostic[]): UsageError {
  const lines = problems.map((problem) => `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`);
  return new UsageError(what, ...lines);
}

function readText(file: string): string {
  try {
    return new TextDecoder().decode(readFileSync(file));
  } catch (cause) {
    throw new UsageError(`the configuration \`${file}\` cannot be read: ${failureWords(cause)}`);
  }
}
