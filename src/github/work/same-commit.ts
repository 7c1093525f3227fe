/** What else is judged on one commit: GitHub keeps one result of a name for it, whatever it is the head of (decision 0086). */
import { AnalysisError } from "../analysis/pool.ts";
import type { PublishedReview } from "../analysis/published-review.ts";
import { jobOf } from "../jobs.ts";
import type { Place } from "../place.ts";
import { readOnCommit } from "../publish/check-run.ts";
import type { CheckTarget } from "../publish/check-target.ts";
import { isGone } from "../repository/errors.ts";
import { queuedGroups } from "../repository/merge-queue.ts";
import { readPullRequest, type PullRequest } from "../repository/pull-request.ts";
import { failsElsewhere, type CheckOutput } from "../../report/index.ts";
import { comparisonOfGroup, comparisonOfPullRequest } from "../subject.ts";
import { withApprovals, withApprovalsOfGroup } from "./approvals.ts";
import type { StartedRun } from "./check.ts";
import { reviewComparison } from "./review.ts";
import type { Task } from "./workshop.ts";

/** Most pull requests of one commit that are looked at. */
const MAX_PULLS = 50;

/**
 * The check of `own` as it is to stand on the commit: it passes only when all pass that have the commit as their head now. The
 * newest run is the one that GitHub goes by, and was begun after all that it asks for here; what comes later begins its own.
 *
 * Requests: none where our runs on the commit are for `own` only; else 1 for each other pull request, and what its review
 * takes. @throws what the client throws
 */
export async function withSameCommit(
  task: Task,
  { key: { headSha }, onCommit }: StartedRun,
  own: CheckTarget,
  check: CheckOutput,
): Promise<CheckOutput> {
  if (check.conclusion === "failure") return check;
  const numbers = otherPulls(onCommit.targets, own);
  if (onCommit.others !== "all are known" || numbers.length > MAX_PULLS)
    return failsElsewhere(check, { type: "too-many" });
  for (const number of numbers) {
    const pull = await openPull(task, number, headSha);
    if (pull === null) continue;
    const conclusion = await conclusionOf(async () =>
      withApprovals(
        task,
        pull,
        await reviewComparison(task, await comparisonOfPullRequest(task.reader, pull, task.shop.webUrl)),
      ),
    );
    if (conclusion === "failure") return failsElsewhere(check, { type: "pull-request", number });
  }
  return (await groupFails(task, headSha, onCommit.targets, own))
    ? failsElsewhere(check, { type: "merge-group" })
    : check;
}

/** Asks for reviews of the open pull requests that have the same head as one that was closed: it may be why they fail. */
export async function reviewOthers(task: Task, place: Place, own: CheckTarget, headSha: string): Promise<void> {
  const { shop, client, reader } = task;
  const { targets } = await readOnCommit(client, reader.repository, { appId: shop.appId, headSha });
  for (const number of otherPulls(targets, own).slice(0, MAX_PULLS)) {
    if ((await openPull(task, number, headSha)) !== null) shop.offer(jobOf({ type: "review", place, number }));
  }
}

function otherPulls(targets: readonly CheckTarget[], own: CheckTarget): readonly number[] {
  const numbers = targets.flatMap((target) => (target.kind === "pull-request" ? [target.number] : []));
  return [...new Set(numbers)].filter((number) => own.kind !== "pull-request" || number !== own.number);
}

/** `null` where it is closed, or has another head by now. */
async function openPull({ client, reader, shop }: Task, number: number, headSha: string): Promise<PullRequest | null> {
  try {
    const pull = await readPullRequest(client, reader.repository, number, shop.patience);
    return pull.state === "open" && pull.head.sha === headSha ? pull : null;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Somebody can push the commit of a merge group to a branch: its group must not pass by another base. */
async function groupFails(
  task: Task,
  headSha: string,
  targets: readonly CheckTarget[],
  own: CheckTarget,
): Promise<boolean> {
  const { client, reader, shop } = task;
  const group = targets.find((target) => target.kind === "merge-group");
  if (group === undefined || own.kind === "merge-group") return false;
  const groups = await queuedGroups(client, reader.repository);
  if (!groups.some((queued) => queued.headSha === headSha)) return false;
  const conclusion = await conclusionOf(async () =>
    withApprovalsOfGroup(
      task,
      headSha,
      await reviewComparison(task, comparisonOfGroup(reader, group.baseSha, headSha, shop.webUrl)),
    ),
  );
  return conclusion === "failure";
}

/** What cannot be analysed does not pass; its own check says why. */
async function conclusionOf(judge: () => Promise<PublishedReview>): Promise<CheckOutput["conclusion"]> {
  try {
    const { check } = await judge();
    return check.conclusion;
  } catch (error) {
    if (error instanceof AnalysisError || isGone(error)) return "failure";
    throw error;
  }
}
