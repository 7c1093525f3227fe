/** What is judged: the files of two commits, as GitHub holds them. */
import type { Side } from "../engine/index.ts";
import type { Snapshot } from "../manifests/index.ts";
import { shortId, type ComparedPair } from "../report/index.ts";
import { choosePair, mergeGroupPair, type Pair } from "./repository/pair.ts";
import type { PullRequest } from "./repository/pull-request.ts";
import { serverLimits, type RepositoryReader } from "./repository/reader.ts";
import { readSnapshots } from "./repository/snapshot.ts";

/** Two commits, and what a report says of them on GitHub. The contents of the commits and this decide all of a review. */
export interface Comparison {
  readonly pair: ComparedPair;
  /** Branches or commits, for people. */
  readonly names: Readonly<Record<Side, string>>;
  /** Web address of the files of each commit, without a slash at its end: `https://host/owner/repo/blob/<commit>`. */
  readonly addresses: Readonly<Record<Side, string>>;
}

/** The same with the files of both commits. Plain data: it goes to another thread. */
export interface Subject extends Comparison {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/**
 * What to compare for a pull request. `webUrl`: of the repositories' host, without a slash at its end.
 *
 * @throws what the client throws (see `classifyError`)
 */
export async function comparisonOfPullRequest(
  reader: RepositoryReader,
  pull: PullRequest,
  webUrl: string,
): Promise<Comparison> {
  const pair = await choosePair(reader.client, reader.repository, pull);
  return comparisonOf(reader, pair, { base: pull.base.ref, head: pull.head.ref }, pull.head.sha, webUrl);
}

/** What to compare for a group of the merge queue. */
export function comparisonOfGroup(
  reader: RepositoryReader,
  baseSha: string,
  headSha: string,
  webUrl: string,
): Comparison {
  const names = { base: shortId(baseSha), head: shortId(headSha) };
  return comparisonOf(reader, mergeGroupPair(baseSha, headSha), names, headSha, webUrl);
}

/** Reads both sides; `again` as in `readSnapshots`. @throws what the client throws */
export async function readSubject(
  reader: RepositoryReader,
  comparison: Comparison,
): Promise<{ readonly subject: Subject; readonly again: "same" | "more" }> {
  const { before, after, again } = await readSnapshots(reader, commitsOf(comparison.pair), serverLimits);
  return { subject: { ...comparison, before, after }, again };
}

/** The same for a pull request that is read once. @throws what the client throws */
export async function readPullRequestSubject(
  reader: RepositoryReader,
  pull: PullRequest,
  webUrl: string,
): Promise<Subject> {
  const { subject } = await readSubject(reader, await comparisonOfPullRequest(reader, pull, webUrl));
  return subject;
}

function comparisonOf(
  { repository: { owner, repo } }: RepositoryReader,
  pair: Pair,
  names: Comparison["names"],
  head: string,
  webUrl: string,
): Comparison {
  const address = (commit: string): string =>
    `${webUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/blob/${commit}`;
  return {
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

function commitsOf(pair: ComparedPair): { readonly before: string; readonly after: string } {
  switch (pair.type) {
    case "test-merge":
      return { before: pair.base, after: pair.merge };
    case "merge-base":
      return { before: pair.mergeBase, after: pair.head };
    case "merge-group":
      return { before: pair.base, after: pair.head };
  }
}
