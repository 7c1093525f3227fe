import { diagnosticAt, type Diagnostic } from "../../manifests/index.ts";
import type { RootDraft } from "./draft.ts";
import { CHART_FILE, isKustomizationName } from "../file-names.ts";
import { comparePaths, directoryOf, nameOf } from "../paths.ts";
import { onBothSides, type RootPlan, type Sides } from "./plan.ts";

/** Roots of a change, those of both revisions counted once. */
const MAX_ROOTS = 2_000;

/** References that are followed to collect the inputs of all roots: many roots may be made from the same many files. */
const MAX_REFERENCES = 5_000_000;

/** Diagnostics about the roots of one revision. */
const MAX_DIAGNOSTICS = 100;

type Drafts = ReadonlyMap<string, RootDraft>;

/**
 * The plans of as many roots as are analysed, by name, the same in both revisions. Those of the base come first: no change
 * crowds out what was there. The diagnostic says how many are left out.
 */
export function plansWithinLimits(drafts: Sides<Drafts>): {
  readonly plans: Sides<readonly RootPlan[]>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const old = [...drafts.base.keys()].sort(comparePaths);
  const added = [...drafts.head.keys()].filter((name) => !drafts.base.has(name)).sort(comparePaths);
  const names = [...old, ...added];
  const plans: { readonly [side in keyof Sides<never>]: RootPlan[] } = { base: [], head: [] };
  let references = 0;
  let kept = 0;
  for (const name of names) {
    if (kept === MAX_ROOTS || references > MAX_REFERENCES) break;
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
    diagnostics: kept === names.length ? [] : [tooManyRoots(names, kept, drafts)],
  };
}

/** Said at a file of a root that is new, where one is left out: what a change adds and nobody looks at fails its check. */
function tooManyRoots(names: readonly string[], kept: number, { base, head }: Sides<Drafts>): Diagnostic {
  const left = names.slice(kept);
  const first = left.find((name) => !base.has(name)) ?? left[0] ?? "";
  const { directory = first, plan } = head.get(first) ?? base.get(first) ?? {};
  const files = plan?.(first)?.plan.inputs ?? [];
  const path = files.find((file) => directoryOf(file) === directory && isRootFile(file)) ?? files[0] ?? first;
  const message =
    `${String(left.length)} of ${String(names.length)} roots are not analysed, \`${first}\` is one of them: ` +
    `the bound is ${String(MAX_ROOTS)} roots with ${String(MAX_REFERENCES)} references; split the repository`;
  return diagnosticAt("error", "root-limit", message, { path, line: 1, column: 1 });
}

function isRootFile(path: string): boolean {
  return isKustomizationName(path) || nameOf(path) === CHART_FILE;
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
