/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The longest beginning of a text that has at most so many bytes, in whole characters; `…` stands where it was cut. */
export function cutToBytes(text: string, most: number): string {
  if (byteLength(text) <= most) return text;
  let shown = "";
  let left = most - byteLength("…");
  for (const character of text) {
    left -= byteLength(character);
    if (left < 0) break;
    shown += character;
  }
  return `${shown}…`;
}

/** The first items as lines: those that may fit into so many bytes, and one more. The others are never written. */
export function linesWithin<Item>(
  items: readonly Item[],
  maxBytes: number,
  write: (item: Item) => string,
): readonly string[] {
  const lines: string[] = [];
  let left = maxBytes;
  for (const item of items) {
    if (left < 0) break;
    const line = write(item);
    lines.push(line);
    left -= byteLength(line);
  }
  return lines;
}
