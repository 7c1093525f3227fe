import type { Question } from "./commands/accept.ts";
import type { Intent } from "./events.ts";

/** What the queue holds: where to look, never what was there. */
export type Job = { readonly installation: number } & (
  Intent | { readonly type: "answer"; readonly question: Question }
);

/** The job that does what a webhook asks for. */
export function jobOf(intent: Intent): Job {
  return { ...intent, installation: intent.place.installation };
}

/**
 * The key of a job. One pull request has one review at a time, of which the newest counts, and so has one merge group
 * until it is forgotten; every question is its own.
 */
export function keyOf(job: Job): string {
  switch (job.type) {
    case "review":
      return `${job.place.repository.id}#${job.number}`;
    case "review-commit":
      return `${job.place.repository.id}@${job.headSha}`;
    case "review-group":
    case "forget-group":
      return `${job.place.repository.id}~${job.headSha}`;
    case "answer":
      return `${job.question.place.repository.id}?${job.question.comment}`;
  }
}
