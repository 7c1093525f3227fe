import type { Block, Mark, TableRow, Tone } from "./blocks.ts";
import { cleanMessage, cleanName } from "./escape.ts";
import type { Paint, ReportOptions } from "./options.ts";
import { placeText, text, type Span } from "./spans.ts";

/** Least columns of a table column that was made narrower to fit the terminal. */
const MIN_COLUMN = 14;

/** Longest word that a column makes room for while others have room to give. */
const MAX_WORD = 40;

/** Least and most columns a terminal is taken to have. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 400;

const GAP = "  ";

/** The blocks as text for a terminal; ends with a line break, empty for no blocks. */
export function toText(blocks: readonly Block[], options: ReportOptions): string {
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, options.width));
  return blocks.map((block) => `${textBlock(block, width, options.paint)}\n`).join("\n");
}

/**
 * What stands between two blanks; a place (`path:line`) is one, whatever blanks its path has. `whole`: it holds a place,
 * and is not broken, since half of a place would name another line.
 */
interface Word {
  readonly text: string;
  readonly whole: boolean;
}

function textBlock(block: Block, width: number, paint: Paint): string {
  switch (block.type) {
    case "heading":
      return wrap(inline(block.spans), width)
        .map((line) => style(line, toneStyle(block.tone), paint))
        .join("\n");
    case "paragraph":
      return wrap(inline(block.spans), width).join("\n");
    case "list":
      return block.items.map((item) => hang(wrap(inline(item), width - 2))).join("\n");
    case "footer":
      return wrap(inline(block.spans), width)
        .map((line) => style(line, "faint", paint))
        .join("\n");
    case "table":
      return table(block.marks === "shown" ? ["", ...block.columns] : block.columns, block.rows, width, paint);
  }
}

/** Lines of one list item: a dash, then an indent. */
function hang(lines: readonly string[]): string {
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)).join("\n");
}

function inline(spans: readonly Span[]): readonly Word[] {
  const words: Word[] = [{ text: "", whole: false }];
  for (const span of spans) {
    const [first = "", ...others] = span.type === "place" ? [spanText(span)] : spanText(span).split(" ");
    const before = words.pop();
    words.push({
      text: `${before?.text ?? ""}${first}`,
      whole: before?.whole === true || span.type === "place",
    });
    for (const text of others) words.push({ text, whole: false });
  }
  return words;
}

function spanText(span: Span): string {
  switch (span.type) {
    case "text":
      return cleanMessage(span.text);
    case "code":
      return codeText(cleanName(span.text), span.quoted);
    case "place":
      return cleanName(placeText(span.origin));
  }
}

/** Words of the user stand as they are, but for those that a message quotes. */
function codeText(name: string, quoted?: true): string {
  if (name === "") return "(empty)";
  return quoted === undefined ? name : `\`${name}\``;
}

function table(columns: readonly string[], rows: readonly TableRow[], width: number, paint: Paint): string {
  const body = rows.map((row) => {
    const cells = row.cells.map(inline);
    return cells.length < columns.length ? [inline([text(markSign(row.mark))]), ...cells] : cells;
  });
  const names = columns.map((column) => inline([text(column)]));
  const cells = names.map((name, index) => [name, ...body.map((row) => row[index] ?? [])]);
  const widths = fit(cells, width);
  const head = layOut(names, widths, (cell) => style(cell, "faint", paint));
  const lines = body.flatMap((cells, index) => {
    const mark = markStyle(rows[index]?.mark ?? "none");
    return layOut(cells, widths, (cell, column) => (column === 0 && mark !== null ? style(cell, mark, paint) : cell));
  });
  return [...head, ...lines].join("\n");
}

/** One row of a table as lines: every cell wrapped to its column. */
function layOut(
  cells: readonly (readonly Word[])[],
  widths: readonly number[],
  dress: (cell: string, column: number) => string,
): readonly string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? MIN_COLUMN));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, column) => {
        const cell = lines[line] ?? "";
        const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - length(cell)));
        const last = column === wrapped.length - 1;
        return `${cell === "" ? "" : dress(cell, column)}${last ? "" : blanks}`;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/**
 * Widths of columns, given the cells of each, that fit together: the columns with most room for their cells give way
 * first, as far as no word must be broken; when that is not enough, the widest do. No column is narrower than its places:
 * where they are very long, the table is wider than it should be.
 */
