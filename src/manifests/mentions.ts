/** What the text of a file tells before anything of it is parsed. */
import { isReadKind } from "./kinds.ts";

/** No object is without one of these keys. */
const OBJECT_KEY = /\b(?:kind|apiVersion)\b/;

/**
 * How a key can be spelled so that its word is no word of the text: with an escape, or under a tag that decodes what
 * it marks (`!!binary`), whose own letters may be escaped (`!!%62inary`) or come from a handle (`%TAG`).
 */
const DISGUISED_KEY = /\\|%TAG|!\S{0,100}?(?:binary|%)/;

/** Whether a document of the text may be an object. */
export function mayHoldObjects(text: string): boolean {
  return OBJECT_KEY.test(text) || DISGUISED_KEY.test(text);
}

/** A kind that is written as such, the beginning of a template or an alias in its place. */
const KIND = /(?:^|[\s{,-])["']?kind["']?\s*:\s*(?:[!&|>]\S{0,100}\s+){0,2}["']?([A-Za-z{$*][\w{$]*)/gm;

/**
 * Whether the text has a `kind:` of a kind that is read, or one that nobody can read off: a template, an alias, or in
 * base64. Dashboards, workflows and values have none.
 */
export function namesAKind(text: string): boolean {
  for (const match of withoutEscapes(text).matchAll(KIND)) {
    const kind = match[1] ?? "";
    if (/[{$*]/.test(kind) || isReadKind(kind)) return true;
  }
  return /%TAG|!\S{0,100}?binary/.test(text);
}

/** The escapes of double quotes that can stand for a letter, or for nothing. Source: YAML 1.1, "Escape Sequences". */
function withoutEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U0000([\dA-Fa-f]{4})|\r?\n[ \t]*)/g,
    (_, two?: string, four?: string, eight?: string) => {
      const digits = two ?? four ?? eight;
      return digits === undefined ? "" : String.fromCharCode(Number.parseInt(digits, 16));
    },
  );
}

/** Whether the bytes were text: an encrypted or binary file decodes to control characters or to replacements. */
export function isText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- just those are looked for
  return !/[\u0000\ufffd]/.test(text);
}

/** Whether UTF-8 was read from what is manifests in UTF-16 or UTF-32: their letters have zeros between them. */
export function looksWide(text: string): boolean {
  return text.includes("\0") && !OBJECT_KEY.test(text) && namesAKind(text.replaceAll("\0", ""));
}
