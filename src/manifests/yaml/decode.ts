/** The text of a file, without its byte order mark. */
export interface Decoded {
  readonly text: string;
  /** How many bytes it was. */
  readonly bytes: number;
  readonly encoding: "utf-8" | "utf-16";
  /** `replaced`: some bytes are no text, and U+FFFD stands for them. */
  readonly state: "exact" | "replaced";
}

/**
 * Reads bytes as UTF-8, or as UTF-16 of either byte order when a byte order mark says so. Bytes that are no text become
 * U+FFFD, so that the documents beside them can still be read.
 */
export function decode(bytes: Uint8Array): Decoded {
  const { strict, replacing } = decodersOf(bytes);
  const encoding = strict.encoding === "utf-8" ? "utf-8" : "utf-16";
  try {
    return { text: strict.decode(bytes), bytes: bytes.length, encoding, state: "exact" };
  } catch {
    return { text: replacing.decode(bytes), bytes: bytes.length, encoding, state: "replaced" };
  }
}

// Made once: most files are smaller than a decoder. None of them keeps anything from one file to the next.
const utf8 = decoders("utf-8");
const utf16le = decoders("utf-16le");
const utf16be = decoders("utf-16be");

function decoders(encoding: string) {
  return { strict: new TextDecoder(encoding, { fatal: true }), replacing: new TextDecoder(encoding) };
}

function decodersOf(bytes: Uint8Array): typeof utf8 {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16le;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16be;
  return utf8;
}
