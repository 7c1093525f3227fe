import type { YamlProblemCode } from "./file.ts";

/**
 * Why a document cannot be read. Deep inside a recursive reader a thrown value is the plain way out; every one is caught in
 * `read.ts` and becomes a `YamlProblem`, so none leaves this folder.
 */
export interface Failure {
  readonly code: YamlProblemCode;
  readonly message: string;
  /** Offset in the text that was handed to the reader. */
  readonly offset: number;
}

const mark = Symbol("yaml failure");

/** An error to throw; `failureOf` gets the failure back. */
export function failure(code: YamlProblemCode, message: string, offset: number): Error {
  return Object.assign(new Error(message), { [mark]: { code, message, offset } });
}

/** The failure that a caught value carries; anything else is our own mistake and is thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error && mark in error) return error[mark] as Failure;
  throw error;
}
