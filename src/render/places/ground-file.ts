import { decode, readDecoded } from "../../manifests/index.ts";
import type { SourceFile, YamlFile, YamlNode } from "../../manifests/index.ts";
import { identityOf } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { matchLines } from "./match-lines.ts";
import type { Place } from "./model.ts";
import { fieldOf, textField } from "./scalar.ts";

/** An input of a root, ready to be looked at. */
export interface GroundFile {
  readonly path: string;
  readonly lines: readonly string[];
  /** Whether a line (1-based) is not on the other side. */
  readonly isChanged: (line: number) => boolean;
  /** The 1-based numbers of changed lines, in order. */
  readonly changedLines: () => readonly number[];
  /** What it holds as YAML; a template, or what is no YAML, holds none. */
  readonly documents: () => readonly SourceDocument[];
  /** Whether it holds a `{{`. */
  readonly hasActions: () => boolean;
  /** Where the text of a line begins. `line` is 1-based and inside of the file. */
  readonly lineAt: (line: number) => Place;
}

/** A YAML document of an input, or one written inside of one as text. */
export interface SourceDocument extends Identity {
  readonly root: YamlNode;
  readonly placeAt: (offset: number) => Place;
}

/** `there`: the same file on the other side; absent: it is new; `unknown`: nothing is known of the other side. */
export function createGroundFile(file: SourceFile, there: SourceFile | "absent" | "unknown"): GroundFile {
  const { path } = file;
  const decoded = once(() => decode(file.bytes));
  const lines = once(() => linesOf(decoded().text));
  const changed = once(() => changedLines(lines(), file, there));
  const documents = once((): readonly SourceDocument[] => {
    const { documents: found, positionOf } = readDecoded(decoded(), () => true);
    const placeAt = (offset: number): Place => ({ path, ...positionOf(offset) });
    return found.flatMap(({ root }) => (root === null ? [] : objectsIn(root, placeAt)));
  });
  return {
    path,
    get lines() {
      return lines();
    },
    isChanged: (line) => changed().has(line),
    changedLines: once(() => [...changed()]),
    documents,
    hasActions: once(() => decoded().text.includes("{{")),
    lineAt: (line) => ({ path, line, column: (lines()[line - 1] ?? "").search(/\S|$/) + 1 }),
  };
}

/** Lines as they are counted everywhere: they end with `\n`, `\r\n` or `\r`. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n?|\n/);
}

/** Reads text that is in hand as Kubernetes reads a file. */
export function readText(text: string): YamlFile {
  return readDecoded({ text, bytes: text.length, encoding: "utf-8", state: "exact" }, () => true);
}

/** A document, and the objects in it when it is a list. */
function objectsIn(root: YamlNode, placeAt: SourceDocument["placeAt"]): readonly SourceDocument[] {
  const items = textField(root, "kind")?.endsWith("List") === true ? fieldOf(root, "items") : null;
  if (items?.type === "sequence") return items.items.map((item) => documentOf(item, placeAt));
  return [documentOf(root, placeAt)];
}

/** A document with what it is called. */
export function documentOf(root: YamlNode, placeAt: SourceDocument["placeAt"]): SourceDocument {
  return { root, placeAt, ...identityOf(root) };
}

function changedLines(
  lines: readonly string[],
  file: SourceFile,
  there: SourceFile | "absent" | "unknown",
): ReadonlySet<number> {
  if (there === "unknown" || (there !== "absent" && there.blobId === file.blobId)) return new Set();
  if (there === "absent") return new Set(lines.map((_, index) => index + 1));
  const partners = matchLines(lines, linesOf(decode(there.bytes).text));
  return new Set(lines.flatMap((_, index) => (partners[index] === -1 ? [index + 1] : [])));
}

/** The same value at every call, made at the first. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
