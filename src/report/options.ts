import type { Origin, Side } from "../engine/index.ts";

/** Formats of `list` and `diff`. */
export type Format = "text" | "markdown" | "json" | "csv" | "dot";

/** Formats of `check`. */
export type JudgementFormat = "text" | "markdown" | "json" | "sarif" | "junit";

/** Whether text carries ANSI colours. */
export type Paint = "plain" | "ansi";

/** A web address for a place in a file of one side (`null`: of the only side), or `null` when it has none. */
export type PlaceLink = (origin: Origin, side: Side | null) => string | null;

/** How the formats for people are laid out. JSON and CSV are complete and heed none of these. */
export interface ReportOptions {
  readonly paint: Paint;
  /** Columns of the terminal, for text. */
  readonly width: number;
  /** Most rows of one table; the rest is counted exactly. */
  readonly maxRows: number;
  /** Used by Markdown. */
  readonly link: PlaceLink;
  /** Of netpol, for formats that name it; `null`: not said. */
  readonly version: string | null;
}

/** No colours, 120 columns, 50 rows, no links, no version. */
export const PLAIN_OPTIONS: ReportOptions = {
  paint: "plain",
  width: 120,
  maxRows: 50,
  link: () => null,
  version: null,
};
