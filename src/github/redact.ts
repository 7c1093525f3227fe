/** Longer text is cut before it is searched, so that a line of the log costs little whatever is in it. */
const MAX_SEARCHED = 4000;

/** What must never be in a log, whoever put it into a message. Tokens of GitHub have no fixed length. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*-----[^]*?(?:-----END [A-Z ]*-----|$)/g, "[key]"],
  [/\b(?:gh[a-z]|github_pat|v1)[_.][\w.-]{8,}/g, "[token]"],
  [/\beyJ[\w-]+(?:\.[\w-]+)*/g, "[token]"],
  [/\b(bearer|token|basic)\s+[\w.~+/=-]{8,}/gi, "$1 [token]"],
  [/\bsha256=[\da-f]{16,}/gi, "sha256=[signature]"],
  [/(:\/\/)[^\s/@]+@/g, "$1"],
  [/((?:https?:\/)?\/[^\s?"'`<>]*)\?[^\s"'`<>)]*/g, "$1"],
];

/** Takes out keys, tokens, signatures, and the user and query of URLs. */
export function redact(text: string): string {
  return secrets.reduce((clear, [secret, instead]) => clear.replace(secret, instead), text.slice(0, MAX_SEARCHED));
}
