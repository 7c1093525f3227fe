import type { GitHubClient } from "../client.ts";
import { createCache, type Cache } from "../repository/cache.ts";
import type { Listing } from "../repository/listing.ts";
import { mergePatience, readPullRequest, type PullRequest } from "../repository/pull-request.ts";
import { readPullRequestSubject, type Subject } from "../subject.ts";
import type { PullRequestAddress } from "./address.ts";

/** A pull request, and the files of both its sides. */
export interface PullRequestReading {
  readonly pull: PullRequest;
  readonly subject: Subject;
}

/** Reads a pull request, open or closed, once. @throws what the client throws (see `classifyError`) */
export async function readPullRequestOnce(
  client: GitHubClient,
  { repository, number, webUrl }: PullRequestAddress,
): Promise<PullRequestReading> {
  const pull = await readPullRequest(client, repository, number, mergePatience);
  const reader = { client, repository, listings: cacheOfOneRun<Listing>(), blobs: cacheOfOneRun<Uint8Array>() };
  return { pull, subject: await readPullRequestSubject(reader, pull, webUrl) };
}

/** Reading has bounds of its own; nothing outlives the run. */
function cacheOfOneRun<V>(): Cache<V> {
  const uncounted = { onHit: () => undefined, onMiss: () => undefined };
  return createCache<V>({ limitBytes: Number.POSITIVE_INFINITY, ...uncounted }).forInstallation("");
}
