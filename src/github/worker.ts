import { COMMENT_MARKER, shortId, type CheckOutput, type ComparedPair } from "../report/index.ts";
import type { PublishedReview, Subject } from "./analysis/analyse.ts";
import { AnalysisError, type AnalysisPool } from "./analysis/pool.ts";
import type { GitHubClient, RepositoryName } from "./client.ts";
import type { CommandRequest } from "./commands/accept.ts";
import { answerRequest, needsReview } from "./commands/outcome.ts";
import { replyTo } from "./commands/reply.ts";
import { reviewOf } from "./events.ts";
import type { Place } from "./place.ts";
import { jobOf, type Job } from "./jobs.ts";
import {
  CHECK_NAME,
  completeCheckRun,
  startCheckRun,
  supersedeCheckRun,
  type CheckResult,
  type CheckRun,
} from "./publish/check-run.ts";
import { fromExternalId, toExternalId, type CheckRunKey, type CheckTarget } from "./publish/check-target.ts";
import { publishComment, type CommentAuthor } from "./publish/comment.ts";
import { dataOf, isGone } from "./repository/errors.ts";
import { choosePair, mergeGroupPair, type Pair } from "./repository/pair.ts";
import { readAgain, readPullRequest, type Patience, type PullRequest } from "./repository/pull-request.ts";
import { serverLimits, type RepositoryReader } from "./repository/reader.ts";
import { readSnapshots } from "./repository/snapshot.ts";
import { abortable } from "./repository/abortable.ts";

/** What the worker works with. */
export interface Workshop {
  readonly client: (installation: number) => Promise<GitHubClient>;
  readonly appId: number;
  /** Who writes our comments. */
  readonly author: CommentAuthor;
  readonly pool: AnalysisPool;
  readonly reader: (installation: number, client: GitHubClient, repository: RepositoryName) => RepositoryReader;
  readonly patience: Patience;
  /** Asks for a review besides the one at hand. */
  readonly offer: (job: Job) => void;
  /** Web address of the repositories' host, without a slash at its end. */
  readonly webUrl: string;
  /** Hears how a review ended. */
  readonly concluded: (job: Job, conclusion: "success" | "neutral" | "failure" | "superseded") => void;
}

/** Does one job. Safe to run again from the start after any failure. @throws what the client and the analysis throw */
export function createWorker(shop: Workshop): (job: Job, signal: AbortSignal) => Promise<void> {
  return async (job, signal) => {
    const client = abortable(await shop.client(job.installation), signal);
    const concluded: Concluded = (conclusion) => {
      shop.concluded(job, conclusion);
    };
    switch (job.type) {
      case "review":
        return reviewPullRequest(shop, client, job, concluded, signal);
      case "review-group":
        return reviewGroup(shop, client, job, concluded, signal);
      case "review-commit":
        return reviewCommit(shop, client, job.place, job.headSha);
      case "answer":
        return answer(shop, client, job.request, signal);
    }
  };
}

type Concluded = (conclusion: "success" | "neutral" | "failure" | "superseded") => void;

async function reviewPullRequest(
  shop: Workshop,
  client: GitHubClient,
  { place, number }: Extract<Job, { readonly type: "review" }>,
  concluded: Concluded,
  signal: AbortSignal,
): Promise<void> {
  const repository = nameOf(place);
  const pull = await readPullRequest(client, repository, number, shop.patience);
  if (pull.state === "closed") return;
  const key = checkKey(shop, pull.head.sha, { kind: "pull-request", number });
  const run = await startCheckRun(client, repository, key, STARTED, "start a new one");
  const judge = async (): Promise<PublishedReview> => {
    const pair = await choosePair(client, repository, pull);
    const subject = await readSubject(shop, client, place, pair, namesOf(pull), pull.head.sha);
    return analyse(shop, subject, signal);
  };
  const { check, comment, commentWanted } = await reportingFailure(judge, client, repository, key, run);

  const now = await readAgain(client, repository, pull);
  if (now.state === "closed" || now.head.sha !== pull.head.sha) {
    await supersedeCheckRun(client, repository, run, now.head.sha);
    concluded("superseded");
    // The push that moved the head asks for its own review; should its webhook be lost, this one does.
    if (now.state === "open") shop.offer(jobOf({ type: "review", place, number }));
    return;
  }
  const isWanted = commentWanted === "always" && !now.draft;
  const commentKey = { pullNumber: number, author: shop.author, marker: COMMENT_MARKER };
  await publishComment(client, repository, commentKey, comment, isWanted ? "create" : "leave");
  // Last: a completed check run is what tells the sweep that nothing is left to do.
  await completeCheckRun(client, repository, key, run, checkResult(check));
  concluded(check.conclusion);
}

async function analyse(shop: Workshop, subject: Subject, signal: AbortSignal): Promise<PublishedReview> {
  const result = await shop.pool.run({ type: "review", subject }, signal);
  if (result.type !== "review") throw new Error("a review was asked for");
  return result.review;
}

