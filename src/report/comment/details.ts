import { paragraphs } from "../fit.ts";

/** A collapsed section. `summary` is our own words; blank lines let GitHub read the body as Markdown. */
export function details(summary: string, body: string): string {
  return paragraphs([`<details><summary>${summary}</summary>`, body, "</details>"]);
}
