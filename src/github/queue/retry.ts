import { classifyWaiting, type GitHubProblem } from "../repository/errors.ts";
import type { Retry } from "./queue.ts";

const SECOND = 1000;

/** Waits after a failure of GitHub or the network: 5, 10, 20, 40 and 80 seconds. */
const MAX_FAILURES = 5;
const FIRST_WAIT = 5 * SECOND;

/** A rate limit says itself when it ends; so often it is believed. Where it does not, the wait is a minute, then longer. */
const MAX_RATE_LIMITS = 20;
const RATE_LIMIT_SECONDS = 60;
const MAX_RATE_LIMIT_SECONDS = 60 * 60;

const MAX_CAUSES = 5;

/**
 * Decides about a job that failed with an error of GitHub's API, or with one that this caused: rate limits wait until the
 * time GitHub names, and with them all jobs of the installation; failures of GitHub and of the network are tried again
 * five times; nothing else is.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function retryOfRequest(error: unknown, attempt: number): Retry | null {
  const now = Date.now();
  const problem = problemOf(error, now, Math.min(RATE_LIMIT_SECONDS * 2 ** attempt, MAX_RATE_LIMIT_SECONDS));
  if (problem.kind === "rate-limited" && attempt < MAX_RATE_LIMITS)
    return { at: new Date(problem.retryAt), scope: "installation" };
  if (problem.kind === "transient" && attempt < MAX_FAILURES)
    return { at: new Date(now + FIRST_WAIT * 2 ** attempt), scope: "job" };
  return null;
}

/** What the first error along the causes means that is GitHub's. */
function problemOf(error: unknown, now: number, unnamedSeconds: number): GitHubProblem {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1, cause = cause.cause) {
    const problem = classifyWaiting(cause, now, unnamedSeconds);
    if (problem.kind !== "unknown") return problem;
  }
  return { kind: "unknown" };
}
