/** The configuration in force, for whoever asks on the command line. */
import { heading, paragraph, type Block } from "./blocks.ts";
import { settingsTable, type Setting } from "./settings-table.ts";
import { code, phrase, text } from "./spans.ts";

/** The settings in force and the file that says so; `null`: there is none, and the defaults hold. */
export interface SettingsListing {
  readonly settings: readonly Setting[];
  readonly path: string | null;
}

/** All settings with all of their values. */
export function settingsListing({ settings, path }: SettingsListing): readonly Block[] {
  return [
    heading(1, "neutral", [text("Configuration")]),
    paragraph(
      path === null
        ? phrase`There is no ${code(".github/netpol.yml")}, so the defaults hold.`
        : phrase`From ${code(path)}.`,
    ),
    settingsTable(settings, null, Infinity),
  ];
}