function fit(columns: readonly (readonly (readonly Word[])[])[], width: number): readonly number[] {
  const lengths = columns.map((cells) => cells.map(lengthOf));
  const means = lengths.map((column) => column.reduce((sum, cell) => sum + cell, 1) / column.length);
  const longest = (words: readonly Word[]): number =>
    words.reduce((most, word) => Math.max(most, length(word.text)), 0);
  const places = columns.map((cells) => longest(cells.flat().filter((word) => word.whole)));
  const floors = places.map((place) => Math.max(MIN_COLUMN, place));
  const natural = lengths.map((column, index) => Math.max(places[index] ?? 0, Math.min(width, Math.max(...column))));
  const least = columns.map((cells, index) => Math.max(floors[index] ?? 0, Math.min(MAX_WORD, longest(cells.flat()))));
  const gently = shrink(natural, width, (column, index) =>
    column > (least[index] ?? 0) ? column / (means[index] ?? 1) : 0,
  );
  return shrink(gently, width, (column, index) => (column > (floors[index] ?? 0) ? column : 0));
}

/** Takes from the column with the highest weight, one by one, until all fit or none has any weight left. */
function shrink(
  widths: readonly number[],
  width: number,
  weigh: (column: number, index: number) => number,
): readonly number[] {
  const result = [...widths];
  let excess = result.reduce((sum, column) => sum + column, GAP.length * (result.length - 1)) - width;
  for (; excess > 0; excess -= 1) {
    const weights = result.map(weigh);
    const heaviest = weights.indexOf(Math.max(...weights));
    if ((weights[heaviest] ?? 0) === 0) break;
    result[heaviest] = (result[heaviest] ?? 0) - 1;
  }
  return result;
}

/** Lines of at most `width` characters, broken at blanks, and inside a word only when it is too long and holds no place. */
function wrap(words: readonly Word[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const { text, whole } of words) {
    if (line !== "" && length(line) + 1 + length(text) <= width) {
      line += ` ${text}`;
      continue;
    }
    if (line !== "") lines.push(line);
    let rest = Array.from(text);
    while (rest.length > width && !whole) {
      const cut = breakPoint(rest, width);
      lines.push(rest.slice(0, cut).join(""));
      rest = rest.slice(cut);
    }
    line = rest.join("");
  }
  return [...lines, line];
}

/** Where a word that is too long is broken: after its last slash that fits, when that leaves no stub. */
function breakPoint(word: readonly string[], width: number): number {
  const slash = word.slice(0, width).lastIndexOf("/") + 1;
  return slash * 3 >= width ? slash : width;
}

/** Characters of words with a blank between them. */
function lengthOf(words: readonly Word[]): number {
  return words.reduce((sum, { text }) => sum + length(text), Math.max(0, words.length - 1));
}

function length(words: string): number {
  return Array.from(words).length;
}

function markSign(mark: Mark): string {
  switch (mark) {
    case "allowed":
      return "+ allowed";
    case "denied":
      return "- denied";
    case "failure":
      return "! failure";
    case "warning":
    case "notice":
      return mark;
    case "none":
      return "";
  }
}

type Style = "strong" | "faint" | "green" | "red" | "yellow";

const STYLE_CODES: Readonly<Record<Style, string>> = { strong: "1", faint: "2", green: "32", red: "31", yellow: "33" };

function markStyle(mark: Mark): Style | null {
  return mark === "allowed" ? "green" : mark === "denied" || mark === "failure" ? "red" : null;
}

function toneStyle(tone: Tone): Style {
  return tone === "good" ? "green" : "strong";
}

function style(words: string, name: Style, paint: Paint): string {
  return paint === "plain" || words === "" ? words : `\u001B[${STYLE_CODES[name]}m${words}\u001B[0m`;
}
