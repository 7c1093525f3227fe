import { counted } from "../spans.ts";
import { UNKNOWN_ELSEWHERE, type Verdict } from "../verdict.ts";

/** Most characters of a title. */
const MAX_TITLE = 60;

/** "2 errors · 1 regression · 6 flows newly allowed · 1 newly denied"; what does not fit behind the more important is left out. */
export function titleOf(verdict: Verdict, failures: number): string {
  const { allowed, denied, undecided, fresh, gone, regressions, elsewhere } = verdict;
  const parts = [
    failures > 0 ? counted(failures, "error") : "",
    regressions > 0 ? counted(regressions, "regression") : "",
    allowed > 0 ? `${counted(allowed, "flow")} newly allowed` : "",
    denied > 0 ? `${allowed > 0 ? String(denied) : counted(denied, "flow")} newly denied` : "",
    undecided > 0 ? `${counted(undecided, "flow")} not decidable` : "",
    fresh > 0 ? counted(fresh, "new workload") : "",
    gone > 0 ? `${counted(gone, "workload")} gone` : "",
    elsewhere > 0 ? UNKNOWN_ELSEWHERE : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return "No reachability change";
  if (parts[0] === UNKNOWN_ELSEWHERE) return capitalized(UNKNOWN_ELSEWHERE);
  return parts.reduce((title, part) => (`${title} · ${part}`.length <= MAX_TITLE ? `${title} · ${part}` : title));
}

function capitalized(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
