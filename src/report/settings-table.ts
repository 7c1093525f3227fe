/** The settings in force: each with its value and where it is set. */
import type { Origin, Side } from "../engine/index.ts";
import type { Block } from "./blocks.ts";
import { code, enumerateSome, place, text, type Span } from "./spans.ts";

/** A setting by its key; without values it is not set. */
export interface Setting {
  readonly key: string;
  readonly values: readonly string[];
  /** Where it is set; `null`: nowhere, and this is the default. */
  readonly origin: Origin | null;
}

/** `side`: where the files of the origins are; `maxValues`: most values of one setting that are spelled out. */
export function settingsTable(settings: readonly Setting[], side: Side | null, maxValues: number): Block {
  return {
    type: "table",
    marks: "absent",
    columns: ["Setting", "Value", "From"],
    rows: settings.map(({ key, values, origin }) => ({
      mark: "none",
      cells: [[code(key)], valuesPhrase(values, maxValues), [origin === null ? text("default") : place(origin, side)]],
    })),
  };
}

function valuesPhrase(values: readonly string[], maxValues: number): readonly Span[] {
  if (values.length === 0) return [text("not set")];
  return enumerateSome(
    values.map((value) => [code(value)]),
    maxValues,
  );
}
