import { cleanMessage } from "./escape.ts";

/** Characters that XML 1.0 cannot hold even as references, and that are not control characters: those are gone already. */
const FORBIDDEN = /[\uFFFE\uFFFF]/g;

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** One line of text for XML 1.0, as content or in an attribute. */
export function xmlText(words: string): string {
  return cleanMessage(words)
    .replace(FORBIDDEN, "\uFFFD")
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? "");
}
