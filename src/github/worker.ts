import { keyOf, type Job } from "./jobs.ts";
import type { Place } from "./place.ts";
import { abortable } from "./repository/abortable.ts";
import { answer } from "./work/answer.ts";
import { cancelRun } from "./work/check.ts";
import { reviewCommit } from "./work/commit.ts";
import { reviewGroup } from "./work/merge-group.ts";
import { press } from "./work/press.ts";
import { reviewPullRequest } from "./work/pull-request.ts";
import type { Conclusion, Workshop } from "./work/workshop.ts";

/** Does one job. Safe to run again from the start after any failure. @throws what the client and the analysis throw */
export function createWorker(shop: Workshop): (job: Job, signal: AbortSignal) => Promise<void> {
  return async (job, signal) => {
    const client = abortable(await shop.client(job.installation), signal);
    const { owner, repo } = placeOfJob(job).repository;
    const reader = shop.reader(job.installation, client, { owner, repo });
    const reviews = shop.reviews(job.installation);
    const { installation } = job;
    const task = { shop, installation, key: keyOf(job), client, reader, reviews, signal };
    const conclude = (conclusion: Conclusion | null): void => {
      if (conclusion !== null) shop.concluded(job, conclusion);
    };
    switch (job.type) {
      case "review":
        conclude(await reviewPullRequest(task, job.place, job.number));
        return;
      case "review-group":
        conclude(await reviewGroup(task, job.baseSha, job.headSha));
        return;
      case "forget-group":
        await cancelRun(task, { type: "merge-group-removed" });
        return;
      case "review-commit":
        await reviewCommit(task, job.place, job.headSha);
        return;
      case "press":
        await press(task, job);
        return;
      case "answer":
        await answer(task, job.question);
    }
  };
}

function placeOfJob(job: Job): Place {
  return job.type === "answer" ? job.question.place : job.place;
}
