import type { GitHubClient } from "../client.ts";

/** The same client for one job: what it asks, and what it reads of an archive, ends when the signal is aborted. */
export function abortable(client: GitHubClient, signal: AbortSignal): GitHubClient {
  return { request: client.request.defaults({ request: { signal } }) };
}
