import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Document,
  type ParsedNode,
} from "yaml";
import { readYaml } from "../manifests/index.ts";

/** Bounds on the configuration file. A hand-written one is a few hundred lines. */
const MAX_BYTES = 256 * 1024;
const MAX_NESTING = 30;

/** A step into a value: the key of a mapping or the index of a list. */
export type Step = string | number;

/** A place in the text; both 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something that keeps the text from being read. */
export interface PlainProblem extends Position {
  readonly code: "too-large" | "yaml-syntax" | "duplicate-key";
  readonly message: string;
}

/** A document as plain values. Mappings have no prototype, so no key is special. */
export interface PlainDocument {
  readonly value: unknown;
  /** Where the value at `path` was written; for an entry of a mapping, its key. The nearest known place otherwise. */
  readonly positionOf: (path: readonly Step[]) => Position;
}

/**
 * Reads one YAML 1.2 document (JSON is one, too). An empty text is the value `null`.
 *
 * Driven token by token, since hostile nesting would exhaust the stack of the composer, and keys that are collections its
 * patience. Aliases are refused: a configuration has no need of them, and they can grow without bound.
 */
export function readPlainYaml(text: string): PlainDocument | readonly PlainProblem[] {
  if (text.length > MAX_BYTES) {
    return [{ code: "too-large", line: 1, column: 1, message: `larger than ${MAX_BYTES / 1024} KiB: shorten it` }];
  }
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = (offset: number, message: string): PlainProblem => ({ code: "yaml-syntax", ...at(offset), message });

  const documents = compose(text, lines);
  if (typeof documents === "number") return [syntax(documents, `nested deeper than ${MAX_NESTING} levels`)];
  const [document, second] = documents;
  if (document === undefined) return { value: null, positionOf: () => ({ line: 1, column: 1 }) };
  const [error] = document.errors;
  if (error !== undefined) {
    const inOurWords = manifestProblem(text);
    return [inOurWords ?? syntax(error.pos[0], lowerFirst(error.message.split("\n", 1)[0] ?? error.code))];
  }
  if (second !== undefined) return [syntax(second.range[0], "only one document is read: remove what follows `---`")];
  return toPlain(document.contents, at);
}

/** What is wrong with the text in the words, and at the place, that a manifest would get; `null`: it would be read. */
function manifestProblem(text: string): PlainProblem | null {
  const problem = readYaml(new TextEncoder().encode(text), () => true).problems.find(
    ({ code }) => code === "yaml-syntax",
  );
  return problem === undefined ? null : { ...problem, code: "yaml-syntax" };
}

/** The documents, or the offset at which the nesting is too deep. */
function compose(text: string, lines: LineCounter): readonly Document.Parsed[] | number {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ uniqueKeys: false, merge: false, prettyErrors: false, logLevel: "silent" });
  const documents: Document.Parsed[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > MAX_NESTING) return parser.offset;
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents;
}

function toPlain(root: ParsedNode | null, at: (offset: number) => Position): PlainDocument | readonly PlainProblem[] {
  const places = new Map<string, number>();
  const problems: PlainProblem[] = [];

  const convert = (node: ParsedNode | null, path: readonly Step[], offset: number): unknown => {
    places.set(pathKey(path), offset);
    if (isScalar(node)) return node.value;
    if (isAlias(node)) {
      problems.push({ code: "yaml-syntax", ...at(node.range[0]), message: "aliases are not read here: write it out" });
    } else if (isSeq(node)) {
      return node.items.map((item, index) => convert(item, [...path, index], item.range[0]));
    } else if (isMap(node)) {
      const entries = Object.create(null) as Record<string, unknown>;
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : null;
        if (name === null) {
          problems.push({ code: "yaml-syntax", ...at(key.range[0]), message: "a key must be a word" });
        } else if (name in entries) {
          const message = `\`${name}\` stands here twice: remove one`;
          problems.push({ code: "duplicate-key", ...at(key.range[0]), message });
        } else entries[name] = convert(value, [...path, name], key.range[0]);
      }
      return entries;
    }
    return null;
  };

  const value = convert(root, [], root?.range[0] ?? 0);
  if (problems.length > 0) return problems;
  const offsetOf = (path: readonly Step[]): number => {
    const offset = places.get(pathKey(path));
    if (offset !== undefined) return offset;
    return path.length === 0 ? 0 : offsetOf(path.slice(0, -1));
  };
  return { value, positionOf: (path) => at(offsetOf(path)) };
}

function pathKey(path: readonly Step[]): string {
  return JSON.stringify(path);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
