import { paragraphs } from "../fit.ts";

/** A page with a paragraph below its headline. Pages begin with markers, if any, and the headline, each of them a line. */
export function belowHeadline(page: string, words: string): string {
  const lines = page.split("\n");
  const headline = lines.findIndex((line) => !line.startsWith("<!-- "));
  return paragraphs([
    lines.slice(0, headline + 1).join("\n"),
    words,
    lines
      .slice(headline + 1)
      .join("\n")
      .trimStart(),
  ]);
}
