import type { CommandRequest } from "./commands/accept.ts";
import type { Intent } from "./events.ts";

/** What the queue holds: where to look, never what was there. */
export type Job = { readonly installation: number } & (
  | Exclude<Intent, { readonly type: "forget" | "forget-group" }>
  | { readonly type: "answer"; readonly request: CommandRequest }
);

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
