import type { Question } from "./commands/accept.ts";
import type { Intent } from "./events.ts";
import type { Place } from "./place.ts";

/** What the queue holds: where to look, never what was there. */
export type Job = { readonly installation: number; readonly repository: number } & (
  Intent | { readonly type: "answer"; readonly question: Question }
);

/** The job that does what a webhook asks for. */
export function jobOf(intent: Intent): Job {
  return { ...intent, ...turnOf(intent.place) };
}

/** The job that answers a comment. */
export function jobOfQuestion(question: Question): Job {
  return { type: "answer", question, ...turnOf(question.place) };
}

function turnOf({ installation, repository }: Place): Pick<Job, "installation" | "repository"> {
  return { installation, repository: repository.id };
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
    case "press":
      return `${job.place.repository.id}!${job.run} ${job.presser.id}`;
    case "answer":
      return keyOfAnswer(job.repository, job.question.comment);
  }
}

/** The key of the job that answers a comment. */
export function keyOfAnswer(repository: number, comment: number): string {
  return `${repository}?${comment}`;
}
