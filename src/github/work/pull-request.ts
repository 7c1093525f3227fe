import { jobOf } from "../jobs.ts";
import type { Place } from "../place.ts";
import { completeCheckRun, supersedeCheckRun } from "../publish/check-run.ts";
import { publishReviewComment, toCheckResult } from "../publish/review.ts";
import { readAgain, readPullRequest } from "../repository/pull-request.ts";
import { readPullRequestSubject } from "../subject.ts";
import { judged, startRun } from "./check.ts";
import { reviewSubject, type Conclusion, type Task } from "./workshop.ts";

/**
 * Reviews a pull request, and publishes what comes out if the head is still the same then. Gives `null` where it was
 * closed.
 */
export async function reviewPullRequest(task: Task, place: Place, number: number): Promise<Conclusion | null> {
  const { shop, client, reader } = task;
  const { repository } = reader;
  const pull = await readPullRequest(client, repository, number, shop.patience);
  if (pull.state === "closed") return null;
  const started = await startRun(task, pull.head.sha, { kind: "pull-request", number });
  const review = await judged(task, started, async () =>
    reviewSubject(task, await readPullRequestSubject(reader, pull, shop.webUrl)),
  );

  const now = await readAgain(client, repository, pull);
  if (now.state === "closed" || now.head.sha !== pull.head.sha) {
    await supersedeCheckRun(client, repository, started.run, now.head.sha);
    // The push that moved the head asks for its own review; should its webhook be lost, this one does.
    if (now.state === "open") shop.offer(jobOf({ type: "review", place, number }));
    return "superseded";
  }
  await publishReviewComment(client, repository, now, shop.author, review);
  // Last: a completed check run is what tells the sweep that nothing is left to do.
  await completeCheckRun(client, repository, started.key, started.run, toCheckResult(review.check));
  return review.check.conclusion;
}
