import {
  AMPERSAND,
  ASTERISK,
  AT,
  BYTE_ORDER_MARK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  DOUBLE_QUOTE,
  EXCLAMATION,
  GRAVE,
  GREATER,
  HASH,
  MINUS,
  NUL,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  PIPE,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  TAB,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isDocumentMarker,
} from "./characters.ts";
import { dropKey, isStale, removeKey, saveKey, unroll } from "./indentation.ts";
import { scanBlock } from "./scan-block.ts";
import { pushIndicator, scanBlockEntry, scanFlowEnd, scanFlowStart, scanKey, scanValue } from "./scan-collection.ts";
import { scanAlias, scanTag } from "./scan-property.ts";
import { scanPlain, scanQuoted } from "./scan-scalar.ts";
import * as token from "./state.ts";
import { push, readBreak, scanError } from "./state.ts";
import type { ScanState } from "./state.ts";

/** A simple key waits for its `:` over 1,024 characters at most, so the queue is short; this bound is never reached. */
const QUEUE_LENGTH = 100_000;

/**
 * The kind of the next token, left in the queue. Tokens are those of libyaml's scanner, of which go-yaml v2 (and so
 * Kubernetes) is a translation: the same texts are read, the same refused.
 */
export function peek(s: ScanState): number {
  for (;;) {
    if (s.head === s.tail) {
      s.taken += s.head;
      s.head = s.tail = 0;
      scanToken(s);
      continue;
    }
    const kind = s.kinds[s.head] ?? token.NONE;
    if (kind === token.NONE) s.head++;
    else if (kind <= token.REQUIRED) {
      if (isStale(s, s.head)) dropKey(s, s.head);
      else if (s.tail < QUEUE_LENGTH) scanToken(s);
      else throw scanError(s, "too much stands on this line: break it", s.position);
    } else return kind;
  }
}

/** The offset, in the text of the file, of the token that `peek` saw. */
export function offsetOf(s: ScanState): number {
  return s.base + (s.offsets[s.head] ?? 0);
}

/** The text of the token that `peek` saw: a scalar's value, an anchor's name, a tag. */
export function valueOf(s: ScanState): string {
  return s.values[s.head] ?? "";
}

/** Takes the token that `peek` saw. */
export function take(s: ScanState): void {
  s.head++;
}

/** Puts the next tokens into the queue: one, and the starts and ends of block collections before it. */
function scanToken(s: ScanState): void {
  skipToToken(s);
  const column = s.position - s.lineStart;
  unroll(s, column);
  const c = s.source.charCodeAt(s.position);
  if (c === NUL) {
    // As on a new line: no simple key of the last line can still get its `:`.
    if (column > 0) s.line++;
    pushEnd(s, token.STREAM_END, 0);
  } else if (c === PERCENT && column === 0) {
    // kubectl has split the stream at `---` before, so a directive can never be followed by its document.
    throw scanError(s, "a `%` directive does not work with Kubernetes: remove the line", s.position);
  } else if (column === 0 && isDocumentMarker(s.source, s.position)) {
    // A `---` is left only behind a line that does not end with LF; the stream is not split there.
    pushEnd(s, c === DOT ? token.DOCUMENT_END : token.DOCUMENT_START, 3);
  } else if (!scanIndicator(s, c, column)) scanNode(s, token.PLAIN_SCALAR, scanPlain);
}

/** Scans the token that starts with an indicator; false when a plain scalar starts here. */
function scanIndicator(s: ScanState, c: number, column: number): boolean {
  const endsBehind = s.flowLevel > 0 || isBlankOrEnd(s.source.charCodeAt(s.position + 1));
  switch (c) {
    case OPEN_BRACKET:
      scanFlowStart(s, token.FLOW_SEQUENCE_START);
      return true;
    case OPEN_BRACE:
      scanFlowStart(s, token.FLOW_MAPPING_START);
      return true;
    case CLOSE_BRACKET:
      scanFlowEnd(s, token.FLOW_SEQUENCE_END);
      return true;
    case CLOSE_BRACE:
      scanFlowEnd(s, token.FLOW_MAPPING_END);
      return true;
    case COMMA:
      removeKey(s);
      s.keyAllowed = true;
      pushIndicator(s, token.FLOW_ENTRY);
      return true;
    case MINUS:
      if (!isBlankOrEnd(s.source.charCodeAt(s.position + 1))) return false;
      scanBlockEntry(s, column);
      return true;
    case QUESTION:
      if (endsBehind) scanKey(s, column);
      return endsBehind;
    case COLON:
      if (endsBehind) scanValue(s, column);
      return endsBehind;
    case ASTERISK:
      scanNode(s, token.ALIAS, scanAlias);
      return true;
    case AMPERSAND:
      scanNode(s, token.ANCHOR, scanAlias);
      return true;
    case EXCLAMATION:
      scanNode(s, token.TAG, scanTag);
      return true;
    case SINGLE_QUOTE:
    case DOUBLE_QUOTE:
      scanNode(s, token.QUOTED_SCALAR, scanQuoted);
      return true;
    case PIPE:
    case GREATER:
      if (s.flowLevel > 0) throw noStart(s);
      scanBlockScalar(s, c === PIPE ? "literal" : "folded");
      return true;
    case PERCENT:
    case AT:
    case GRAVE:
    case TAB:
      throw noStart(s);
    default:
      return false;
  }
}

function noStart(s: ScanState): Error {
  const c = s.source.charAt(s.position);
  const message =
    c === "\t"
      ? "a tab indents this line: YAML allows only spaces there"
      : `no value can start with ${c === "`" ? "a backtick" : `\`${c}\``}: put it in quotes`;
  return scanError(s, message, s.position);
}

/** Steps over blanks, line breaks and comments. */
function skipToToken(s: ScanState): void {
  const { source } = s;
  for (;;) {
    let p = s.position;
    let c = source.charCodeAt(p);
    if (c === BYTE_ORDER_MARK && p === s.lineStart) c = source.charCodeAt(++p);
    while (c === SPACE || (c === TAB && (s.flowLevel > 0 || !s.keyAllowed))) c = source.charCodeAt(++p);
    if (c === HASH) {
      if (s.yttComment === -1 && source.charCodeAt(p + 1) === AT) s.yttComment = p;
      while (!isBlankOrEnd(c) || isBlank(c)) c = source.charCodeAt(++p);
    }
    s.position = p;
    if (!isBreak(c)) return;
    readBreak(s);
    if (s.flowLevel === 0) s.keyAllowed = true;
  }
}

function pushEnd(s: ScanState, kind: number, length: number): void {
  unroll(s, -1);
  removeKey(s);
  s.keyAllowed = false;
  push(s, kind, s.position, "");
  s.position += length;
}

function scanBlockScalar(s: ScanState, style: "literal" | "folded"): void {
  removeKey(s);
  s.keyAllowed = true;
  const index = s.tail;
  push(s, token.QUOTED_SCALAR, s.position, "");
  s.values[index] = scanBlock(s, style);
}

/** A token that may start a simple key and ends what may stand before one. */
function scanNode(s: ScanState, kind: number, scan: (state: ScanState) => string): void {
  saveKey(s);
  s.keyAllowed = false;
  const { position } = s;
  const index = s.tail;
  push(s, kind, position, "");
  s.values[index] = scan(s);
}
