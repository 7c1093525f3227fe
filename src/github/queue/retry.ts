import type { Retry } from "./queue.ts";

const SECOND = 1000;

/** Waits after a failure of GitHub or the network: 5, 10, 20, 40 and 80 seconds. */
const MAX_FAILURES = 5;
const FIRST_WAIT = 5 * SECOND;

/** A rate limit says itself when it ends; so often it is believed. Where it does not, the wait is a minute, then longer. */
const MAX_RATE_LIMITS = 20;
const RATE_LIMIT_WAIT = 60 * SECOND;
const MAX_WAIT = 60 * 60 * SECOND;

const MAX_CAUSES = 5;

/**
 * Decides about a job that failed with an error of GitHub's API, or with one that this caused: rate limits wait until the
 * time GitHub names, and with them all jobs of the installation; failures of GitHub and of the network are tried again
 * five times; nothing else is.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function retryOfRequest(error: unknown, attempt: number): Retry | null {
  const failure = requestFailure(error);
  if (failure === null) return null;
  const { status, headers, message } = failure;
  if (isRateLimit(status, headers, message)) {
    if (attempt >= MAX_RATE_LIMITS) return null;
    return { at: new Date(endOfRateLimit(headers, attempt)), scope: "installation" };
  }
  if (status < 500 || attempt >= MAX_FAILURES) return null;
  return { at: new Date(Date.now() + FIRST_WAIT * 2 ** attempt), scope: "job" };
}

interface RequestFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Octokit's error for an answer; 500 without headers where there was none. */
function requestFailure(error: unknown): RequestFailure | null {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++, cause = cause.cause) {
    // Octokit gives a request that was aborted the status 500.
    if (cause.name === "AbortError") return null;
    if (!("status" in cause) || typeof cause.status !== "number") continue;
    const response = "response" in cause ? cause.response : undefined;
    return { status: cause.status, headers: recordOf(recordOf(response)["headers"]), message: cause.message };
  }
  return null;
}

function isRateLimit(status: number, headers: Readonly<Record<string, unknown>>, message: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers["retry-after"] !== undefined ||
    numberOf(headers["x-ratelimit-remaining"]) === 0 ||
    /rate limit|abuse detection/i.test(message)
  );
}

/** The first that is there: `retry-after` in seconds, the reset of an exhausted quota, a wait that doubles. */
function endOfRateLimit(headers: Readonly<Record<string, unknown>>, attempt: number): number {
  const now = Date.now();
  const seconds = numberOf(headers["retry-after"]);
  if (seconds !== null) return now + Math.max(seconds, 1) * SECOND;
  const reset = numberOf(headers["x-ratelimit-reset"]);
  // A second later, since it is given in whole seconds and clocks differ.
  if (numberOf(headers["x-ratelimit-remaining"]) === 0 && reset !== null) {
    return Math.max(reset * SECOND, now) + SECOND;
  }
  return now + Math.min(RATE_LIMIT_WAIT * 2 ** attempt, MAX_WAIT);
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
