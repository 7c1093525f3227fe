import type { Wanted } from "./file.ts";

const PLAIN_KIND = /^kind:[ \t]+([A-Za-z][A-Za-z0-9]*)[ \t]*(?:#.*)?\r?$/;
const PLAIN_API_VERSION = /^apiVersion:[ \t]+([A-Za-z][\w./-]*)[ \t]*(?:#.*)?\r?$/;

/**
 * Whether a document can be skipped unparsed: it has exactly one `kind:` at column 0, written plainly, and that kind is not
 * wanted. In doubt it is parsed: lists (whose items may be wanted), a root in flow style, a quoted `kind`, a merged root.
 * Two of three documents of a real repository are skipped so, and parsing is what costs.
 */
export function isUnwanted(text: string, wanted: Wanted): boolean {
  const kind = onlyLine(text, "kind:", PLAIN_KIND);
  if (kind === null || kind.endsWith("List")) return false;
  if (/^\s*[[{]/.test(text)) return false;
  if (text.includes('"kind"') || text.includes("'kind'")) return false;
  if (lineStart(text, "<<", 0) !== -1 || lineStart(text, "items:", 0) !== -1) return false;
  return !wanted(kind, onlyLine(text, "apiVersion:", PLAIN_API_VERSION));
}

/** What the pattern finds in the only line that starts with `key`; null when no line does, or several do. */
function onlyLine(text: string, key: string, pattern: RegExp): string | null {
  const start = lineStart(text, key, 0);
  if (start === -1 || lineStart(text, key, start + key.length) !== -1) return null;
  const end = text.indexOf("\n", start);
  return pattern.exec(text.slice(start, end === -1 ? text.length : end))?.[1] ?? null;
}

/** Where the next line starts that starts with `key`, from an offset on; -1 for none. */
function lineStart(text: string, key: string, from: number): number {
  if (from === 0 && text.startsWith(key)) return 0;
  const found = text.indexOf(`\n${key}`, Math.max(0, from - 1));
  return found === -1 ? -1 : found + 1;
}
