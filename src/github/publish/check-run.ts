import { shortId } from "../../report/index.ts";
import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf, isGone } from "../repository/errors.ts";
import { pages, PER_PAGE } from "../repository/pages.ts";
import {
  CHECK_NAME,
  completed,
  createRun,
  updateRun,
  type CheckResult,
  type CheckRunAnswer,
  type CheckText,
} from "./check-run-requests.ts";
import {
  fromExternalId,
  toExternalId,
  type CheckRunKey,
  type CheckTarget,
  type PullRequestTarget,
} from "./check-target.ts";

/** A check run of ours, as GitHub holds it. */
export interface CheckRun {
  readonly id: number;
  readonly status: "running" | "completed";
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: number;
}

/** GitHub keeps 1,000 runs of one name, in answers of 100. */
const MAX_PAGES = 10;

/** The newest check run with this key, or `null`. One request, unless there are over 100 runs of this name. */
export async function findCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  { appId, headSha, externalId }: CheckRunKey,
): Promise<CheckRun | null> {
  const run = await findNewest(client, repository, { appId, headSha, isMeant: (other) => other === externalId });
  return run === null ? null : toCheckRun(run);
}

/** A check run of ours on the head of a merge group, and the base that it was begun with. */
export interface GroupRun {
  readonly baseSha: string;
  readonly run: CheckRun;
}

/**
 * The newest check run for a pull request, whatever its base branch, or `null` where that is one for another base branch than
 * the pull request has now: older ones say nothing about what GitHub shows. Requests as `findCheckRun`.
 */
export async function findPullRequestRun(
  client: GitHubClient,
  repository: RepositoryName,
  { appId, headSha }: Omit<CheckRunKey, "externalId">,
  target: PullRequestTarget,
): Promise<CheckRun | null> {
  const isMeant = (externalId: string | null): boolean => {
    const other = fromExternalId(externalId);
    return other?.kind === "pull-request" && other.number === target.number;
  };
  const run = await findNewest(client, repository, { appId, headSha, isMeant });
  return run === null || run.external_id !== toExternalId(target) ? null : toCheckRun(run);
}

/** The newest check run for a merge group with this head, whatever its base, or `null`. Requests as `findCheckRun`. */
export async function findGroupRun(
  client: GitHubClient,
  repository: RepositoryName,
  { appId, headSha }: Omit<CheckRunKey, "externalId">,
): Promise<GroupRun | null> {
  const isMeant = (externalId: string | null): boolean => fromExternalId(externalId)?.kind === "merge-group";
  const run = await findNewest(client, repository, { appId, headSha, isMeant });
  const target = fromExternalId(run?.external_id ?? null);
  return run === null || target?.kind !== "merge-group" ? null : { baseSha: target.baseSha, run: toCheckRun(run) };
}

/** Of our runs on a commit, those whose `external_id` is meant. */
interface Wanted extends Omit<CheckRunKey, "externalId"> {
  readonly isMeant: (externalId: string | null) => boolean;
}

async function findNewest(
  client: GitHubClient,
  repository: RepositoryName,
  wanted: Wanted,
): Promise<CheckRunAnswer | null> {
  return (await lookThrough(client, repository, wanted)).found;
}

/** What our runs on a commit are for. */
export interface OnCommit {
  /** The newest run first, each once. */
  readonly targets: readonly CheckTarget[];
  /** Whether there may be others: GitHub forgets the oldest runs. */
  readonly others: "all are known" | "there may be more";
}

/** Reads what our runs on a commit are for. Requests as `findCheckRun`. */
export async function readOnCommit(
  client: GitHubClient,
  repository: RepositoryName,
  key: Omit<CheckRunKey, "externalId">,
): Promise<OnCommit> {
  return (await lookThrough(client, repository, { ...key, isMeant: () => false })).onCommit;
}

interface Look {
  /** The newest that is meant. */
  readonly found: CheckRunAnswer | null;
  /** Of all, 0 where there is none. */
  readonly newestId: number;
  readonly onCommit: OnCommit;
}

async function lookThrough(
  client: GitHubClient,
  repository: RepositoryName,
  { appId, headSha, isMeant }: Wanted,
): Promise<Look> {
  const page = async (number: number): Promise<readonly CheckRunAnswer[]> => {
    const response = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      ...repository,
      ref: headSha,
      check_name: CHECK_NAME,
      app_id: appId,
      // The latest of a name may be that of another pull request with the same head.
      filter: "all",
      per_page: PER_PAGE,
      page: number,
    });
    return dataOf(response).check_runs;
  };
  let found: CheckRunAnswer | null = null;
  let count = 0;
  /** The newest run of each. */
  const ids = new Map<string, number>();
  for await (const run of pages(page, MAX_PAGES)) {
    count += 1;
    if (run.name !== CHECK_NAME || run.app?.id !== appId) continue;
    const { external_id: externalId } = run;
    const id = Number(run.id);
    if (externalId !== null) ids.set(externalId, Math.max(id, ids.get(externalId) ?? 0));
    if (isMeant(externalId) && id > (found?.id ?? 0)) found = run;
  }
  const targets = [...ids]
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([externalId]) => fromExternalId(externalId) ?? []);
  const others = count < MAX_PAGES * PER_PAGE ? "all are known" : "there may be more";
  return { found, newestId: Math.max(0, ...ids.values()), onCommit: { targets, others } };
}

