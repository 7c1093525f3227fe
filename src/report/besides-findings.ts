/** Diagnostics beside findings: each thing is told once. */
import type { Origin } from "../engine/index.ts";
import { isFailing, type Finding, type Judgement } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";

/**
 * The diagnostics of a root without those that one of its regressions repeats. An error fails the check: only a regression
 * that does so too stands for it.
 */
export function besidesFindings(
  diagnostics: readonly Diagnostic[],
  judgement: Judgement | undefined,
): readonly Diagnostic[] {
  const keyOf = (code: string, { path, line, column }: Origin): string => JSON.stringify([code, path, line, column]);
  const found = (judgement?.regressions ?? []).filter(({ place: { side } }) => side === "head");
  const keysOf = (findings: readonly Finding[]): ReadonlySet<string> =>
    new Set(findings.map(({ rule, place: { origin } }) => keyOf(rule, origin)));
  const [told, failing] = [keysOf(found), keysOf(found.filter(isFailing))];
  return diagnostics.filter(
    ({ severity, code, ...origin }) => !(severity === "error" ? failing : told).has(keyOf(code, origin)),
  );
}
