import { code, enumerate, phrase, type Span } from "./spans.ts";

/** " (only flows of `shop/db`)" behind the subject of a headline; nothing when there are no words: the whole is meant. */
export function focusPhrase(words: readonly string[] = []): readonly Span[] {
  if (words.length === 0) return [];
  return phrase` (only flows of ${enumerate(
    words.map((word) => [code(word)]),
    "and",
  )})`;
}
