/** Names, paths and messages come from strangers: here they are made harmless, once for each format. */

/** Most characters of a name that are shown; longer ones lose their middle. */
const MAX_NAME = 120;

/** Most characters of one text of our own (a message may hold several names). */
const MAX_MESSAGE = 600;

/**
 * Control, format (bidirectional, zero-width, tag) and line-separating characters, and lone surrogates: what could
 * steer a terminal, reorder a line, hide itself or end a table row.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** White space that may stand in a value; shown as one blank. */
const BREAKS = /[\t\n\r\u0085\u2028\u2029]+/g;

/**
 * A name as it may be shown: line breaks become blanks, unprintable characters the replacement character (dropping them
 * would let two different names look the same), and the middle of a long name an ellipsis.
 */
export function cleanName(name: string): string {
  return shorten(clean(name.length > MAX_NAME * 4 ? cutMiddle(name, MAX_NAME * 4) : name), MAX_NAME);
}

/** The same for a whole text. */
export function cleanMessage(message: string): string {
  return shorten(clean(message.length > MAX_MESSAGE * 4 ? cutMiddle(message, MAX_MESSAGE * 4) : message), MAX_MESSAGE);
}

function clean(words: string): string {
  return words.replace(BREAKS, " ").replace(UNPRINTABLE, "\uFFFD");
}

function cutMiddle(words: string, length: number): string {
  return words.slice(0, length / 2) + words.slice(-length / 2);
}

function shorten(words: string, most: number): string {
  if (words.length <= most) return words;
  const characters = Array.from(words);
  if (characters.length <= most) return words;
  const half = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - half).join("")}…${characters.slice(-half).join("")}`;
}

/** Where Markdown stands: a table cell ends at a pipe, any other line does not. */
export type MarkdownPlace = "cell" | "line";

/** A code span that holds exactly this name; a mention in it is broken by a zero-width space. */
export function markdownCode(name: string, where: MarkdownPlace): string {
  const shown = cleanName(name).replaceAll("@", "@\u200B");
  if (shown.trim() === "") return "(empty)";
  const runs = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const padded = /^`|`$|^ .* $/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${where === "cell" ? escapePipes(padded) : padded}${fence}`;
}

/** A backslash before the pipe would escape our backslash in some readings of the table syntax: a blank parts them. */
function escapePipes(words: string): string {
  return words.replace(/\\(?=\|)/g, "\\\u200B").replaceAll("|", "\\|");
}

/** What GitHub may take for a commit: seven hexadecimal digits or more. */
const COMMIT_ID = /(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi;

/**
 * Text that Markdown shows as it stands: no markup, HTML, link, mention, reference (`#1`, `GH-1`, a commit id) or
 * formula comes out of it.
 */
export function markdownText(words: string): string {
  return cleanMessage(words)
    .replaceAll("&", "&amp;")
    .replace(/[\\`*_[\]<>~|!$]/g, "\\$&")
    .replaceAll("@", "@\u200B")
    .replace(/#(?=\d)/g, "#\u200B")
    .replace(/\bGH-(?=\d)/gi, "$&\u200B")
    .replace(COMMIT_ID, (digits) => digits.replace(/.{6}(?=.)/g, "$&\u200B"))
    .replaceAll("://", ":\u200B//")
    .replace(/www(?=\.)/gi, "$&\u200B");
}

/** An address for a Markdown link, or nothing when it is not plain http or https. */
export function markdownUrl(address: string): string | null {
  if (!/^https?:\/\//.test(address)) return null;
  return address.replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'*+,;=%]/gu, (character) =>
    /[()<>|"`\\^{} ]/.test(character) ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encode(character),
  );
}

function encode(character: string): string {
  return /\p{Cs}/u.test(character) ? "" : encodeURIComponent(character);
}

/** A CSV field (RFC 4180). A leading `=`, `+`, `-` or `@` gets an apostrophe, so that no spreadsheet computes it. */
export function csvField(value: string): string {
  const shown = clean(value);
  const safe = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",;\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A quoted string of the DOT language; backslashes are no escapes in it. */
export function dotString(value: string): string {
  return `"${cleanName(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** JSON text with the unprintable characters of its strings as `\u` escapes: the same data, harmless on a terminal. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
