/** Something a reader of the report must know about a file. Bad input is a value, never an exception. */
export interface Diagnostic {
  /** `error`: something was not evaluated. `warning`: evaluated, but hardly as meant. `notice`: good to know. */
  readonly severity: "error" | "warning" | "notice";
  /** Stable, kebab-case: `invalid-object`, `unknown-field`, `duplicate-key`, `yaml-syntax`, … */
  readonly code: string;
  /** One line: starts lower-case, quotes the user's words in backticks, says what to do. */
  readonly message: string;
  readonly path: string;
  /** 1-based; 1 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** Whose file it is, where it is not the head's. */
  readonly side?: "base";
  /** Path of the other definition, where an object has two. */
  readonly alsoAt?: string;
  /** Absent where it is not about one object. */
  readonly about?: DiagnosticSubject;
}

/** What is wrong in which kind of object, whatever the object is called and wherever it stands. */
export interface DiagnosticSubject {
  readonly kind: string;
  /** `null` when the object names none. */
  readonly namespace: string | null;
  /** Without the name of the object and without positions in lists: `unknown field spec.ingress[].form`. */
  readonly what: string;
  /** An unknown key and the one that was probably meant in its place; `null` where nothing suggests itself. */
  readonly rename: { readonly from: string; readonly to: string } | null;
}

/** Each thing once, in the order given: roots that share files say the same. */
export function distinctDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
