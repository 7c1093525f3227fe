import type { GitHubClient } from "../client.ts";

/** How long the answer to a write is waited for, in milliseconds: GitHub itself gives a request up after ten seconds. */
const MAX_WRITE = 30_000;

/**
 * The same client for one job: what it asks, and what it reads of an archive, ends when the signal is aborted. Only a
 * write that is on its way ends with its answer: it may take effect all the same, and the next job has to find what it
 * did. None leaves after the signal.
 */
export function abortable(client: GitHubClient, signal: AbortSignal): GitHubClient {
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    if (init.method === "GET") return fetch(url, init);
    signal.throwIfAborted();
    return fetch(url, { ...init, signal: AbortSignal.timeout(MAX_WRITE) });
  };
  return { request: client.request.defaults({ request: { signal, fetch: send } }) };
}
