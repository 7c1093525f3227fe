import {
  CONFIG_PATH,
  defaultConfig,
  readConfiguration,
  sameConfiguration,
  type Config,
  type ReadConfiguration,
} from "../config/index.ts";
import type { Side } from "../engine/index.ts";
import type { Diagnostic, FileReader, Snapshot } from "../manifests/index.ts";
import { lookUpWords, unmatchedRoots, type LookUpOptions } from "./look-up-words.ts";
import type { RenderedSides } from "./read-change.ts";
import { changedPaths } from "./standing.ts";

/** What judges a change, and what the change makes of it. */
export interface ConfigurationChange {
  /** The base's: what judges a change must not come from the change. The defaults where there is none to use. */
  readonly config: Config;
  readonly base: ReadConfiguration;
  readonly head: ReadConfiguration;
  readonly difference: "same" | "changed";
}

export async function readConfigurationChange({
  base,
  head,
}: Readonly<Record<Side, Snapshot>>): Promise<ConfigurationChange> {
  const before = await readConfiguration(base);
  const difference = sameConfiguration(base, head) ? "same" : "changed";
  return {
    config: before.type === "valid" ? before.config : defaultConfig,
    base: before,
    head: difference === "same" ? before : await readConfiguration(head),
    difference,
  };
}

const START = { path: CONFIG_PATH, line: 1, column: 1 } as const;

/** The mistakes of the head's file where the change brings them: merged, they would fail every check. */
export function headMistakes({ head, difference }: ConfigurationChange): readonly Diagnostic[] {
  if (difference === "same" || head.type !== "broken") return [];
  return head.problems.map((problem) => ({
    ...problem,
    severity: "warning",
    code: "configuration-of-head",
    message: `once merged, this refuses the whole configuration and fails every check: ${problem.message}`,
  }));
}

/**
 * What is to be said where the configuration of the base cannot be used: errors that fail every check, since nobody knows
 * what the team asks for, or, where the change does nothing but mend it, that it does (decision 0080).
 */
export function baseMistakes(
  change: ConfigurationChange,
  sides: RenderedSides,
  reader: FileReader,
): readonly Diagnostic[] {
  const { base, head } = change;
  switch (base.type) {
    case "none":
    case "valid":
      return [];
    case "unread":
      return [ofBase(`the configuration of the base was not read (${base.reason})`, START)];
    case "broken": {
      const [first = START] = base.problems;
      if (repairs(change, sides, reader)) {
        const how = head.type === "none" ? "this change deletes it" : "this change mends it";
        const message = `the configuration of the base is broken, and ${how}; it touches no root, so that it passes`;
        return [{ ...ofBase(message, first), severity: "warning", code: "configuration-repaired" }];
      }
      return base.problems.map((problem) => ofBase(`of the base: ${problem.message}`, problem));
    }
  }
}

function ofBase(message: string, { path, line, column }: typeof START | Diagnostic): Diagnostic {
  return { severity: "error", code: "configuration-broken", message, path, line, column, side: "base" };
}

/** Patterns of the base's environments that mean no root; where the head's file is another one, its own are looked up. */
export function rootlessPatterns(
  { config, difference }: ConfigurationChange,
  { rendered }: RenderedSides,
): readonly Diagnostic[] {
  return difference === "same" ? unmatchedRoots(rendered, config) : [];
}

/** What the head's configuration says that means nothing in the head, where the change brings or edits it. */
export async function headWords(
  { config, head, difference }: ConfigurationChange,
  { snapshots, rendered }: RenderedSides,
  options: Omit<LookUpOptions, "toldElsewhere">,
): Promise<readonly Diagnostic[]> {
  if (difference === "same" || head.type !== "valid") return [];
  // What all roots of the change are judged by tells its own words.
  const toldElsewhere = rendered.unchanged.length === 0 ? config : null;
  return lookUpWords(snapshots.head, head.config, { ...options, toldElsewhere });
}

/** Whether a change does nothing but mend or delete the configuration: no root, and nothing unread, is touched. */
function repairs(
  { head, difference }: ConfigurationChange,
  { snapshots, rendered }: RenderedSides,
  reader: FileReader,
): boolean {
  if (difference === "same" || (head.type !== "none" && head.type !== "valid")) return false;
  const { plans, paths } = rendered.altered();
  if (plans === "changed" || rendered.relabelled.size > 0) return false;
  if ([...paths].some((path) => path !== CONFIG_PATH)) return false;
  const changed = changedPaths(snapshots.base, snapshots.head);
  const sides = [snapshots.base, snapshots.head];
  if (sides.some(({ skipped }) => skipped.some(({ path }) => changed.has(path)))) return false;
  // A file that is no configuration may hold manifests instead.
  const own = sides.flatMap(({ files }) => files.find(({ path }) => path === CONFIG_PATH) ?? []);
  return own.every((file) => reader(file).objects.length === 0);
}

/** The configuration under the other ending of YAML, which nobody reads. */
export const MISNAMED_PATH = CONFIG_PATH.replace(/\.yml$/, ".yaml");

/** Says that a file is not the configuration that it looks like. */
export function misnamedConfiguration(snapshots: readonly Snapshot[]): readonly Diagnostic[] {
  if (!snapshots.some(({ files }) => files.some(({ path }) => path === MISNAMED_PATH))) return [];
  const message = `this file is not the configuration: rename it to \`${CONFIG_PATH}\``;
  return [{ severity: "notice", code: "configuration-misnamed", message, path: MISNAMED_PATH, line: 1, column: 1 }];
}

/** Errors because of which a check fails: in what the change touches, or in what judges it. */
export function unjudgedErrors(news: readonly Diagnostic[], changed: ReadonlySet<string>): readonly Diagnostic[] {
  return news.filter(
    ({ severity, code, path }) => severity === "error" && (changed.has(path) || code === "configuration-broken"),
  );
}
