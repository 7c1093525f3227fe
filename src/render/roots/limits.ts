import { diagnosticAt, type Diagnostic } from "../../manifests/index.ts";
import type { RootDraft } from "./draft.ts";
import { comparePaths } from "../paths.ts";
import { onBothSides, type RootPlan, type Sides } from "./plan.ts";

/** Roots of a change, those of both revisions counted once. */
const MAX_ROOTS = 2_000;

/** References that are followed to collect the inputs of all roots: many roots may be made from the same many files. */
const MAX_REFERENCES = 5_000_000;

/** Diagnostics about the roots of one revision. */
const MAX_DIAGNOSTICS = 100;

/**
 * The plans of as many roots as are analysed, by name, the same in both revisions. Those of the base come first: no change
 * crowds out what was there. The diagnostic says how many are left out.
 */
export function plansWithinLimits(drafts: Sides<ReadonlyMap<string, RootDraft>>): {
  readonly plans: Sides<readonly RootPlan[]>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const old = [...drafts.base.keys()].sort(comparePaths);
  const added = [...drafts.head.keys()].filter((name) => !drafts.base.has(name)).sort(comparePaths);
  const names = [...old, ...added];
  const plans: { readonly [side in keyof Sides<never>]: RootPlan[] } = { base: [], head: [] };
  let references = 0;
  let first: string | null = null;
  let kept = 0;
  for (const name of names) {
    if (kept === MAX_ROOTS || references > MAX_REFERENCES) {
      first = name;
      break;
    }
    for (const side of ["base", "head"] as const) {
      const collected = drafts[side].get(name)?.plan(name);
      if (collected === undefined || collected === null) continue;
      plans[side].push(collected.plan);
      references += collected.cost;
    }
    kept += 1;
  }
  return {
    plans: onBothSides(plans, (side) => [...side].sort((a, b) => comparePaths(a.name, b.name))),
    diagnostics: first === null ? [] : [tooManyRoots(names.length, kept, first)],
  };
}

function tooManyRoots(all: number, kept: number, first: string): Diagnostic {
  const message =
    `${String(all - kept)} of ${String(all)} roots are not analysed, \`${first}\` is the first of them: ` +
    `the bound is ${String(MAX_ROOTS)} roots with ${String(MAX_REFERENCES)} references; split the repository`;
  return diagnosticAt("error", "root-limit", message, { path: first, line: 1, column: 1 });
}

/** In order of severity, path and line, and no more than anybody reads. */
export function listedDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const order = { error: 0, warning: 1, notice: 2 };
  const sorted = [...diagnostics].sort(
    (a, b) => order[a.severity] - order[b.severity] || comparePaths(a.path, b.path) || a.line - b.line,
  );
  const rest = sorted.slice(MAX_DIAGNOSTICS);
  const first = rest[0];
  if (first === undefined) return sorted;
  const message = `${String(rest.length)} more remarks about roots, from here on, are not listed`;
  return [...sorted.slice(0, MAX_DIAGNOSTICS), { ...first, code: "diagnostic-limit", message }];
}
