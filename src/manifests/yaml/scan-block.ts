import { HASH, isBlank, isBreak, isBlankOrEnd, MINUS, NUL, SPACE, TAB } from "./characters.ts";
import type { ScanState } from "./state.ts";
import { readBreak, scanError } from "./state.ts";

const PLUS = 43;
const ZERO = 48;
const NINE = 57;

/** What happens to the line breaks at the end of a block scalar: `clip` keeps one, `strip` (`-`) none, `keep` (`+`) all. */
type Chomping = "clip" | "strip" | "keep";

/** Reads a block scalar (`|` literal, `>` folded) whose indicator is the next character. */
export function scanBlock(s: ScanState, style: "literal" | "folded"): string {
  const start = s.position;
  const { chomping, increment } = readHeader(s);
  let indent = increment === 0 ? 0 : Math.max(s.indent, 0) + increment;
  let breaks: string;
  [breaks, indent] = readBlankLines(s, indent);
  const { source } = s;
  let value = "";
  let lastBreak = "";
  let lastStartsBlank = false;
  while (s.position - s.lineStart === indent && source.charCodeAt(s.position) !== NUL) {
    const lineStart = s.position;
    const startsBlank = isBlank(source.charCodeAt(lineStart));
    if (style === "folded" && lastBreak === "\n" && !lastStartsBlank && !startsBlank) {
      if (breaks === "") value += " ";
    } else value += lastBreak;
    value += breaks;
    lastStartsBlank = startsBlank;
    let p = lineStart;
    let c = source.charCodeAt(p);
    while (c !== NUL && !isBreak(c)) c = source.charCodeAt(++p);
    value += source.slice(lineStart, p);
    s.position = p;
    lastBreak = c === NUL ? "" : readBreak(s);
    [breaks, indent] = readBlankLines(s, indent);
  }
  if (s.position === start) throw scanError(s, "this block text cannot be read", start);
  if (chomping !== "strip") value += lastBreak;
  if (chomping === "keep") value += breaks;
  return value;
}

/** The rest of the line with the indicator: `+` or `-`, a digit for the indentation (0 here: find out), a comment. */
function readHeader(s: ScanState): { chomping: Chomping; increment: number } {
  const { source } = s;
  let chomping: Chomping = "clip";
  let increment = 0;
  s.position++;
  for (let n = 0; n < 2; n++) {
    const c = source.charCodeAt(s.position);
    if ((c === PLUS || c === MINUS) && chomping === "clip") chomping = c === PLUS ? "keep" : "strip";
    else if (c > ZERO && c <= NINE && increment === 0) increment = c - ZERO;
    else break;
    s.position++;
  }
  while (isBlank(source.charCodeAt(s.position))) s.position++;
  if (source.charCodeAt(s.position) === HASH) {
    while (!isBlankOrEnd(source.charCodeAt(s.position)) || isBlank(source.charCodeAt(s.position))) s.position++;
  }
  const c = source.charCodeAt(s.position);
  if (isBreak(c)) readBreak(s);
  else if (c !== NUL)
    throw scanError(s, "behind `|` or `>` the line must end: put the text on the next lines", s.position);
  return { chomping, increment };
}

/** Steps over blank lines and the indentation of the next line; with indentation 0 the widest line seen decides it. */
function readBlankLines(s: ScanState, known: number): [breaks: string, indent: number] {
  const { source } = s;
  let breaks = "";
  let widest = 0;
  for (;;) {
    let c = source.charCodeAt(s.position);
    while (c === SPACE && (known === 0 || s.position - s.lineStart < known)) c = source.charCodeAt(++s.position);
    const column = s.position - s.lineStart;
    if (column > widest) widest = column;
    if (c === TAB && (known === 0 || column < known))
      throw scanError(s, "a tab indents this line of a block text: YAML allows only spaces there", s.position);
    if (!isBreak(c)) break;
    breaks += readBreak(s);
  }
  return [breaks, known === 0 ? Math.max(widest, s.indent + 1, 1) : known];
}
