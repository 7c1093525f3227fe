/** Pieces of a sentence: our own words apart from the user's, so that each format can make the latter harmless. */
import type { Origin, Side } from "../engine/index.ts";

export type Span =
  | { readonly type: "text"; readonly text: string }
  /** Words of the user: names, labels, paths. May hold anything. */
  | {
      readonly type: "code";
      readonly text: string;
      /** Out of a message, which means it literally: text keeps the quotes. */
      readonly quoted?: true;
    }
  /** A line of a file. */
  | { readonly type: "place"; readonly origin: Origin; readonly side: Side | null };

export function text(words: string): Span {
  return { type: "text", text: words };
}

export function code(words: string): Span {
  return { type: "code", text: words };
}

export function place(origin: Origin, side: Side | null): Span {
  return { type: "place", origin, side };
}

/** A sentence with spans in it: phrase`rule ${code(rule)} of ${code(policy)}`. Strings and numbers become text. */
export function phrase(
  words: TemplateStringsArray,
  ...values: readonly (Span | readonly Span[] | string | number)[]
): readonly Span[] {
  const spans: Span[] = [];
  words.forEach((word, index) => {
    if (word !== "") spans.push(text(word));
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === "string" || typeof value === "number") spans.push(text(String(value)));
    else if ("type" in value) spans.push(value);
    else spans.push(...value);
  });
  return spans;
}

/** "a", "a and b", "a, b and c"; nothing for an empty list. */
export function enumerate(items: readonly (readonly Span[])[], last: "and" | "or"): readonly Span[] {
  return items.flatMap((item, index) => {
    if (index === 0) return item;
    return [text(index === items.length - 1 ? ` ${last} ` : ", "), ...item];
  });
}

/** Like `enumerate`, but names at most `most` items and counts the others: "a, b, c and 4 more". */
export function enumerateSome(items: readonly (readonly Span[])[], most: number): readonly Span[] {
  if (items.length <= most) return enumerate(items, "and");
  return enumerate([...items.slice(0, most), phrase`${items.length - most} more`], "and");
}

/** Items with a separator between them. */
export function join(items: readonly (readonly Span[])[], separator: string): readonly Span[] {
  return items.flatMap((item, index) => (index === 0 ? item : [text(separator), ...item]));
}

/** "1 flow", "2 flows". */
export function counted(count: number, noun: string): string {
  return `${groupDigits(count)} ${count === 1 ? noun : plural(noun)}`;
}

/** "flows"; of "workload and pod": "workloads and pods". */
export function plural(noun: string): string {
  const words = noun.split(" and ");
  if (words.length > 1) return words.map(plural).join(" and ");
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `path:line`. */
export function placeText(origin: Origin): string {
  return `${origin.path}:${String(origin.line)}`;
}

/** The sentence as it stands, without any marks and without any cleaning. */
export function plainText(spans: readonly Span[]): string {
  return spans.map((span) => (span.type === "place" ? placeText(span.origin) : span.text)).join("");
}

/** The sentence with the user's words in backticks, as in messages. */
export function quotedText(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      if (span.type === "text") return span.text;
      return span.type === "code" ? `\`${span.text}\`` : placeText(span.origin);
    })
    .join("");
}

/** A message that quotes the user's words in backticks, taken apart. */
export function messageSpans(message: string): readonly Span[] {
  const split = message.split("`");
  // An odd number of backticks: the last one opens nothing.
  const pieces = split.length % 2 === 1 ? split : [...split.slice(0, -2), split.slice(-2).join("`")];
  return pieces
    .map((piece, index): Span => (index % 2 === 1 ? { type: "code", text: piece, quoted: true } : text(piece)))
    .filter((span) => span.type === "code" || plainText([span]) !== "");
}
