import { failure } from "./failure.ts";
import type { DuplicateKey, YamlDocument } from "./file.ts";
import { nodeLimit } from "./limits.ts";
import type { YamlLimits } from "./limits.ts";
import { addEntry, startMapping } from "./mapping.ts";
import { narrow } from "./number.ts";
import type { MappingNode, SequenceNode, YamlNode } from "./tree.ts";

interface Reader {
  readonly text: string;
  readonly limits: YamlLimits;
  readonly mostNodes: number;
  position: number;
  depth: number;
  written: number;
  duplicates: DuplicateKey[];
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const INT64 = 2n ** 63n;

/**
 * Reads a file that starts with `{` as Kubernetes does: a stream of JSON values. Null when it is no JSON; then it may still
 * be YAML in flow style. Throws a failure when a limit is reached.
 */
export function readJson(text: string, limits: YamlLimits): readonly YamlDocument[] | null {
  const mostNodes = nodeLimit(limits, text.length);
  const reader: Reader = { text, limits, mostNodes, position: 0, depth: 0, written: 0, duplicates: [] };
  const documents: YamlDocument[] = [];
  for (;;) {
    const c = skipBlanks(reader);
    if (Number.isNaN(c)) return documents;
    reader.duplicates = [];
    reader.written = 0;
    const offset = reader.position;
    if (documents.length >= limits.documents)
      throw failure("yaml-limit", `more than ${limits.documents} documents in one file: split the file`, offset);
    const root = value(reader);
    if (root === null) return null;
    documents.push({ root, duplicates: reader.duplicates, offset });
  }
}

/** Steps over blanks; gives the next character, NaN at the end. */
function skipBlanks(reader: Reader): number {
  for (;;) {
    const c = reader.text.charCodeAt(reader.position);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c;
    reader.position++;
  }
}

function value(reader: Reader): YamlNode | null {
  const c = skipBlanks(reader);
  const offset = reader.position;
  if (++reader.written > reader.mostNodes)
    throw failure("yaml-limit", `more than ${reader.mostNodes} values in one document: split it`, offset);
  if (c === 123 || c === 91) {
    if (reader.depth >= reader.limits.nesting)
      throw failure(
        "yaml-limit",
        `nested deeper than ${reader.limits.nesting} levels: no object of Kubernetes is`,
        offset,
      );
    reader.depth++;
    const result = c === 123 ? object(reader) : array(reader);
    reader.depth--;
    return result;
  }
  if (c === 34) {
    const text = string(reader);
    return text === null ? null : { type: "scalar", value: text, offset };
  }
  for (const [word, meaning] of [
    ["true", true],
    ["false", false],
    ["null", null],
  ] as const) {
    if (!reader.text.startsWith(word, offset)) continue;
    reader.position += word.length;
    return { type: "scalar", value: meaning, offset };
  }
  return number(reader);
}

/** An integer of 64 bits stays exact; everything else is a double, as in apimachinery's util/json. */
function number(reader: Reader): YamlNode | null {
  const offset = reader.position;
  const digits = match(reader, NUMBER);
  if (digits === null) return null;
  const double = Number(digits);
  if (!Number.isFinite(double)) return null;
  if (!Number.isSafeInteger(double) && /^-?\d{1,19}$/.test(digits)) {
    const exact = BigInt(digits);
    if (exact >= -INT64 && exact < INT64) return { type: "scalar", value: narrow(exact), offset };
  }
  return { type: "scalar", value: double === 0 ? 0 : double, offset };
}

function string(reader: Reader): string | null {
  const { text, position } = reader;
  // Nearly every string holds nothing that needs decoding.
  for (let p = position + 1; ; p++) {
    const c = text.charCodeAt(p);
    if (c === 34) {
      reader.position = p + 1;
      return text.slice(position + 1, p);
    }
    if (c === 92 || !(c >= 32)) break;
  }
  for (let p = position + 1; p < text.length; p++) {
    const c = text.charCodeAt(p);
    if (c === 92) p++;
    else if (c === 34) {
      reader.position = p + 1;
      return decodeString(text.slice(position, p + 1));
    }
  }
  return null;
}

function decodeString(quoted: string): string | null {
  try {
    const decoded: unknown = JSON.parse(quoted);
    // Go has no lone surrogates: they become U+FFFD.
    return typeof decoded === "string" ? decoded.replace(/\p{Surrogate}/gu, "\ufffd") : null;
  } catch {
    return null;
  }
}

/** `pattern` must be sticky. */
function match(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.position;
  const found = pattern.exec(reader.text)?.[0] ?? null;
  if (found !== null) reader.position += found.length;
  return found;
}

function array(reader: Reader): SequenceNode | null {
  const offset = reader.position++;
  const items: YamlNode[] = [];
  if (skipBlanks(reader) === 93) reader.position++;
  else
    for (;;) {
      const item = value(reader);
      if (item === null) return null;
      items.push(item);
      const c = skipBlanks(reader);
      reader.position++;
      if (c === 93) break;
      if (c !== 44) return null;
    }
  return { type: "sequence", items, offset };
}

function object(reader: Reader): MappingNode | null {
  const offset = reader.position++;
  const builder = startMapping();
  if (skipBlanks(reader) === 125) reader.position++;
  else
    for (;;) {
      if (skipBlanks(reader) !== 34) return null;
      const keyOffset = reader.position;
      const key = string(reader);
      if (key === null || skipBlanks(reader) !== 58) return null;
      reader.position++;
      const entry = value(reader);
      if (entry === null) return null;
      addEntry(builder, { key, keyOffset, value: entry }, reader.duplicates);
      if (builder.entries.length > reader.limits.keys)
        throw failure("yaml-limit", `more than ${reader.limits.keys} keys in one mapping: split the object`, keyOffset);
      const c = skipBlanks(reader);
      reader.position++;
      if (c === 125) break;
      if (c !== 44) return null;
    }
  return { type: "mapping", entries: builder.entries, offset };
}
