import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  HASH,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isDocumentMarker,
  NUL,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
  SINGLE_QUOTE,
  TAB,
} from "./characters.ts";
import type { ScanState } from "./state.ts";
import { readBreak, scanError } from "./state.ts";
import { readEscape } from "./scan-escape.ts";

/** Reads a plain scalar, folding its lines; leaves the scanner at the first thing behind it and its blanks. */
export function scanPlain(s: ScanState): string {
  const { source } = s;
  const flow = s.flowLevel > 0;
  const indent = s.indent + 1;
  const first = s.position;
  let value = "";
  let pieceStart = first;
  let pieceEnd = first;
  let fold: string | null = null;
  for (;;) {
    const wordStart = s.position;
    let c = source.charCodeAt(wordStart);
    if (c === HASH && wordStart !== first) break;
    if (wordStart === s.lineStart && isDocumentMarker(source, wordStart)) break;
    let p = wordStart;
    while (!isBlankOrEnd(c)) {
      if (c === COLON ? isBlankOrEnd(source.charCodeAt(p + 1)) : flow && endsFlowScalar(c)) break;
      c = source.charCodeAt(++p);
    }
    s.position = p;
    if (p > wordStart) {
      if (fold !== null) {
        value += source.slice(pieceStart, pieceEnd) + fold;
        fold = null;
        pieceStart = wordStart;
      }
      pieceEnd = p;
    }
    if (!isBlank(c) && !isBreak(c)) break;
    while (isBlank(c)) c = source.charCodeAt(++p);
    s.position = p;
    if (isBreak(c)) {
      fold = foldBreaks(s, indent);
      if (!flow && s.position - s.lineStart < indent) break;
    }
  }
  // The scalar ended at the start of a line, where a key may stand.
  if (fold !== null) s.keyAllowed = true;
  return value + source.slice(pieceStart, pieceEnd);
}

function endsFlowScalar(c: number): boolean {
  return (
    c === COMMA || c === OPEN_BRACKET || c === CLOSE_BRACKET || c === OPEN_BRACE || c === CLOSE_BRACE || c === QUESTION // in flow style go-yaml v2 ends a scalar at any `?`
  );
}

/**
 * Steps over line breaks and the blanks around them; gives what they fold into: a space for one break, else one line feed
 * fewer than there are. Inside a plain scalar a tab left of `indent` is an error, as in go-yaml; quotes give -1.
 */
function foldBreaks(s: ScanState, indent: number): string {
  const first = readBreak(s);
  let rest = "";
  for (;;) {
    const c = s.source.charCodeAt(s.position);
    if (c === TAB && s.position - s.lineStart < indent)
      throw scanError(s, "a tab indents this line: YAML allows only spaces there", s.position);
    if (isBlank(c)) s.position++;
    else if (isBreak(c)) rest += readBreak(s);
    else break;
  }
  if (first !== "\n") return first + rest;
  return rest === "" ? " " : rest;
}

/** Reads a quoted scalar whose opening quote is the next character. */
export function scanQuoted(s: ScanState): string {
  const { source } = s;
  const start = s.position;
  const quote = source.charCodeAt(start);
  // Nearly every quoted scalar ends on its line and holds nothing that needs decoding.
  for (let p = start + 1; ; p++) {
    const c = source.charCodeAt(p);
    if (c === quote && source.charCodeAt(p + 1) !== quote) {
      s.position = p + 1;
      return source.slice(start + 1, p);
    }
    if (c === quote || c === BACKSLASH || c === NUL || isBreak(c)) break;
  }
  return scanQuotedSlowly(s, quote);
}

function scanQuotedSlowly(s: ScanState, quote: number): string {
  const { source } = s;
  const start = s.position++;
  let value = "";
  for (;;) {
    const pieceStart = s.position;
    if (pieceStart === s.lineStart && isDocumentMarker(source, pieceStart))
      throw scanError(s, "the quote that opens here is not closed before the end of the document", start);
    let p = pieceStart;
    let c = source.charCodeAt(p);
    while (c !== quote && c !== NUL && !isBreak(c) && !(c === BACKSLASH && quote === DOUBLE_QUOTE))
      c = source.charCodeAt(++p);
    s.position = p;
    if (isBreak(c)) {
      // Blanks before a line break do not count.
      while (p > pieceStart && isBlank(source.charCodeAt(p - 1))) p--;
      value += source.slice(pieceStart, p) + foldBreaks(s, -1);
      continue;
    }
    value += source.slice(pieceStart, p);
    if (c === NUL) throw scanError(s, "the quote that opens here is never closed", start);
    s.position++;
    if (c === BACKSLASH) {
      const breakBehind = isBreak(source.charCodeAt(s.position));
      value += breakBehind ? skipEscapedBreak(s) : readEscape(s);
    } else if (quote === SINGLE_QUOTE && source.charCodeAt(s.position) === SINGLE_QUOTE) {
      value += "'";
      s.position++;
    } else return value;
  }
}

/** `\` at the end of a line: the lines join without a space. */
function skipEscapedBreak(s: ScanState): string {
  readBreak(s);
  let rest = "";
  for (;;) {
    const c = s.source.charCodeAt(s.position);
    if (isBlank(c)) s.position++;
    else if (isBreak(c)) rest += readBreak(s);
    else return rest;
  }
}
