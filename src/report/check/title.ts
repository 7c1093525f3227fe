import { counted } from "../spans.ts";
import { UNKNOWN_ELSEWHERE, unseenText, type Verdict } from "../verdict.ts";

/** Most characters of a title. */
const MAX_TITLE = 60;

/** How many remarks are told openly. */
type Remarks = Readonly<Record<"unruled" | "warnings", number>>;

/**
 * "1 regression · 6 flows newly allowed · 1 newly denied · 4 warnings", or "Not fully analysed: 2 errors" with what is
 * known besides in place of the number. Ends before the first part that does not fit.
 */
export function titleOf(verdict: Verdict, { unruled, warnings }: Remarks): string {
  const changes = changeParts(verdict);
  const worst = unruled > 0 ? ["configuration of the base is broken"] : unseenParts(verdict, changes);
  const parts = [...worst, ...changes];
  const known = parts.length === 0 ? ["no reachability change"] : parts;
  const all = [...known, ...milderParts({ ...verdict, warnings: verdict.warnings + warnings })];
  const titles = all.map((_, index) => all.slice(0, index + 1).join(" · "));
  return capitalized(titles.findLast((title) => title.length <= MAX_TITLE) ?? "");
}

function unseenParts(verdict: Verdict, changes: readonly string[]): readonly string[] {
  const unseen = unseenText(changes.length === 0 ? verdict : { ...verdict, untold: 0 });
  return unseen === "" ? [] : [unseen];
}

function changeParts({ allowed, denied, undecided, fresh, gone, regressions, elsewhere }: Verdict): readonly string[] {
  return [
    regressions > 0 ? counted(regressions, "regression") : "",
    allowed > 0 ? `${counted(allowed, "flow")} newly allowed` : "",
    denied > 0 ? `${allowed > 0 ? String(denied) : counted(denied, "flow")} newly denied` : "",
    undecided > 0 ? `${counted(undecided, "flow")} not decidable` : "",
    fresh > 0 ? counted(fresh, "new workload") : "",
    gone > 0 ? `${counted(gone, "workload")} gone` : "",
    elsewhere > 0 ? UNKNOWN_ELSEWHERE : "",
  ].filter((part) => part !== "");
}

function milderParts({ warnings, notices }: Verdict): readonly string[] {
  return [warnings > 0 ? counted(warnings, "warning") : "", notices > 0 ? counted(notices, "notice") : ""].filter(
    (part) => part !== "",
  );
}

function capitalized(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
