import { toCheckResult } from "../publish/review.ts";
import { comparisonOfGroup } from "../subject.ts";
import { withApprovalsOfGroup } from "./approvals.ts";
import { completeRun, judged, startRun } from "./check.ts";
import { reviewComparison } from "./review.ts";
import { withSameCommit } from "./same-commit.ts";
import type { Conclusion, Task } from "./workshop.ts";

/** Reviews a group of the merge queue; it has a check run, and no place for a comment. */
export async function reviewGroup(task: Task, baseSha: string, headSha: string): Promise<Conclusion> {
  const { shop, reader } = task;
  const own = { kind: "merge-group", baseSha } as const;
  const started = await startRun(task, headSha, own);
  const review = await judged(task, started, () =>
    reviewComparison(task, comparisonOfGroup(reader, baseSha, headSha, shop.webUrl)),
  );
  const judgement = await withApprovalsOfGroup(task, headSha, review);
  const check = await withSameCommit(task, started, own, judgement.check);
  const published = await completeRun(task, started, toCheckResult(check));
  return published === "refused" ? "failure" : check.conclusion;
}
