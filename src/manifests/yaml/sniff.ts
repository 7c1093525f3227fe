import type { Wanted } from "./file.ts";

const PLAIN_KIND = /^kind:[ \t]+([A-Za-z][A-Za-z0-9]*)[ \t]*(?:#.*)?\r?$/;
const PLAIN_API_VERSION = /^apiVersion:[ \t]+([A-Za-z][\w./-]*)[ \t]*(?:#.*)?\r?$/;

/** A line at the margin of a root mapping written as people write it: `key:` or an item of a list under a key. */
const PLAIN_MARGIN = /^(?:[A-Za-z0-9_.-]+:(?:[ \t\r]|$)|-(?:[ \t\r]|$))/;

/** Line breaks of YAML besides LF and CRLF: a line that starts behind one of them is not seen by its LF. */
const ODD_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

/**
 * Whether a document can be skipped unparsed: its root is a mapping at the margin whose every line there starts with a
 * plain key, exactly one of them is `kind`, and that kind is not wanted.
 *
 * The root's own keys can then stand nowhere else and be spelled no other way (quoted, escaped, tagged, anchored, with
 * `? `, merged, or with a blank before the colon), so a decoy `kind:` inside of a quoted scalar does not hide the real
 * one. In doubt the document is parsed. Two of three documents of a real repository are skipped so, and parsing is
 * what costs.
 */
export function isUnwanted(text: string, wanted: Wanted): boolean {
  const kind = firstLine(text, "kind:", PLAIN_KIND);
  if (kind === null || kind.endsWith("List")) return false;
  if (wanted(kind, () => onlyLine(text, "apiVersion:", PLAIN_API_VERSION))) return false;
  return hasPlainMargin(text) && !ODD_BREAK.test(text);
}

/**
 * Whether the first line of content stands at the margin, and all that do are plain: no list of items, and with one
 * `kind` at most.
 */
function hasPlainMargin(text: string): boolean {
  let isFirst = true;
  let kinds = 0;
  for (let start = 0; start < text.length;) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    const first = text.charAt(start);
    const isIndented = first === " " || first === "\t";
    if (
      isIndented
        ? isFirst && text.slice(start, end).trim() !== ""
        : !isQuiet(first) && !isPlain(text.slice(start, Math.min(end, start + MAX_KEY)), isFirst ? "first" : "later")
    ) {
      return false;
    }
    if (!isIndented && !isQuiet(first) && first !== "-") isFirst = false;
    if (first === "k" && text.startsWith("kind:", start)) kinds += 1;
    if (kinds > 1 || (first === "i" && text.startsWith("items:", start))) return false;
    start = end + 1;
  }
  return true;
}

/** A blank line or a comment. */
function isQuiet(first: string): boolean {
  return first === "" || first === "\n" || first === "\r" || first === "#";
}

/** Longer keys are none that Kubernetes knows; such a document is parsed. */
const MAX_KEY = 300;

function isPlain(line: string, place: "first" | "later"): boolean {
  if (place === "later") return PLAIN_MARGIN.test(line);
  return /^---[ \t]*(?:#.*)?\r?$/.test(line) || (PLAIN_MARGIN.test(line) && !line.startsWith("-"));
}

/** What the pattern finds in the first line that starts with `key`; null when no line does. */
function firstLine(text: string, key: string, pattern: RegExp): string | null {
  const start = lineStart(text, key, 0);
  if (start === -1) return null;
  const end = text.indexOf("\n", start);
  return pattern.exec(text.slice(start, end === -1 ? text.length : end))?.[1] ?? null;
}

/** The same where no other line starts so; else null. */
function onlyLine(text: string, key: string, pattern: RegExp): string | null {
  const start = lineStart(text, key, 0);
  const isOnly = start !== -1 && lineStart(text, key, start + key.length) === -1;
  return isOnly ? firstLine(text, key, pattern) : null;
}

/** Where the next line starts that starts with `key`, from an offset on; -1 for none. */
function lineStart(text: string, key: string, from: number): number {
  if (from === 0 && text.startsWith(key)) return 0;
  const found = text.indexOf(`\n${key}`, Math.max(0, from - 1));
  return found === -1 ? -1 : found + 1;
}
