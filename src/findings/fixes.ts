/** Replacements that need no thought, made from the lines of the head. `null` where a line is not as it must be. */
import type { Origin } from "../engine/index.ts";
import type { LineAt } from "../manifests/index.ts";
import type { Fix } from "./discovery.ts";

/** Longest line that is offered: whoever writes longer ones does not copy them. */
const MAX_LENGTH = 160;

/** Shown as they are, in whatever format: no mention, no end of a code block, nothing invisible. */
const PLAIN = /^[\x20-\x7E]*$/;

/** A key is called `to` instead of `from`. */
export function renamedKey(lineAt: LineAt, { path, line, column }: Origin, from: string, to: string): Fix | null {
  const text = lineAt(path, line);
  const start = column - 1;
  if (text?.startsWith(from, start) !== true || !/^\s*:/.test(text.slice(start + from.length))) return null;
  return fixOf(path, line, [text.slice(0, start) + to + text.slice(start + from.length)]);
}

/** A key of block style gets a line above it, in the same mapping. */
export function lineAbove(lineAt: LineAt, { path, line, column }: Origin, words: string): Fix | null {
  const text = lineAt(path, line);
  const indentation = text?.slice(0, column - 1) ?? "-";
  if (text === null || indentation.trim() !== "") return null;
  return fixOf(path, line, [indentation + words, text]);
}

/** An item of block style becomes a part of the one above it. */
export function joinedItem(lineAt: LineAt, { path, line, column }: Origin): Fix | null {
  const text = lineAt(path, line);
  const dash = text?.slice(0, column - 1) ?? "";
  if (text === null || !/^ *- +$/.test(dash)) return null;
  return fixOf(path, line, [dash.replace("-", " ") + text.slice(column - 1)]);
}

function fixOf(path: string, line: number, lines: readonly string[]): Fix | null {
  const isPlain = lines.every((text) => text.length <= MAX_LENGTH && PLAIN.test(text) && !/[`@]/.test(text));
  return isPlain ? { path, firstLine: line, lastLine: line, text: lines.join("\n") } : null;
}
