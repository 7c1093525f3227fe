import { toCheckResult } from "../publish/review.ts";
import { comparisonOfGroup } from "../subject.ts";
import { completeRun, judged, startRun } from "./check.ts";
import { reviewComparison } from "./review.ts";
import type { Conclusion, Task } from "./workshop.ts";

/** Reviews a group of the merge queue; it has a check run, and no place for a comment. */
export async function reviewGroup(task: Task, baseSha: string, headSha: string): Promise<Conclusion> {
  const { shop, reader } = task;
  const started = await startRun(task, headSha, { kind: "merge-group", baseSha });
  const { check } = await judged(task, started, () =>
    reviewComparison(task, comparisonOfGroup(reader, baseSha, headSha, shop.webUrl)),
  );
  const published = await completeRun(task, started, toCheckResult(check));
  return published === "refused" ? "failure" : check.conclusion;
}
