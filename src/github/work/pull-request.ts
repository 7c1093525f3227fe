import { jobOf } from "../jobs.ts";
import type { Place } from "../place.ts";
import type { Cancellation } from "../publish/check-run.ts";
import { publishReviewComment, toCheckResult } from "../publish/review.ts";
import { targetOf, toExternalId, type CheckRunKey } from "../publish/check-target.ts";
import { isGone, isRefused } from "../repository/errors.ts";
import { readAgain, readPullRequest, type PullRequest } from "../repository/pull-request.ts";
import { comparisonOfPullRequest } from "../subject.ts";
import { cancelRun, completeRun, judged, startRun } from "./check.ts";
import { withApprovals } from "./approvals.ts";
import { reviewComparison } from "./review.ts";
import { reviewOthers, withSameCommit } from "./same-commit.ts";
import type { Conclusion, Task } from "./workshop.ts";

/**
 * Reviews a pull request, and publishes what comes out if head and base branch are still the same then. Gives `null` where it
 * was closed. What an earlier review left unfinished is ended, or gone on with where it was of the same two.
 */
export async function reviewPullRequest(task: Task, place: Place, number: number): Promise<Conclusion | null> {
  const { shop, client, reader } = task;
  const { repository } = reader;
  const pull = await readPullRequest(client, repository, number, shop.patience);
  const left = shop.openRuns.get(task.key);
  if (left !== undefined && isOver(pull, left)) await cancelRun(task, endOf(pull, left));
  const own = targetOf(pull);
  if (pull.state === "closed") {
    await reviewOthers(task, place, own, pull.head.sha);
    return null;
  }
  const started = await startRun(task, pull.head.sha, own);
  const review = await judged(task, started, async () =>
    reviewComparison(task, await comparisonOfPullRequest(reader, pull, shop.webUrl)),
  );

  const now = await readAgain(client, repository, pull);
  if (isOver(now, started.key)) {
    await cancelRun(task, endOf(now, started.key));
    // What moved head or base asks for its own review; should its webhook be lost, this one does.
    if (now.state === "open") shop.offer(jobOf({ type: "review", place, number }));
    return "superseded";
  }
  const published = await withApprovals(task, now, review);
  const check = await withSameCommit(task, started, own, published.check);
  try {
    await publishReviewComment(client, repository, now, shop.author, published);
  } catch (error) {
    // A comment that GitHub refuses would be refused again; the check is what a merge waits for.
    if (!isRefused(error) && !isGone(error)) throw error;
  }
  // Last: a completed check run is what tells the sweep that nothing is left to do.
  const completed = await completeRun(task, started, toCheckResult(check));
  return completed === "refused" ? "failure" : check.conclusion;
}

/** A commit, and what is judged on it. */
type Judging = Pick<CheckRunKey, "headSha" | "externalId">;

/** Whether there is nothing to judge any more on the commit, against this base branch: where that moves on, there is. */
function isOver(pull: PullRequest, { headSha, externalId }: Judging): boolean {
  return pull.state === "closed" || pull.head.sha !== headSha || toExternalId(targetOf(pull)) !== externalId;
}

function endOf({ state, head }: PullRequest, { headSha }: Judging): Cancellation {
  if (state === "closed") return { type: "pull-request-closed" };
  return head.sha === headSha ? { type: "base-changed" } : { type: "newer-head", headSha: head.sha };
}
