import { pressMarker, type Pressed } from "../approvals/press-marker.ts";
import { pressText, refusalText } from "../../report/index.ts";
import { jobOf } from "../jobs.ts";
import { findCheckRun } from "../publish/check-run.ts";
import { publishComment } from "../publish/comment.ts";
import { targetOf, toExternalId } from "../publish/check-target.ts";
import { dataOf } from "../repository/errors.ts";
import { readPullRequest } from "../repository/pull-request.ts";
import { comparisonOfPullRequest } from "../subject.ts";
import { readStanding } from "./approvals.ts";
import { reviewComparison } from "./review.ts";
import type { Task } from "./workshop.ts";

/**
 * Writes down that somebody pressed the button, as a comment of ours that names them, from which every later review finds
 * it out (decision 0052). Only the button of the newest check run of the head counts, and only once: a delivery that comes
 * again finds another run, or the approval. Then a review is asked for, which shows what stands. Whoever may not is told so.
 *
 * @throws what the client and the analysis throw
 */
export async function press(task: Task, { place, number, run, fingerprint, presser }: Pressed): Promise<void> {
  const { client, reader, shop } = task;
  const { repository } = reader;
  const pull = await readPullRequest(client, repository, number, shop.patience);
  if (pull.state === "closed") return;
  const key = { appId: shop.appId, headSha: pull.head.sha, externalId: toExternalId(targetOf(pull)) };
  const newest = await findCheckRun(client, repository, key);
  if (newest?.id !== run || newest.conclusion !== "failure") return;
  const { failing } = await reviewComparison(task, await comparisonOfPullRequest(reader, pull, shop.webUrl));
  if (failing !== null) {
    const { state, approvals, approvers } = await readStanding(task, pull, failing);
    const isMeant = state.fingerprint === fingerprint && !approvals.some(({ id }) => id === presser.id);
    const objection = isMeant ? await approvers.objection(presser) : null;
    if (isMeant && objection === null) {
      const marker = pressMarker({ fingerprint, ...presser });
      dataOf(
        await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...repository,
          issue_number: number,
          body: pressText(marker, presser.login, state),
          // The comment may stand although its answer was lost: the job runs again, and finds it.
          request: { retries: 0 },
        }),
      );
    }
    if (objection !== null) {
      // One comment for each person, however often they press.
      const marker = `netpol:refused ${presser.id}`;
      const words = refusalText(marker, presser.login, objection);
      const written = { pullNumber: number, author: shop.author, marker: `<!-- ${marker} -->` };
      await publishComment(client, repository, written, words, "create");
      return;
    }
  }
  shop.offer(jobOf({ type: "review", place, number }));
}
