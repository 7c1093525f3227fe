import { classifyError, redact } from "../github/index.ts";
import { UsageError } from "./usage-error.ts";

/** Who was asked, about what, and with which variable's token. */
export interface Asked {
  readonly host: string;
  /** `acme/gitops#12` */
  readonly name: string;
  readonly variable: string;
}

/** What GitHub says in an error is shown up to so many characters. */
const MAX_WORDS = 200;

/** @throws UsageError that says why GitHub did not do what was asked; anything that is no answer of GitHub's as it is */
export async function asking<T>(asked: Asked, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw failureOf(error, asked, Date.now()) ?? error;
  }
}

/** `null` for what has nothing to do with GitHub. `now`: milliseconds since 1970. */
export function failureOf(error: unknown, { host, name, variable }: Asked, now: number): UsageError | null {
  const problem = classifyError(error, now);
  const words = wordsOf(error);
  switch (problem.kind) {
    case "rate-limited":
      return new UsageError(
        `${host} has a rate limit, and it is reached: ${words}`,
        `it ends at ${new Date(problem.retryAt).toISOString()}`,
      );
    case "forbidden":
      return statusOf(error) === 401
        ? new UsageError(`${host} does not accept the token in \`${variable}\`: ${words}`, "it may have expired")
        : new UsageError(`the token in \`${variable}\` may not do this with ${name} on ${host}: ${words}`);
    case "gone":
      return new UsageError(
        `${name} is not on ${host}, or the token in \`${variable}\` cannot see it: ${words}`,
        "it must be able to read the contents and the pull requests of the repository",
      );
    case "transient":
      return new UsageError(
        `${host} gave no answer that could be used: ${words}`,
        ...hintsFor(error),
        "try again later",
      );
    case "rejected":
    case "not-modified":
      return new UsageError(`${host} refused the request: ${words}`);
    case "aborted":
    case "unknown":
      return null;
  }
}

function statusOf(error: unknown): number | null {
  return isRecord(error) && typeof error["status"] === "number" ? error["status"] : null;
}

/** GitHub's own words where there are any; Octokit adds an address of the documentation. */
function wordsOf(error: unknown): string {
  const response = isRecord(error) ? error["response"] : undefined;
  const data = isRecord(response) ? response["data"] : undefined;
  const said = isRecord(data) && typeof data["message"] === "string" ? data["message"] : null;
  const status = response === undefined ? "" : ` (status ${String(statusOf(error) ?? "unknown")})`;
  const words = said ?? (response === undefined && error instanceof Error ? error.message : "no reason given");
  const line = redact(words).split("\n", 1).join("").trim();
  return `${line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line}${status}`;
}

function hintsFor(error: unknown): readonly string[] {
  const isCertificate = error instanceof Error && /certificate/i.test(error.message);
  return isCertificate ? ["for a certificate of your own authority, set `NODE_EXTRA_CA_CERTS` to its file"] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
