import type { Block, Mark, Tone } from "./blocks.ts";
import { markdownCode, markdownText, markdownUrl, type MarkdownPlace } from "./escape.ts";
import type { PlaceLink, ReportOptions } from "./options.ts";
import { placeText, type Span } from "./spans.ts";

/** The blocks as GitHub-flavoured Markdown; ends with a line break, empty for no blocks. */
export function toMarkdown(blocks: readonly Block[], options: ReportOptions): string {
  return blocks.map((block) => `${markdownBlock(block, options.link)}\n`).join("\n");
}

function markdownBlock(block: Block, link: PlaceLink): string {
  switch (block.type) {
    case "heading":
      return `${"#".repeat(block.level + 1)} ${toneSign(block.tone)}${inline(block.spans, "line", link)}`;
    case "paragraph":
      return inline(block.spans, "line", link);
    case "list":
      return block.items.map((item) => `- ${inline(item, "line", link)}`).join("\n");
    case "footer":
      return `<sub>${inline(block.spans, "line", link)}</sub>`;
    case "table": {
      const marked = block.marks === "shown";
      const head = [...(marked ? [""] : []), ...block.columns];
      const rule = [...(marked ? [":-:"] : []), ...block.columns.map(() => ":--")];
      const rows = block.rows.map((row) => [
        ...(marked ? [markSign(row.mark)] : []),
        ...row.cells.map((cell) => inline(cell, "cell", link)),
      ]);
      return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
    }
  }
}

function toneSign(tone: Tone): string {
  switch (tone) {
    case "good":
      return "✅ ";
    case "alert":
      return "🔴 ";
    case "neutral":
      return "";
  }
}

function markSign(mark: Mark): string {
  switch (mark) {
    case "allowed":
      return "➕ allowed";
    case "denied":
      return "➖ denied";
    case "none":
      return "";
  }
}

function inline(spans: readonly Span[], where: MarkdownPlace, link: PlaceLink): string {
  let result = "";
  for (const span of spans) {
    const piece = markdownSpan(span, where, link);
    // Two code spans that touch would read as one.
    result += result.endsWith("`") && piece.startsWith("`") ? ` ${piece}` : piece;
  }
  return result;
}

function markdownSpan(span: Span, where: MarkdownPlace, link: PlaceLink): string {
  switch (span.type) {
    case "text":
      return markdownText(span.text);
    case "code":
      return markdownCode(span.text, where);
    case "place": {
      const shown = markdownCode(placeText(span.origin), where);
      const address = link(span.origin, span.side);
      const url = address === null ? null : markdownUrl(address);
      return url === null ? shown : `[${shown}](${url})`;
    }
  }
}