/** A run to complete, and what our runs on its commit were for before. */
export interface StartedCheckRun extends OnCommit {
  readonly run: CheckRun;
}

/**
 * The run to complete: the one that is in progress, be it from before a crash, or a new one. A completed run is given
 * as it is when `completed` is `"keep"`, so that an analysis with the same result changes nothing; a person who asks
 * for it again sees a new one. It is the newest of ours on the commit: that is the one that GitHub goes by.
 */
export async function startCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  text: CheckText,
  completed: "keep" | "start a new one",
): Promise<StartedCheckRun> {
  const isMeant = (other: string | null): boolean => other === key.externalId;
  const { found, newestId, onCommit } = await lookThrough(client, repository, { ...key, isMeant });
  const known = found === null ? null : toCheckRun(found);
  if (known !== null && (known.status === "running" || completed === "keep")) {
    if (known.id === newestId) return { ...onCommit, run: known };
    await cancelCheckRun(client, repository, known, { type: "newer-run" });
  }
  return { ...onCommit, run: await createCheckRun(client, repository, key, text) };
}

/** A new run in progress, for a head that certainly has none with this key: one request less than `startCheckRun`. */
export async function createCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  text: CheckText,
): Promise<CheckRun> {
  return toCheckRun(await createRun(client, repository, key, { status: "in_progress", output: text }));
}

/**
 * Completes the run. A run that was kept completed stays untouched where the result is the same; where it differs a new
 * one takes its place, since annotations of a run can only be added to.
 */
export async function completeCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  run: CheckRun,
  result: CheckResult,
): Promise<"completed" | "unchanged"> {
  if (run.status === "completed" && says(run, result)) return "unchanged";
  const end = completed(result);
  if (run.status === "completed") await createRun(client, repository, key, end);
  else await updateRun(client, repository, run.id, end);
  return "completed";
}

/** The app that made a check run. */
export interface CheckRunMaker {
  readonly id: number;
  /** Its name in addresses. */
  readonly slug?: string;
}

/**
 * A new completed run, for whoever has not started one; on the page of a commit the newest of a name takes the place of
 * earlier ones. Says who made it: a token itself does not.
 */
export async function reportCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: Omit<CheckRunKey, "appId">,
  result: CheckResult,
): Promise<CheckRunMaker> {
  const { app } = await createRun(client, repository, key, completed(result));
  if (app === null) throw new Error("GitHub does not say who made the check run");
  return { id: Number(app.id), ...(app.slug === undefined ? {} : { slug: app.slug }) };
}

/** Why a run has nothing to judge any more: another head or base branch, an end of the pull request, or one of the merge group. */
export type Cancellation =
  | { readonly type: "newer-head"; readonly headSha: string }
  | { readonly type: "base-changed" }
  | { readonly type: "newer-run" }
  | { readonly type: "pull-request-closed" }
  | { readonly type: "merge-group-removed" };

/** Ends a run that is in progress and will not be completed. One that is gone has ended. */
export async function cancelCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  run: CheckRun,
  why: Cancellation,
): Promise<void> {
  if (run.status === "completed") return;
  try {
    await updateRun(client, repository, run.id, {
      status: "completed",
      conclusion: "cancelled",
      output: { ...cancellationText(why), annotations: [] },
    });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function cancellationText(why: Cancellation): CheckText {
  switch (why.type) {
    case "newer-head":
      return {
        title: `Superseded by ${shortId(why.headSha)}`,
        summary: "A newer commit was pushed while this one was analysed.",
      };
    case "base-changed":
      return {
        title: "The base branch was changed",
        summary: "The pull request got another base branch while this commit was compared with the one before.",
      };
    case "newer-run":
      return {
        title: "Superseded by a newer run",
        summary: "Another pull request has the same commit as its head: both are judged by a newer run.",
      };
    case "pull-request-closed":
      return {
        title: "The pull request was closed",
        summary: "It was closed while this commit was analysed. When it is opened again, so is the analysis.",
      };
    case "merge-group-removed":
      return {
        title: "The merge group was removed",
        summary: "The group left the merge queue while this commit was analysed.",
      };
  }
}

function toCheckRun({ id, status, conclusion, output }: CheckRunAnswer): CheckRun {
  return {
    id: Number(id),
    status: status === "completed" ? "completed" : "running",
    conclusion,
    title: output.title,
    summary: output.summary,
    text: output.text,
    annotations: output.annotations_count,
  };
}

function says(run: CheckRun, { conclusion, text, annotations }: CheckResult): boolean {
  return (
    run.conclusion === conclusion &&
    run.title === text.title &&
    run.summary === text.summary &&
    (run.text ?? "") === (text.text ?? "") &&
    run.annotations === annotations.length
  );
}
