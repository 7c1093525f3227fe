import type { YamlNode } from "./tree.ts";

/** A key that a mapping holds twice: the value written last counts, as in Kubernetes (semantics of `kubectl apply`). */
export interface DuplicateKey {
  readonly key: string;
  /** Offset of the later key, the one that counts. */
  readonly offset: number;
}

/** One document that could be read. */
export interface YamlDocument {
  /** `null`: nothing but comments and blanks; such a document is no object. */
  readonly root: YamlNode | null;
  /** In document order. */
  readonly duplicates: readonly DuplicateKey[];
  /** Where the document starts in the text of the file: the first line after its `---`. */
  readonly offset: number;
}

/** What a reader of the report must know about the file; becomes a `Diagnostic` once the path is known. */
export interface YamlProblem {
  /** `error`: a document or the file was not read. `warning`: read as Kubernetes reads it, but hardly as meant. */
  readonly severity: "error" | "warning";
  /** Stable, kebab-case. */
  readonly code: YamlProblemCode;
  /** One line: starts lower-case, quotes the user's words in backticks, says what to do. */
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

export type YamlProblemCode =
  /** Not YAML as Kubernetes reads it. */
  | "yaml-syntax"
  /** YAML that has no JSON form: `.nan`, a null key, a list as key, `!!int x`. */
  | "yaml-value"
  /** The bytes are no text. */
  | "yaml-encoding"
  /** Text that Kubernetes silently drops: behind `...` or below an indented root. */
  | "yaml-ignored-text"
  /** A template of Helm, ytt … that must be rendered first. */
  | "yaml-template"
  /** One of `YamlLimits` was reached. */
  | "yaml-limit";

/** One file: its documents in order, without those that could not be read (a problem names each) or nobody wants. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** In order of position. */
  readonly problems: readonly YamlProblem[];
  /** Line and column, 1-based, of an offset in the text of the file (UTF-16 code units; a byte order mark is no text). */
  readonly positionOf: (offset: number) => { readonly line: number; readonly column: number };
  /** The texts of the documents that could not be read, in order, without blanks around them. */
  readonly unread: readonly string[];
  /** Documents that were not parsed because nobody wants their kind. */
  readonly skippedDocuments: number;
}

/**
 * Says whether documents of a kind are wanted. `apiVersion` looks for the version, which matters for few kinds; it gives
 * null where that is not plainly readable.
 */
export type Wanted = (kind: string, apiVersion: () => string | null) => boolean;
