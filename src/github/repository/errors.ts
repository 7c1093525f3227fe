/** What a failed request means for the job that made it. Instants are milliseconds since 1970. */
export type GitHubProblem =
  /** Try again at `retryAt`, not before: going on while limited may get the app banned. */
  | { readonly kind: "rate-limited"; readonly limit: "primary" | "secondary"; readonly retryAt: number }
  /** An answer 5xx, none at all, or one that was cut: try again later. */
  | { readonly kind: "transient" }
  /** The job's signal was aborted without a reason of its own. */
  | { readonly kind: "aborted" }
  /** Not there (any more), or not for this installation to see. */
  | { readonly kind: "gone" }
  /** Credentials or permissions do not suffice. */
  | { readonly kind: "forbidden" }
  /** GitHub refuses the request as it is: the same again would be refused again. */
  | { readonly kind: "rejected" }
  /** What a conditional request asked for is as it was (304). */
  | { readonly kind: "not-modified" }
  /** No answer of GitHub's: an error of ours. */
  | { readonly kind: "unknown" };

/** A failure that no status tells, or whose original error holds an address with a token in it. */
export class GitHubFailure extends Error {
  override readonly name = "GitHubFailure";
  readonly problem: GitHubProblem;

  constructor(problem: GitHubProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** Where GitHub names no time. Source: GitHub, "Rate limits for the REST API", "Exceeding the rate limit". */
const DEFAULT_WAIT_SECONDS = 60;

/** Limits are by the hour: a time that lies farther away is not waited for. */
const MAX_WAIT_SECONDS = 65 * 60;

/** Classifies what a request threw. `now` is in milliseconds since 1970. Never throws. */
export function classifyError(error: unknown, now: number): GitHubProblem {
  return classifyWaiting(error, now, DEFAULT_WAIT_SECONDS);
}

/** The same; a rate limit for which GitHub names no time ends after so many seconds. */
export function classifyWaiting(error: unknown, now: number, unnamedSeconds: number): GitHubProblem {
  if (error instanceof GitHubFailure) return error.problem;
  if (!(error instanceof Error)) return { kind: "unknown" };
  // Octokit gives an aborted request the status 500.
  if (error.name === "AbortError") return { kind: "aborted" };
  const answer = answerOf(error);
  if (answer === null) return { kind: "unknown" };
  const { status, headers } = answer;
  if (status === 304) return { kind: "not-modified" };
  const limit = status === 403 || status === 429 ? limitOf(status, headers, error.message) : null;
  if (limit !== null)
    return { kind: "rate-limited", limit, retryAt: now + 1000 * waitSeconds(headers, now, unnamedSeconds) };
  if (status === 401 || status === 403) return { kind: "forbidden" };
  if (status === 404 || status === 410 || status === 451) return { kind: "gone" };
  if (status === 408 || status >= 500) return { kind: "transient" };
  return { kind: "rejected" };
}

/** Whether GitHub does not take a request, and would not take the same one again. */
export function isRefused(error: unknown): boolean {
  const { kind } = classifyError(error, 0);
  return kind === "forbidden" || kind === "rejected";
}

/** Whether an error says that what was asked for is not there. */
export function isGone(error: unknown): boolean {
  return classifyError(error, 0).kind === "gone";
}

/** Why no answer came at all, for which Octokit has the status 500; `null` where GitHub answered, or nobody asked. */
export function unreachedReason(error: unknown): string | null {
  if (!(error instanceof Error) || error.name === "AbortError" || error instanceof GitHubFailure) return null;
  const isUnanswered = answerOf(error) !== null && (!("response" in error) || error.response === undefined);
  return isUnanswered ? error.message : null;
}

/**
 * The data of an answer. Octokit gives a text where JSON was cut off, with the status of success.
 *
 * @throws GitHubFailure (transient) when the answer is no JSON
 */
export function dataOf<T>(response: { readonly data: T }): T {
  if (typeof response.data !== "object" || response.data === null) {
    throw new GitHubFailure({ kind: "transient" }, "GitHub's answer ended early");
  }
  return response.data;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** By shape: Probot and `@octokit/rest` may bring different copies of the class. `null` when it is none of theirs. */
function answerOf(error: Error): Answer | null {
  if (!("status" in error) || typeof error.status !== "number") return null;
  const response = "response" in error ? error.response : undefined;
  const headers = isRecord(response) && isRecord(response["headers"]) ? response["headers"] : {};
  return { status: error.status, headers };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Source: GitHub, "Rate limits for the REST API": both limits are answered with 403 or 429. */
function limitOf(status: 403 | 429, headers: Answer["headers"], message: string): "primary" | "secondary" | null {
  if (/secondary rate|abuse detection/i.test(message)) return "secondary";
  if (headers["x-ratelimit-remaining"] === "0") return "primary";
  return status === 429 || "retry-after" in headers || /rate limit/i.test(message) ? "secondary" : null;
}

function waitSeconds(headers: Answer["headers"], now: number, unnamedSeconds: number): number {
  const after = seconds(headers["retry-after"]);
  const reset = headers["x-ratelimit-remaining"] === "0" ? seconds(headers["x-ratelimit-reset"]) : null;
  // One second more, so that the limit is certainly reset.
  const named = after ?? (reset === null ? unnamedSeconds : reset - Math.floor(now / 1000) + 1);
  return Math.min(Math.max(named, 1), MAX_WAIT_SECONDS);
}

function seconds(header: unknown): number | null {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
