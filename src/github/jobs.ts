import type { CommandRequest } from "./commands/accept.ts";
import type { Intent } from "./events.ts";

/** Intents that are work to do. */
type ReviewIntent = Exclude<Intent, { readonly type: "forget" | "forget-group" }>;

/** What the queue holds: where to look, never what was there. */
export type Job = { readonly installation: number } & (
  ReviewIntent | { readonly type: "answer"; readonly request: CommandRequest }
);

/** The job that does what a webhook asks for. */
export function jobOf(intent: ReviewIntent): Job {
  return { ...intent, installation: intent.place.installation };
}

/**
 * The key of a job. One pull request has one review at a time, of which the newest counts; every question is its own.
 */
export function keyOf(job: Job): string {
  switch (job.type) {
    case "review":
      return `${job.place.repository.id}#${job.number}`;
    case "review-commit":
      return `${job.place.repository.id}@${job.headSha}`;
    case "review-group":
      return `${job.place.repository.id}~${job.headSha}`;
    case "answer":
      return `${job.request.place.repository.id}?${job.request.comment}`;
  }
}
