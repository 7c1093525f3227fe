import { Octokit } from "@octokit/rest";
import type { GitHubClient } from "../client.ts";

/** GitHub ends a request after ten seconds; an Enterprise Server may take longer. */
const ANSWER_SECONDS = 30;

const nothing = (): undefined => undefined;

/** A client of a person's token, or of that of a workflow. It writes no log, and repeats nothing. */
export function createTokenClient(apiUrl: string, token: string, answerSeconds = ANSWER_SECONDS): GitHubClient {
  return new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: "netpol-review",
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    request: { fetch: fetchWithin(answerSeconds) },
  });
}

/** An answer has to begin in this time. How long its bytes take is not limited: an archive may be large. */
function fetchWithin(seconds: number): typeof fetch {
  return async (input, init) => {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new DOMException(`no answer within ${String(seconds)} seconds`, "TimeoutError"));
    }, 1000 * seconds);
    const signals = [late.signal, ...(init?.signal instanceof AbortSignal ? [init.signal] : [])];
    try {
      return await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    } finally {
      clearTimeout(timer);
    }
  };
}
