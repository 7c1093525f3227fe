import type { QueryProblem } from "../query/index.ts";

/** What was found for a root. */
export interface InRoot<T> {
  readonly root: string;
  readonly found: T;
}

/**
 * What is found in each root, without those in which the question means nothing. A problem is one only where it is one in
 * every root; the first is told.
 */
export function askRoots<R extends { readonly root: string }, T extends object>(
  roots: readonly R[],
  ask: (root: R) => T | QueryProblem,
): readonly InRoot<T>[] | QueryProblem {
  const problems: QueryProblem[] = [];
  const answers: InRoot<T>[] = [];
  for (const one of roots) {
    const found = ask(one);
    if (isProblem(found)) problems.push(found);
    else answers.push({ root: one.root, found });
  }
  const [problem] = problems;
  return answers.length === 0 && problem !== undefined ? problem : answers;
}

function isProblem(found: object): found is QueryProblem {
  return "type" in found && found.type === "problem";
}
