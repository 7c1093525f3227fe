import type { Decoded } from "./decode.ts";

/** A piece of a file between two separators. */
export interface Chunk {
  readonly text: string;
  /** Of its first character in the text of the file. */
  readonly offset: number;
  /** What stands behind the `---` that opens it, when Kubernetes refuses that; else null. */
  readonly badSeparator: { readonly text: string; readonly offset: number } | null;
}

/**
 * Splits a file where kubectl does, before any parsing: every line that starts with `---` separates, wherever it stands, and
 * only blanks and a comment may follow on it (apimachinery's `YAMLReader`). The separator lines belong to no chunk. Lines
 * end with `\n` only. It looks for the bytes of `---`, of which UTF-16 holds none: such a file is one chunk, of which
 * Kubernetes reads the first document.
 */
export function* splitChunks({ text, encoding }: Pick<Decoded, "text" | "encoding">): Generator<Chunk, void> {
  if (encoding === "utf-16") {
    yield { text, offset: 0, badSeparator: null };
    return;
  }
  let offset = 0;
  let badSeparator: Chunk["badSeparator"] = null;
  let separator = text.startsWith("---") ? 0 : nextSeparator(text, 0);
  while (separator !== -1) {
    if (separator > 0) yield { text: text.slice(offset, separator), offset, badSeparator };
    const lineEnd = text.indexOf("\n", separator);
    offset = lineEnd === -1 ? text.length : lineEnd + 1;
    const behind = text.slice(separator + 3, offset).trim();
    badSeparator = behind === "" || behind.startsWith("#") ? null : { text: behind, offset: separator };
    separator = text.startsWith("---", offset) ? offset : nextSeparator(text, offset);
  }
  yield { text: text.slice(offset), offset, badSeparator };
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf("\n---", from);
  return found === -1 ? -1 : found + 1;
}
