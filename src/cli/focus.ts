import { askRoots, chooseEndpoints, type Ground } from "../answers/index.ts";
import type { Endpoint } from "../engine/index.ts";
import type { QueryProblem } from "../query/index.ts";
import { UsageError } from "./usage-error.ts";

/** Indices of the endpoints that the words of `--focus` mean; `null` when there are no words. */
export function chooseFocus(
  endpoints: readonly Endpoint[],
  words: readonly string[],
  ground: Ground,
): ReadonlySet<number> | QueryProblem | null {
  return words.length === 0 ? null : chooseEndpoints(endpoints, words, ground);
}

/**
 * What is to be said of each root, without those in which the words of `--focus` mean nothing.
 *
 * @throws UsageError when they mean nothing in any of them
 */
export function inRoots<R extends { readonly root: string }, T extends object>(
  roots: readonly R[],
  say: (root: R) => T | QueryProblem,
): readonly T[] {
  const answers = askRoots(roots, say);
  if ("message" in answers) throw new UsageError(`--focus: ${answers.message}`);
  return answers.map(({ found }) => found);
}
