/** Remarks that say that a change does something which nobody has judged, though nothing went wrong. */
import type { Diagnostic } from "../manifests/index.ts";

/** Policies that select pods of other roots, and roots that were not asked whether they have such pods (decision 0076). */
const CODES: ReadonlySet<string> = new Set(["policies-apart", "neighbour-limit"]);

/** Those that keep a review from being an all-clear. */
export function unjudgedElsewhere(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity, code }) => severity === "warning" && CODES.has(code));
}