/**
 * A required check that is never reported blocks the pull request for ever: where trying again would not help, the run
 * fails with the reason.
 */
async function reportingFailure<T>(
  judge: () => Promise<T>,
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  run: CheckRun,
): Promise<T> {
  try {
    return await judge();
  } catch (error) {
    const reason =
      error instanceof AnalysisError
        ? `${error.message}.`
        : isGone(error)
          ? "GitHub holds no commit any more that could be compared with."
          : null;
    if (reason !== null) {
      const summary = `${reason} Nothing is known about what this change does to the network. "Re-run" tries again.`;
      const text = { title: "Not analysed", summary };
      await completeCheckRun(client, repository, key, run, { conclusion: "failure", text, annotations: [] });
    }
    throw error;
  }
}

async function reviewGroup(
  shop: Workshop,
  client: GitHubClient,
  { place, baseSha, headSha }: Extract<Job, { readonly type: "review-group" }>,
  concluded: Concluded,
  signal: AbortSignal,
): Promise<void> {
  const repository = nameOf(place);
  const key = checkKey(shop, headSha, { kind: "merge-group", baseSha });
  const run = await startCheckRun(client, repository, key, STARTED, "start a new one");
  const names = { base: shortId(baseSha), head: shortId(headSha) };
  const judge = async (): Promise<PublishedReview> => {
    const pair = mergeGroupPair(baseSha, headSha);
    return analyse(shop, await readSubject(shop, client, place, pair, names, headSha), signal);
  };
  const { check } = await reportingFailure(judge, client, repository, key, run);
  await completeCheckRun(client, repository, key, run, checkResult(check));
  concluded(check.conclusion);
}

/** Most check runs of ours on one commit that a re-run of all asks for. */
const MAX_RUNS = 100;

/** Finds out what our check runs on a commit were made for, and asks for each of them again. */
async function reviewCommit(shop: Workshop, client: GitHubClient, place: Place, headSha: string): Promise<void> {
  const { check_runs } = dataOf(
    await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      ...nameOf(place),
      ref: headSha,
      check_name: CHECK_NAME,
      app_id: shop.appId,
      filter: "all",
      per_page: MAX_RUNS,
    }),
  );
  for (const externalId of new Set(check_runs.map((run) => run.external_id))) {
    const target = fromExternalId(externalId);
    if (target !== null) shop.offer(jobOf(reviewOf(target, place, headSha)));
  }
}

async function answer(
  shop: Workshop,
  client: GitHubClient,
  request: CommandRequest,
  signal: AbortSignal,
): Promise<void> {
  const { place, pullRequest: number, lines, comment } = request;
  const repository = nameOf(place);
  const { recheck } = await replyTo(client, shop.author, request, async (rights) => {
    if (!needsReview(lines)) {
      return answerRequest(request, rights, () => Promise.reject(new Error("no command needs the manifests")));
    }
    const pull = await readPullRequest(client, repository, number, shop.patience);
    const pair = await choosePair(client, repository, pull);
    const subject = await readSubject(shop, client, place, pair, namesOf(pull), pull.head.sha);
    const result = await shop.pool.run({ type: "answers", subject, lines, comment, rights }, signal);
    if (result.type !== "answers") throw new Error("answers were asked for");
    return result.outcome;
  });
  if (recheck === "wanted") shop.offer(jobOf({ type: "review", place, number }));
}

const STARTED = { title: "Comparing", summary: "Comparing what the manifests of both sides allow." };

async function readSubject(
  shop: Workshop,
  client: GitHubClient,
  place: Place,
  pair: Pair,
  names: Subject["names"],
  head: string,
): Promise<Subject> {
  const repository = nameOf(place);
  const { before, after } = await readSnapshots(
    shop.reader(place.installation, client, repository),
    pair,
    serverLimits,
  );
  const address = (commit: string): string =>
    `${shop.webUrl}/${encodeURIComponent(repository.owner)}/${encodeURIComponent(repository.repo)}/blob/${commit}`;
  return {
    before,
    after,
    pair: comparedPair(pair, head),
    names,
    addresses: { base: address(pair.before), head: address(pair.after) },
  };
}

function checkResult({ title, summary, text, conclusion, annotations }: CheckOutput): CheckResult {
  return {
    conclusion,
    text: { title, summary, ...(text === null ? {} : { text }) },
    annotations: annotations.map(({ line, level, ...annotation }) => ({
      ...annotation,
      start_line: line,
      end_line: line,
      annotation_level: level,
    })),
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

function checkKey(shop: Workshop, headSha: string, target: CheckTarget): CheckRunKey {
  return { appId: shop.appId, headSha, externalId: toExternalId(target) };
}

function nameOf({ repository }: Place): RepositoryName {
  return { owner: repository.owner, repo: repository.repo };
}

function namesOf({ base, head }: PullRequest): Subject["names"] {
  return { base: base.ref, head: head.ref };
}
