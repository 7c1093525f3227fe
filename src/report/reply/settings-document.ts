/** The settings in force, and where they come from. */
import type { Diagnostic } from "../../manifests/index.ts";
import { heading, list, paragraph, type Block } from "../blocks.ts";
import { settingsTable, type Setting } from "../settings-table.ts";
import { code, messageSpans, phrase, place, text, type Span } from "../spans.ts";

export interface SettingsReport {
  readonly settings: readonly Setting[];
  /** The file of the base that says so; `null`: there is none, and the defaults hold. */
  readonly path: string | null;
  /** The base in the user's words. */
  readonly base: string;
  /** `changed`: the head's file differs, and takes effect once it is merged. */
  readonly head: "same" | "changed";
  /** Mistakes for which the file was refused. */
  readonly problems: readonly Diagnostic[];
}

/** Most values of one setting that are spelled out. */
const MAX_VALUES = 20;

export function settingsDocument(report: SettingsReport): readonly Block[] {
  const { path, base, head, problems, settings } = report;
  const source =
    path === null
      ? phrase`The base ${code(base)} has no ${code(".github/netpol.yml")}, so the defaults hold.`
      : phrase`From ${place({ path, line: 1, column: 1 }, "base")} of the base ${code(base)}.`;
  return [
    heading(1, "neutral", [text("Configuration")]),
    paragraph(source),
    ...(head === "changed"
      ? [paragraph(phrase`This pull request changes ${code(".github/netpol.yml")}: that takes effect after the merge.`)]
      : []),
    ...(problems.length === 0 ? [] : [list(problems.map(problemPhrase))]),
    settingsTable(settings, "base", MAX_VALUES),
  ];
}

function problemPhrase(problem: Diagnostic): readonly Span[] {
  return phrase`${problem.severity}: ${place(problem, "base")}: ${messageSpans(problem.message)}`;
}
