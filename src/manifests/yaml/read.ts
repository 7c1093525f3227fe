import { splitChunks } from "./chunks.ts";
import type { Chunk } from "./chunks.ts";
import { compose } from "./compose.ts";
import { decode } from "./decode.ts";
import type { Decoded } from "./decode.ts";
import { failureOf } from "./failure.ts";
import type { Wanted, YamlDocument, YamlFile, YamlProblem } from "./file.ts";
import { readJson } from "./json.ts";
import { defaultYamlLimits } from "./limits.ts";
import type { YamlLimits } from "./limits.ts";
import { createPositions } from "./positions.ts";
import { ignoredTextProblem, problemOfFailure, templateProblem } from "./problem.ts";
import type { Place } from "./problem.ts";
import { quote } from "./quote.ts";
import { isUnwanted } from "./sniff.ts";
import { startScan } from "./state.ts";
import { endsWithYttComment } from "./template.ts";

/** What go-yaml refuses anywhere in a document. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/**
 * Reads one file of manifests, YAML or JSON, exactly as kubectl does (go-yaml v2, then JSON): documents as trees, in order,
 * without those of a kind that nobody wants. Never throws on any bytes: a document that cannot be read, or a limit that is
 * reached, is a problem, and the other documents are read. An unwanted document's errors are not looked for. Empty bytes
 * give one empty document.
 */
export function readYaml(bytes: Uint8Array, wanted: Wanted, limits: YamlLimits = defaultYamlLimits): YamlFile {
  return readDecoded(decode(bytes), wanted, limits);
}

/** The same for whoever has looked at the text before. */
export function readDecoded(decoded: Decoded, wanted: Wanted, limits: YamlLimits = defaultYamlLimits): YamlFile {
  if (decoded.bytes > limits.fileBytes) {
    const message = `the file is larger than ${limits.fileBytes} bytes and was not read: split it`;
    const problem: YamlProblem = { severity: "error", code: "yaml-limit", message, line: 1, column: 1 };
    const positionOf = createPositions("");
    return { documents: [], problems: [problem], unread: [decoded.text], positionOf, skippedDocuments: 0 };
  }
  const positionOf = createPositions(decoded.text);
  return readJsonFile(decoded, positionOf, limits) ?? readYamlFile(decoded, positionOf, wanted, limits);
}

function readJsonFile(decoded: Decoded, positionOf: YamlFile["positionOf"], limits: YamlLimits): YamlFile | null {
  if (decoded.state === "replaced" || !/^\s*\{/.test(decoded.text)) return null;
  try {
    const documents = readJson(decoded.text, limits);
    return documents && { documents, problems: [], unread: [], positionOf, skippedDocuments: 0 };
  } catch (error) {
    const { code, message, offset } = failureOf(error);
    const problem: YamlProblem = { severity: "error", code, message, ...positionOf(offset) };
    return { documents: [], problems: [problem], unread: [decoded.text.trim()], positionOf, skippedDocuments: 0 };
  }
}

function readYamlFile(
  decoded: Decoded,
  positionOf: YamlFile["positionOf"],
  wanted: Wanted,
  limits: YamlLimits,
): YamlFile {
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  const unread: string[] = [];
  let skippedDocuments = 0;
  let chunks = 0;
  let underYtt = false;
  for (const chunk of splitChunks(decoded)) {
    if (++chunks > limits.documents) {
      const message = `more than ${limits.documents} documents in one file: split the file`;
      problems.push({ severity: "error", code: "yaml-limit", message, ...positionOf(chunk.offset) });
      unread.push(decoded.text.slice(chunk.offset).trim());
      break;
    }
    const inYtt = underYtt;
    underYtt = endsWithYttComment(chunk.text);
    if (chunk.badSeparator !== null) {
      const words = quote(chunk.badSeparator.text);
      const message = `\`---\` is followed by \`${words}\`, which Kubernetes refuses: put it on the next line`;
      problems.push({ severity: "error", code: "yaml-syntax", message, ...positionOf(chunk.badSeparator.offset) });
      unread.push(chunk.text.trim());
    } else if (isUnwanted(chunk.text, wanted)) skippedDocuments++;
    else {
      const place = { text: chunk.text, positionAt: (offset: number) => positionOf(chunk.offset + offset) };
      const outcome = readChunk(chunk, place, inYtt ? "template" : "data", decoded, limits);
      if (outcome.document === null) unread.push(chunk.text.trim());
      else documents.push(outcome.document);
      if (outcome.problem !== null) problems.push(outcome.problem);
    }
  }
  return { documents, problems, unread, positionOf, skippedDocuments };
}

interface Outcome {
  readonly document: YamlDocument | null;
  readonly problem: YamlProblem | null;
}

function readChunk(
  chunk: Chunk,
  place: Place,
  role: "template" | "data",
  decoded: Decoded,
  limits: YamlLimits,
): Outcome {
  const unreadable = unreadableProblem(place, decoded);
  if (unreadable !== null) return { document: null, problem: unreadable };
  const scan = startScan(chunk.text, chunk.offset);
  try {
    const { root, duplicates, ignoredAt } = compose(scan, limits);
    const problem = ignoredAt === null ? null : ignoredTextProblem(place, ignoredAt - chunk.offset);
    if (root !== null && (role === "template" || scan.yttComment !== -1)) {
      const offset = Math.max(0, scan.yttComment);
      return { document: null, problem: templateProblem(place, { kind: "ytt", offset }) };
    }
    return { document: { root, duplicates, offset: chunk.offset }, problem };
  } catch (error) {
    const found = failureOf(error);
    return { document: null, problem: problemOfFailure(place, { ...found, offset: found.offset - chunk.offset }) };
  }
}

function unreadableProblem(place: Place, decoded: Decoded): YamlProblem | null {
  const replaced = decoded.state === "replaced" ? place.text.indexOf("\ufffd") : -1;
  if (replaced !== -1) {
    const message = "these bytes are neither UTF-8 nor UTF-16 text: save the file as UTF-8";
    return { severity: "error", code: "yaml-encoding", message, ...place.positionAt(replaced) };
  }
  const control = place.text.search(CONTROL);
  if (control === -1) return null;
  const hex = place.text.charCodeAt(control).toString(16).toUpperCase().padStart(4, "0");
  const message = `the control character U+${hex} is not allowed in YAML: remove it, or write it as an escape in double quotes`;
  return { severity: "error", code: "yaml-syntax", message, ...place.positionAt(control) };
}
