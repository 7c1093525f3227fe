import type { ScanState } from "./state.ts";
import { scanError } from "./state.ts";

/** The escapes of go-yaml v2; unlike JSON and YAML 1.2 it knows no `\/`. */
const simple: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

const digits: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** Reads what follows a `\` in double quotes (not a line break); the scanner stands behind the `\`. */
export function readEscape(s: ScanState): string {
  const at = s.position - 1;
  const letter = s.source.charAt(s.position);
  s.position++;
  const text = simple.get(letter);
  if (text !== undefined) return text;
  const length = digits.get(letter);
  if (length === undefined)
    throw scanError(
      s,
      `\`\\${letter.replace("\0", "")}\` is no escape of YAML: write \`\\\\\` or use single quotes`,
      at,
    );
  const hex = s.source.slice(s.position, s.position + length);
  if (!/^[0-9A-Fa-f]+$/.test(hex) || hex.length < length)
    throw scanError(s, `\`\\${letter}\` must be followed by ${length} hexadecimal digits`, at);
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw scanError(s, `\`\\${letter}${hex}\` is no character of Unicode`, at);
  s.position += length;
  return String.fromCodePoint(code);
}
