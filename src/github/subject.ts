/** What is judged: the files of two commits, as GitHub holds them. */
import type { Side } from "../engine/index.ts";
import type { Snapshot } from "../manifests/index.ts";
import { shortId, type ComparedPair } from "../report/index.ts";
import { choosePair, mergeGroupPair, type Pair } from "./repository/pair.ts";
import type { PullRequest } from "./repository/pull-request.ts";
import { serverLimits, type RepositoryReader } from "./repository/reader.ts";
import { readSnapshots } from "./repository/snapshot.ts";

/** Two snapshots, and what a report says of them on GitHub. Plain data: it goes to another thread. */
export interface Subject {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly pair: ComparedPair;
  /** Branches or commits, for people. */
  readonly names: Readonly<Record<Side, string>>;
  /** Web address of the files of each commit, without a slash at its end: `https://host/owner/repo/blob/<commit>`. */
  readonly addresses: Readonly<Record<Side, string>>;
}

/**
 * Both sides of a pull request. `webUrl`: of the repositories' host, without a slash at its end.
 *
 * @throws what the client throws (see `classifyError`)
 */
export async function readPullRequestSubject(
  reader: RepositoryReader,
  pull: PullRequest,
  webUrl: string,
): Promise<Subject> {
  const pair = await choosePair(reader.client, reader.repository, pull);
  return readSubject(reader, pair, { base: pull.base.ref, head: pull.head.ref }, pull.head.sha, webUrl);
}

/** Both sides of a group of the merge queue; likewise. */
export async function readGroupSubject(
  reader: RepositoryReader,
  baseSha: string,
  headSha: string,
  webUrl: string,
): Promise<Subject> {
  const names = { base: shortId(baseSha), head: shortId(headSha) };
  return readSubject(reader, mergeGroupPair(baseSha, headSha), names, headSha, webUrl);
}

async function readSubject(
  reader: RepositoryReader,
  pair: Pair,
  names: Subject["names"],
  head: string,
  webUrl: string,
): Promise<Subject> {
  const { owner, repo } = reader.repository;
  const { before, after } = await readSnapshots(reader, pair, serverLimits);
  const address = (commit: string): string =>
    `${webUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/blob/${commit}`;
  return {
    before,
    after,
    pair: comparedPair(pair, head),
    names,
    addresses: { base: address(pair.before), head: address(pair.after) },
  };
}

function comparedPair(pair: Pair, head: string): ComparedPair {
  switch (pair.kind) {
    case "test-merge":
      return { type: "test-merge", base: pair.before, head, merge: pair.after };
    case "merge-base":
      return { type: "merge-base", mergeBase: pair.before, head };
    case "merge-group":
      return { type: "merge-group", base: pair.before, head };
  }
}
