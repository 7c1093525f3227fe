import type { Block, Mark, TableRow, Tone } from "./blocks.ts";
import { markdownCode, markdownText, markdownUrl, type MarkdownPlace } from "./escape.ts";
import type { PlaceLink, ReportOptions } from "./options.ts";
import { placeText, type Span } from "./spans.ts";

type Table = Extract<Block, { readonly type: "table" }>;

/** The blocks as GitHub-flavoured Markdown; ends with a line break, empty for no blocks. */
export function toMarkdown(blocks: readonly Block[], options: ReportOptions): string {
  return blocks.map((block) => `${markdownBlock(block, options.link)}\n`).join("\n");
}

/** One block, without a line break at its end. */
export function markdownBlock(block: Block, link: PlaceLink): string {
  switch (block.type) {
    case "heading":
      return `${"#".repeat(block.level + 1)} ${toneSign(block.tone)}${markdownInline(block.spans, "line", link)}`;
    case "paragraph":
      return markdownInline(block.spans, "line", link);
    case "list":
      return block.items.map((item) => markdownItem(item, link)).join("\n");
    case "footer":
      return `<sub>${markdownInline(block.spans, "line", link)}</sub>`;
    case "table":
      return [...markdownTableHead(block), ...block.rows.map((row) => markdownTableRow(row, block.marks, link))].join(
        "\n",
      );
  }
}

/** The two lines above the rows of a table. */
export function markdownTableHead({ marks, columns }: Pick<Table, "marks" | "columns">): readonly [string, string] {
  const marked = marks === "shown";
  return [
    cellsLine([...(marked ? [""] : []), ...columns]),
    cellsLine([...(marked ? [":-:"] : []), ...columns.map(() => ":--")]),
  ];
}

/** One row of a table, as a line. */
export function markdownTableRow(row: TableRow, marks: Table["marks"], link: PlaceLink): string {
  const cells = row.cells.map((cell) => markdownInline(cell, "cell", link));
  return cellsLine([...(marks === "shown" ? [markSign(row.mark)] : []), ...cells]);
}

/** One item of a list, as a line. */
export function markdownItem(spans: readonly Span[], link: PlaceLink): string {
  return `- ${markdownInline(spans, "line", link)}`;
}

function cellsLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
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
    case "failure":
      return "⛔ failure";
    case "warning":
      return "⚠️ warning";
    case "notice":
      return "ℹ️ notice";
    case "none":
      return "";
  }
}

/** A sentence as part of a line, or of a table cell. */
export function markdownInline(spans: readonly Span[], where: MarkdownPlace, link: PlaceLink): string {
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
