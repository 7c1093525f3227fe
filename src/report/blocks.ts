/** A report before it has a format: what is said, not how it is marked up. */
import type { Span } from "./spans.ts";

/** What a line means to the reader; each format has its own sign for it, never colour alone. */
export type Mark = "allowed" | "denied" | "failure" | "warning" | "notice" | "none";

export type Tone = "good" | "alert" | "neutral";

export interface TableRow {
  readonly mark: Mark;
  /** As many as the table has columns. */
  readonly cells: readonly (readonly Span[])[];
}

export type Block =
  | { readonly type: "heading"; readonly level: 1 | 2 | 3; readonly tone: Tone; readonly spans: readonly Span[] }
  | { readonly type: "paragraph"; readonly spans: readonly Span[] }
  | {
      readonly type: "table";
      /** Whether a first column shows the marks. */
      readonly marks: "shown" | "absent";
      readonly columns: readonly string[];
      readonly rows: readonly TableRow[];
    }
  | { readonly type: "list"; readonly items: readonly (readonly Span[])[] }
  /** The small print: what was compared, how much was read. */
  | { readonly type: "footer"; readonly spans: readonly Span[] };

export function heading(level: 1 | 2 | 3, tone: Tone, spans: readonly Span[]): Block {
  return { type: "heading", level, tone, spans };
}

export function paragraph(spans: readonly Span[]): Block {
  return { type: "paragraph", spans };
}

export function list(items: readonly (readonly Span[])[]): Block {
  return { type: "list", items };
}

/** A list where there is anything to list. */
export function listOf(items: readonly (readonly Span[])[]): readonly Block[] {
  return items.length === 0 ? [] : [list(items)];
}

export function footer(spans: readonly Span[]): Block {
  return { type: "footer", spans };
}
