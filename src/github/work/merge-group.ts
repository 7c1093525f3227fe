import type { PublishedReview } from "../analysis/published-review.ts";
import { toCheckResult } from "../publish/review.ts";
import { queuedGroups } from "../repository/merge-queue.ts";
import { readPullRequest } from "../repository/pull-request.ts";
import { approvedReview } from "../../report/index.ts";
import { comparisonOfGroup } from "../subject.ts";
import { approvalState, readStanding } from "./approvals.ts";
import { completeRun, judged, startRun } from "./check.ts";
import { reviewComparison } from "./review.ts";
import type { Conclusion, Task } from "./workshop.ts";

/** Reviews a group of the merge queue; it has a check run, and no place for a comment. */
export async function reviewGroup(task: Task, baseSha: string, headSha: string): Promise<Conclusion> {
  const { shop, reader } = task;
  const started = await startRun(task, headSha, { kind: "merge-group", baseSha });
  const review = await judged(task, started, () =>
    reviewComparison(task, comparisonOfGroup(reader, baseSha, headSha, shop.webUrl)),
  );
  const { check } = await withApprovalsOfGroup(task, headSha, review);
  const published = await completeRun(task, started, toCheckResult(check));
  return published === "refused" ? "failure" : check.conclusion;
}

/** The approvals of its pull request count where they are of all that fails the group (decision 0053). */
async function withApprovalsOfGroup(task: Task, headSha: string, review: PublishedReview): Promise<PublishedReview> {
  const { shop, client, reader } = task;
  const { failing } = review;
  if (failing === null) return review;
  const groups = await queuedGroups(client, reader.repository);
  // GitHub has taken the group's branch away when it is none of them.
  const number = groups.find((group) => group.headSha === headSha)?.pullNumber ?? null;
  if (number === null)
    return approvedReview(review, approvalState(task, failing, [], { type: "pull-request", number }));
  const pull = await readPullRequest(client, reader.repository, number, shop.patience);
  const { state } = await readStanding(task, pull, failing, "pull-request");
  return approvedReview(review, state);
}
