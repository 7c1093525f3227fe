/** The text of a file, without its byte order mark. */
export interface Decoded {
  readonly text: string;
  /** `replaced`: some bytes are no text, and U+FFFD stands for them. */
  readonly state: "exact" | "replaced";
}

/**
 * Reads bytes as UTF-8, or as UTF-16 of either byte order when a byte order mark says so. Bytes that are no text become
 * U+FFFD, so that the documents beside them can still be read.
 */
export function decode(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), state: "exact" };
  } catch {
    return { text: new TextDecoder(encoding).decode(bytes), state: "replaced" };
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}
