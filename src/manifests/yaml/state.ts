import { CARRIAGE_RETURN, LINE_FEED } from "./characters.ts";
import { failure } from "./failure.ts";

// Kinds of tokens. A simple key (`key: value`) is known only when its `:` comes, so the scanner puts a token PENDING where a
// key may start (REQUIRED: must start) and turns it into KEY, MAPPING_START_KEY or NONE later. libyaml inserts a token there
// instead; a placeholder costs nothing to move.
export const NONE = 0;
export const PENDING = 1;
export const REQUIRED = 2;
export const STREAM_END = 3;
export const DOCUMENT_END = 4;
export const BLOCK_SEQUENCE_START = 5;
export const BLOCK_MAPPING_START = 6;
export const MAPPING_START_KEY = 7;
export const BLOCK_END = 8;
export const FLOW_SEQUENCE_START = 9;
export const FLOW_SEQUENCE_END = 10;
export const FLOW_MAPPING_START = 11;
export const FLOW_MAPPING_END = 12;
export const BLOCK_ENTRY = 13;
export const FLOW_ENTRY = 14;
export const KEY = 15;
export const VALUE = 16;
export const ALIAS = 17;
export const ANCHOR = 18;
export const TAG = 19;
export const PLAIN_SCALAR = 20;
export const QUOTED_SCALAR = 21;
export const DOCUMENT_START = 22;

/** The scanner's place in one document, and the few tokens that the composer has not taken yet. Mutable by design. */
export interface ScanState {
  /** The text of one document and four NUL behind it, so that looking ahead needs no bounds check. */
  readonly source: string;
  /** Where the document starts in the text of the file: positions here count from it, offsets of nodes from the file. */
  readonly base: number;
  position: number;
  line: number;
  lineStart: number;
  flowLevel: number;
  /** Column of the innermost block collection, -1 outside. */
  indent: number;
  readonly indents: number[];
  keyAllowed: boolean;
  /** Per flow level the number of the token where a simple key may start; -1 for none. */
  readonly keyTokens: number[];
  /**
   * The queue: parallel arrays, used from `head` (the next token to take) up to `tail`; `taken` is the number of the token
   * at index 0. The arrays are never shortened: setting a length gives their memory back, and that cost a tenth of the time.
   */
  head: number;
  tail: number;
  taken: number;
  readonly kinds: number[];
  readonly offsets: number[];
  readonly lines: number[];
  readonly values: string[];
  /** Offset of the first ytt comment (`#@`), -1 for none. */
  yttComment: number;
}

/** The state before the first token of a document, which starts at `base` in the text of the file. */
export function startScan(text: string, base: number): ScanState {
  return {
    source: `${text}\0\0\0\0`,
    base,
    position: 0,
    line: 0,
    lineStart: 0,
    flowLevel: 0,
    indent: -1,
    indents: [],
    keyAllowed: true,
    keyTokens: [-1],
    head: 0,
    tail: 0,
    taken: 0,
    kinds: [],
    offsets: [],
    lines: [],
    values: [],
    yttComment: -1,
  };
}

/** Puts a token at the end of the queue. */
export function push(s: ScanState, kind: number, offset: number, value: string): void {
  const { tail } = s;
  s.kinds[tail] = kind;
  s.offsets[tail] = offset;
  s.lines[tail] = s.line;
  s.values[tail] = value;
  s.tail = tail + 1;
}

/** Steps over one line break; gives it as go-yaml keeps it in a value: U+2028 and U+2029 as they are, the others as `\n`. */
export function readBreak(s: ScanState): string {
  const c = s.source.charCodeAt(s.position);
  s.position += c === CARRIAGE_RETURN && s.source.charCodeAt(s.position + 1) === LINE_FEED ? 2 : 1;
  s.line++;
  s.lineStart = s.position;
  return c > 0x85 ? String.fromCharCode(c) : "\n";
}

/** A syntax error at a position of the scanned document. */
export function scanError(s: ScanState, message: string, position: number): Error {
  return failure("yaml-syntax", message, s.base + position);
}
