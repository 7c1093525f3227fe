import type { Judgement } from "../findings/index.ts";
import type { DiffRoot } from "../report/index.ts";

/** A root with its judgement. What a regression tells in the words of a diagnostic is not told again as one. */
export function judgedRoot(root: DiffRoot, judgement: Judgement): DiffRoot {
  const told = new Set(
    judgement.regressions
      .filter(({ place }) => place.side === "head")
      .map(({ rule, place: { origin } }) => keyOf(rule, origin)),
  );
  // Errors stay: they say what was not evaluated.
  const isLeft = ({ severity, code, ...origin }: DiffRoot["diagnostics"][number]): boolean =>
    severity === "error" || !told.has(keyOf(code, origin));
  return { ...root, judgement, diagnostics: root.diagnostics.filter(isLeft) };
}

function keyOf(code: string, { path, line, column }: { path: string; line: number; column: number }): string {
  return JSON.stringify([code, path, line, column]);
}
