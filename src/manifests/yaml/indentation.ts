// Simple keys and indentation: the two things of a block collection that are known only by what follows or went before.
import { quote } from "./quote.ts";
import { push, scanError } from "./state.ts";
import type { ScanState } from "./state.ts";
import * as token from "./state.ts";

/** A simple key ends on its line and within so many characters. */
const SIMPLE_KEY_LENGTH = 1024;
/** More of a line than a message quotes. */
const LINE_START = 200;

/** Whether the key that may start at this place of the queue can no longer get its `:`. */
export function isStale(s: ScanState, index: number): boolean {
  return s.lines[index] !== s.line || (s.offsets[index] ?? 0) + SIMPLE_KEY_LENGTH < s.position;
}

/** Gives up a key at this place of the queue; an error where nothing but a key may stand. */
export function dropKey(s: ScanState, index: number): void {
  if (s.kinds[index] === token.REQUIRED) {
    const offset = s.offsets[index] ?? 0;
    const [line = ""] = s.source.slice(offset, offset + LINE_START).split(/[\n\r\0]/, 1);
    const message = `\`${quote(line.trim())}\` is not \`key: value\`: the \`:\` is missing, or the indentation is wrong`;
    throw scanError(s, message, offset);
  }
  s.kinds[index] = token.NONE;
}

/** Index in the queue of the simple key that may start on the current flow level; -1 for none. */
export function pendingKey(s: ScanState): number {
  const index = (s.keyTokens[s.flowLevel] ?? -1) - s.taken;
  if (index < s.head || index >= s.tail) return -1;
  const kind = s.kinds[index] ?? token.NONE;
  return kind === token.PENDING || kind === token.REQUIRED ? index : -1;
}

/** What stands here may turn out to be the key of a mapping. */
export function saveKey(s: ScanState): void {
  if (!s.keyAllowed) return;
  removeKey(s);
  const isRequired = s.flowLevel === 0 && s.indent === s.position - s.lineStart;
  s.keyTokens[s.flowLevel] = s.taken + s.tail;
  push(s, isRequired ? token.REQUIRED : token.PENDING, s.position, "");
}

/** Gives up the simple key of this flow level. */
export function removeKey(s: ScanState): void {
  const index = pendingKey(s);
  if (index !== -1) dropKey(s, index);
}

/** Closes the block collections that are indented deeper than `column`. */
export function unroll(s: ScanState, column: number): void {
  if (s.flowLevel > 0) return;
  while (s.indent > column) {
    push(s, token.BLOCK_END, s.position, "");
    s.indent = s.indents.pop() ?? -1;
  }
}

/** Opens a block collection when this column is deeper than the one around it; says whether it did. */
export function roll(s: ScanState, column: number): boolean {
  if (s.flowLevel > 0 || s.indent >= column) return false;
  s.indents.push(s.indent);
  s.indent = column;
  return true;
}
