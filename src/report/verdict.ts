/** The first line of a review. */
import type { Side } from "../engine/index.ts";
import { heading, type Block } from "./blocks.ts";
import { focusPhrase } from "./focus-phrase.ts";
import { countPairs, type FlowRow } from "./rows.ts";
import { rootNames } from "./fold-roots.ts";
import { counted, phrase } from "./spans.ts";

/** Numbers that a headline speaks of. A flow is a row of the table; a pair one source with one destination. */
export interface Verdict {
  readonly allowed: number;
  readonly denied: number;
  readonly allowedPairs: number;
  readonly deniedPairs: number;
  readonly undecided: number;
  readonly fresh: number;
  readonly gone: number;
  /** Because of which something was not analysed. */
  readonly errors: number;
  /** Of `errors`, those that no failing regression tells. */
  readonly untold: number;
  /** Regressions that fail the check. */
  readonly regressions: number;
  /** Those that do not, by level. */
  readonly warnings: number;
  readonly notices: number;
  /** Policies of kinds that are not evaluated. */
  readonly others: number;
  /** Remarks that policies count for pods of other roots, where nobody has looked. */
  readonly elsewhere: number;
  /** What there is of a root that one side alone has; `null` where both have it, and for several roots. */
  readonly whole: { readonly side: Side; readonly policies: number } | null;
  /** Nothing changed, nothing went wrong that a warning would tell, and nothing that was not evaluated could say otherwise. */
  readonly quiet: boolean;
}

export function rootVerdict(
  rows: readonly FlowRow[],
  undecided: readonly FlowRow[],
  counts: Omit<Verdict, "allowed" | "denied" | "allowedPairs" | "deniedPairs" | "undecided" | "quiet">,
): Verdict {
  const allowed = rows.filter((row) => row.change === "allowed");
  const denied = rows.filter((row) => row.change === "denied");
  const { fresh, gone, errors, regressions, warnings, others, elsewhere } = counts;
  return {
    allowed: allowed.length,
    denied: denied.length,
    allowedPairs: countPairs(allowed),
    deniedPairs: countPairs(denied),
    undecided: undecided.length,
    ...counts,
    quiet: rows.length + undecided.length + fresh + gone + errors + regressions + warnings + others + elsewhere === 0,
  };
}

/** The numbers of several roots together; without roots nothing has changed. */
export function sumVerdicts(verdicts: readonly Verdict[]): Verdict {
  const sum = (number: (verdict: Verdict) => number): number =>
    verdicts.reduce((so, verdict) => so + number(verdict), 0);
  return {
    allowed: sum((verdict) => verdict.allowed),
    denied: sum((verdict) => verdict.denied),
    allowedPairs: sum((verdict) => verdict.allowedPairs),
    deniedPairs: sum((verdict) => verdict.deniedPairs),
    undecided: sum((verdict) => verdict.undecided),
    fresh: sum((verdict) => verdict.fresh),
    gone: sum((verdict) => verdict.gone),
    errors: sum((verdict) => verdict.errors),
    untold: sum((verdict) => verdict.untold),
    regressions: sum((verdict) => verdict.regressions),
    warnings: sum((verdict) => verdict.warnings),
    notices: sum((verdict) => verdict.notices),
    others: sum((verdict) => verdict.others),
    elsewhere: sum((verdict) => verdict.elsewhere),
    whole: null,
    quiet: verdicts.every((verdict) => verdict.quiet),
  };
}

/**
 * "NetworkPolicy: 3 flows newly allowed (212 pairs), 1 newly denied"; for roots with their names in front. With a focus
 * it says so, and is never an all-clear.
 */
export function verdictBlock(
  verdict: Verdict,
  level: 1 | 2,
  roots: readonly string[] | null,
  focusedOn: readonly string[] = [],
): Block {
  // That a root is new as a whole is said of it by name.
  const told = roots === null ? { ...verdict, whole: null } : verdict;
  const subject = roots === null ? phrase`NetworkPolicy` : rootNames(roots);
  const tone =
    verdict.quiet && focusedOn.length === 0
      ? "good"
      : verdict.allowed + verdict.denied + verdict.regressions + verdict.errors > 0
        ? "alert"
        : "neutral";
  return heading(level, tone, phrase`${subject}${focusPhrase(focusedOn)}: ${verdictText(told)}`);
}

/** What is said where policies select pods of other roots. */
export const UNKNOWN_ELSEWHERE = "effect on pods of other roots not known";

function verdictText(verdict: Verdict): string {
  const more = [
    verdict.allowed + verdict.denied > 0 ? unseenText(verdict) : "",
    findingsText(verdict),
    verdict.undecided > 0 ? `${counted(verdict.undecided, "flow")} not decidable` : "",
    verdict.whole === null && verdict.fresh > 0 ? counted(verdict.fresh, "new workload") : "",
    verdict.whole === null && verdict.gone > 0 ? `${counted(verdict.gone, "workload")} gone` : "",
    // Where something changed the notes are enough; an all-clear must say at once what it did not look at.
    verdict.others > 0 && verdict.allowed + verdict.denied === 0
      ? `${counted(verdict.others, "policy")} of other kinds not evaluated`
      : "",
    verdict.elsewhere > 0 ? UNKNOWN_ELSEWHERE : "",
  ].filter((words) => words !== "");
  const isOnlyWhole = verdict.whole !== null && verdict.allowed + verdict.denied === 0;
  return [...wholeText(verdict), ...(isOnlyWhole ? [] : [changeText(verdict)]), ...more].join("; ");
}

/** "new, with 2 workloads and 2 policies". */
function wholeText({ whole, fresh, gone }: Verdict): readonly string[] {
  if (whole === null) return [];
  const word = whole.side === "head" ? "new" : "gone";
  const what = `${counted(fresh + gone, "workload")} and ${counted(whole.policies, "policy")}`;
  return [`${word}, with ${what}`];
}

/** "not fully analysed: 2 errors"; without a number where regressions tell what they are; empty where all was analysed. */
export function unseenText({ errors, untold }: Pick<Verdict, "errors" | "untold">): string {
  if (errors === 0) return "";
  return untold === 0 ? "not fully analysed" : `not fully analysed: ${counted(untold, "error")}`;
}

/** "1 policy regression, 4 warnings"; "4 policy warnings". */
function findingsText({ regressions, warnings, notices }: Verdict): string {
  const kinds = [
    [regressions, "regression"],
    [warnings, "warning"],
    [notices, "notice"],
  ] as const;
  return kinds
    .filter(([count]) => count > 0)
    .map(([count, noun], index) => counted(count, index === 0 ? `policy ${noun}` : noun))
    .join(", ");
}

function changeText(verdict: Verdict): string {
  const { allowed, denied, allowedPairs, deniedPairs } = verdict;
  if (allowed + denied === 0) {
    // What was not analysed may have changed anything.
    if (verdict.errors > 0) return unseenText(verdict);
    if (verdict.undecided > 0) return "no certain reachability change";
    if (verdict.fresh + verdict.gone > 0) return "no reachability change between what stays";
    return verdict.elsewhere > 0 ? "no reachability change within roots" : "no reachability change";
  }
  const pairs = (rows: number, count: number): string => (count > rows ? ` (${counted(count, "pair")})` : "");
  const first = `${counted(allowed, "flow")} newly allowed${pairs(allowed, allowedPairs)}`;
  if (denied === 0) return first;
  const second = `newly denied${pairs(denied, deniedPairs)}`;
  return allowed === 0 ? `${counted(denied, "flow")} ${second}` : `${first}, ${String(denied)} ${second}`;
}
