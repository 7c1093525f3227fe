/** What a pull request says about the files that it changes. */
import { isFailing } from "../../findings/index.ts";
import { distinctDiagnostics, type Diagnostic } from "../../manifests/index.ts";
import { besidesFindings } from "../besides-findings.ts";
import type { DiffReport, DiffRoot } from "../review.ts";
import { reviewRoot } from "../root-review.ts";

/** What was remarked and no regression tells, by how much it matters for a pull request. */
export interface SortedDiagnostics {
  /** Why nothing can be judged by the configuration of the base: no change passes. */
  readonly unruled: readonly Diagnostic[];
  /** Errors in changed files. */
  readonly failures: readonly Diagnostic[];
  /** What the change does to its own files or to the configuration, hardly as meant: never a side note. */
  readonly warnings: readonly Diagnostic[];
  readonly others: readonly Diagnostic[];
}

export function sortOut(
  root: Pick<DiffRoot, "diagnostics" | "judgement">,
  changed: ReadonlySet<string>,
): SortedDiagnostics {
  const sorted = { unruled: [], failures: [], warnings: [], others: [] } as {
    readonly [kind in keyof SortedDiagnostics]: Diagnostic[];
  };
  const diagnostics = besidesFindings(root.diagnostics, root.judgement);
  for (const diagnostic of diagnostics) sorted[kindOf(diagnostic, changed)].push(diagnostic);
  return sorted;
}

/** Warnings about what a change forgets or breaks, which no rule tells. */
const TOLD_OPENLY: ReadonlySet<string> = new Set([
  "configuration-of-head",
  "configuration-repaired",
  "configuration-words",
  "environment-unmatched",
  "in-no-kustomization",
  "no-longer-applied",
]);

function kindOf({ severity, code, path }: Diagnostic, changed: ReadonlySet<string>): keyof SortedDiagnostics {
  if (code === "configuration-broken") return "unruled";
  if (severity === "error" && changed.has(path)) return "failures";
  return severity === "warning" && changed.has(path) && TOLD_OPENLY.has(code) ? "warnings" : "others";
}

/** The same of everything that a report says, each thing once. */
export function sortOutReport({ roots, repository = [] }: DiffReport, changed: ReadonlySet<string>): SortedDiagnostics {
  const all = [{ diagnostics: repository }, ...roots].map((part) => sortOut(part, changed));
  const each = (kind: keyof SortedDiagnostics): readonly Diagnostic[] =>
    distinctDiagnostics(all.flatMap((sorted) => sorted[kind]));
  return { unruled: each("unruled"), failures: each("failures"), warnings: each("warnings"), others: each("others") };
}

/**
 * Whether a pull request without a comment gets one: flows changed or may have, workloads came or went, a rule
 * fails or warns, policies select pods of other roots, or a file that it changes was not analysed, or not evaluated, or
 * holds one of two definitions of an object, or something is told openly. A comment that is there is rewritten in any case.
 */
export function deservesComment(report: DiffReport, changed: ReadonlySet<string>): boolean {
  const isUnseen = ({ severity, code, path, alsoAt }: Diagnostic): boolean =>
    alsoAt !== undefined
      ? changed.has(path) || changed.has(alsoAt)
      : changed.has(path) && (severity === "error" || code === "not-evaluated");
  const { unruled, failures, warnings } = sortOutReport(report, changed);
  if (unruled.length + failures.length + warnings.length > 0) return true;
  return report.roots.some((root) => {
    const { allowed, denied, undecided, fresh, gone, elsewhere } = reviewRoot(root).verdict;
    const regressions = (root.judgement?.regressions ?? []).filter(
      (finding) => isFailing(finding) || finding.level !== "notice",
    );
    const said = allowed + denied + undecided + fresh + gone + elsewhere + regressions.length;
    return said > 0 || root.diagnostics.some(isUnseen);
  });
}
