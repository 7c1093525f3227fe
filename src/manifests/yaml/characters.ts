// Classes of UTF-16 code units as YAML 1.1 (and so go-yaml v2, which Kubernetes reads with) knows them. The scanned text
// holds no control characters but tab, line feed and carriage return (checked before), and ends with NUL.

export const NUL = 0;
export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const EXCLAMATION = 33;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const PERCENT = 37;
export const AMPERSAND = 38;
export const SINGLE_QUOTE = 39;
export const ASTERISK = 42;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const COLON = 58;
export const GREATER = 62;
export const QUESTION = 63;
export const AT = 64;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const GRAVE = 96;
export const OPEN_BRACE = 123;
export const PIPE = 124;
export const CLOSE_BRACE = 125;
export const BYTE_ORDER_MARK = 0xfeff;
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

export function isBlank(c: number): boolean {
  return c === SPACE || c === TAB;
}

/** YAML 1.1 has five line breaks; YAML 1.2 dropped the last three. */
export function isBreak(c: number): boolean {
  return c === LINE_FEED || c === CARRIAGE_RETURN || (c >= NEXT_LINE && isUnicodeBreak(c));
}

function isUnicodeBreak(c: number): boolean {
  return c === NEXT_LINE || c === LINE_SEPARATOR || c === PARAGRAPH_SEPARATOR;
}

/** A blank, a line break or the end: what may stand behind an indicator such as `-` or `:`. */
export function isBlankOrEnd(c: number): boolean {
  return c <= SPACE || (c >= NEXT_LINE && isUnicodeBreak(c));
}

/** `---` or `...` at `position`, followed by a blank, a line break or the end. */
export function isDocumentMarker(source: string, position: number): boolean {
  const c = source.charCodeAt(position);
  return (
    (c === MINUS || c === DOT) &&
    source.charCodeAt(position + 1) === c &&
    source.charCodeAt(position + 2) === c &&
    isBlankOrEnd(source.charCodeAt(position + 3))
  );
}
