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
}
