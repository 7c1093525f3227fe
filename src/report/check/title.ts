import { counted } from "../spans.ts";
import type { Verdict } from "../verdict.ts";

/** Most characters of a title. */
const MAX_TITLE = 60;

/** How many remarks of each kind are told openly. */
type Remarks = Readonly<Record<"unruled" | "failures" | "warnings", number>>;

/** "2 errors · 1 regression · 6 flows newly allowed · 1 newly denied"; what does not fit behind the more important is left out. */
export function titleOf(verdict: Verdict, { unruled, failures, warnings }: Remarks): string {
  const { allowed, denied, undecided, fresh, gone, regressions } = verdict;
  const parts = [
    unruled > 0 ? "Configuration of the base is broken" : "",
    failures > 0 ? counted(failures, "error") : "",
    regressions > 0 ? counted(regressions, "regression") : "",
    allowed > 0 ? `${counted(allowed, "flow")} newly allowed` : "",
    denied > 0 ? `${allowed > 0 ? String(denied) : counted(denied, "flow")} newly denied` : "",
    undecided > 0 ? `${counted(undecided, "flow")} not decidable` : "",
    fresh > 0 ? counted(fresh, "new workload") : "",
    gone > 0 ? `${counted(gone, "workload")} gone` : "",
    warnings > 0 ? counted(warnings, "warning") : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return "No reachability change";
  return parts.reduce((title, part) => (`${title} · ${part}`.length <= MAX_TITLE ? `${title} · ${part}` : title));
}
