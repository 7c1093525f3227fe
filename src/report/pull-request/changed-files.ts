/** What a pull request says about the files that it changes. */
import { isFailing } from "../../findings/index.ts";
import type { Diagnostic } from "../../manifests/index.ts";
import { besidesFindings } from "../besides-findings.ts";
import type { DiffReport, DiffRoot } from "../review.ts";
import { reviewRoot } from "../root-review.ts";

/** Errors in changed files apart from everything else that was remarked; nothing that a regression tells. */
export interface SortedDiagnostics {
  readonly failures: readonly Diagnostic[];
  readonly others: readonly Diagnostic[];
}

export function sortOut(
  root: Pick<DiffRoot, "diagnostics" | "judgement">,
  changed: ReadonlySet<string>,
): SortedDiagnostics {
  const diagnostics = besidesFindings(root.diagnostics, root.judgement);
  const isFailure = ({ severity, path }: Diagnostic): boolean => severity === "error" && changed.has(path);
  return {
    failures: diagnostics.filter(isFailure),
    others: diagnostics.filter((diagnostic) => !isFailure(diagnostic)),
  };
}

/**
 * Whether a pull request without a comment gets one: flows changed or may have, workloads came or went, a rule
 * fails or warns, policies select pods of other roots, or a file that it changes was not analysed, or not evaluated, or holds one of two definitions of an
 * object. A comment that is there is rewritten in any case.
 */
export function deservesComment(report: DiffReport, changed: ReadonlySet<string>): boolean {
  const isUnseen = ({ severity, code, path, alsoAt }: Diagnostic): boolean =>
    alsoAt !== undefined
      ? changed.has(path) || changed.has(alsoAt)
      : changed.has(path) && (severity === "error" || code === "not-evaluated");
  return report.roots.some((root) => {
    const { allowed, denied, undecided, fresh, gone, elsewhere } = reviewRoot(root).verdict;
    const regressions = (root.judgement?.regressions ?? []).filter(
      (finding) => isFailing(finding) || finding.level !== "notice",
    );
    const said = allowed + denied + undecided + fresh + gone + elsewhere + regressions.length;
    return said > 0 || root.diagnostics.some(isUnseen);
  });
}
