/** Markdown of a bounded size: tables and lists lose whole rows from their ends, and what they lost is counted. */
import { paragraph, type Block } from "../blocks.ts";
import { toMarkdown } from "../markdown.ts";
import type { ReportOptions } from "../options.ts";
import { counted, phrase } from "../spans.ts";

/** Room for the line that counts what one table or list lost. */
const LINE_BYTES = 100;

/**
 * The blocks as Markdown of at most `budget` UTF-8 bytes. Earlier blocks are kept before later ones. Headings and
 * paragraphs are few and short, and all kept: where even they do not fit, one line says so.
 */
export function fitMarkdown(blocks: readonly Block[], options: ReportOptions, budget: number): string {
  const whole = toMarkdown(blocks, options);
  if (byteLength(whole) <= budget) return whole;
  const sizes = blocks.map((block) => (rowsOf(block) === null ? sizeOf(block, options) : LINE_BYTES));
  let left = budget - sizes.reduce((sum, size) => sum + size, 0);
  if (left < 0) return toMarkdown([tooLong(blocks)], options);
  const kept = blocks.flatMap((block): readonly Block[] => {
    const rows = rowsOf(block);
    if (rows === null) return [block];
    const most = largest(rows, (count) => sizeOf(firstRows(block, count), options) <= left);
    const shown = most === 0 ? [] : [firstRows(block, most)];
    left -= most === 0 ? 0 : sizeOf(firstRows(block, most), options);
    return most === rows ? shown : [...shown, paragraph(restPhrase(block, rows - most, most))];
  });
  return toMarkdown(kept, options);
}

/** UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function sizeOf(block: Block, options: ReportOptions): number {
  // One for the empty line before it.
  return byteLength(toMarkdown([block], options)) + 1;
}

/** How many rows a block may lose; `null` for a block that stays whole. */
function rowsOf(block: Block): number | null {
  if (block.type === "table") return block.rows.length;
  return block.type === "list" ? block.items.length : null;
}

function firstRows(block: Block, count: number): Block {
  if (block.type === "table") return { ...block, rows: block.rows.slice(0, count) };
  return block.type === "list" ? { ...block, items: block.items.slice(0, count) } : block;
}

function restPhrase(block: Block, rest: number, shown: number): ReturnType<typeof phrase> {
  const noun = block.type === "table" ? "row" : "line";
  return phrase`… and ${counted(rest, shown === 0 ? noun : `more ${noun}`)} that would make this comment too long`;
}

function tooLong(blocks: readonly Block[]): Block {
  const rows = blocks.reduce((sum, block) => sum + (rowsOf(block) ?? 0), 0);
  return paragraph(phrase`The answer has ${counted(rows, "row")}, too long for a comment: name fewer endpoints.`);
}

/** The largest count up to `most` that fits, when every smaller one fits as well; 0 when none does. */
function largest(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
