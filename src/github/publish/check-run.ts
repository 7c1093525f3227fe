import { shortId } from "../../report/index.ts";
import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf, isGone } from "../repository/errors.ts";
import type { CheckRunKey } from "./check-target.ts";

/** What an administrator chooses as a required check. */
export const CHECK_NAME = "netpol";

/** What people read in a check run. The caller keeps GitHub's bounds: a title, and at most 65,535 characters each. */
export interface CheckText {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
}

/** A remark on a line of a file, as the API takes it. */
export interface CheckAnnotation {
  readonly path: string;
  /** 1-based, both inclusive. */
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly title?: string;
  readonly message: string;
}

export type CheckConclusion = "success" | "neutral" | "failure" | "cancelled" | "action_required";

/** How a check run ends. At most 50 annotations. */
export interface CheckResult {
  readonly conclusion: CheckConclusion;
  readonly text: CheckText;
  readonly annotations: readonly CheckAnnotation[];
}

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

/**
 * No write is repeated blindly: after an answer that was lost, a creation would make a second run, and a completion
 * would append its annotations again. The job runs again and finds what stands.
 */
const onlyOnce = { retries: 0 };

/** GitHub keeps 1,000 runs of one name, in answers of 100. */
const MAX_PAGES = 10;

/** The newest check run with this key, or `null`. One request, unless there are over 100 runs of this name. */
export async function findCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
): Promise<CheckRun | null> {
  let newest: CheckRunAnswer | null = null;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { check_runs } = dataOf(
      await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
        ...repository,
        ref: key.headSha,
        check_name: CHECK_NAME,
        app_id: key.appId,
        // The latest of a name may be that of another pull request with the same head.
        filter: "all",
        per_page: 100,
        page,
      }),
    );
    for (const run of check_runs) if (isOurs(run, key) && run.id > (newest?.id ?? 0)) newest = run;
    if (check_runs.length < 100) break;
  }
  return newest === null ? null : toCheckRun(newest);
}

/**
 * The run to complete: the one that is in progress, be it from before a crash, or a new one. A completed run is given
 * as it is when `completed` is `"keep"`, so that an analysis with the same result changes nothing; a person who asks
 * for it again sees a new one.
 */
export async function startCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  text: CheckText,
  completed: "keep" | "start a new one",
): Promise<CheckRun> {
  const known = await findCheckRun(client, repository, key);
  if (known !== null && (known.status === "running" || completed === "keep")) return known;
  return createCheckRun(client, repository, key, text);
}

/** A new run in progress, for a head that certainly has none with this key: one request less than `startCheckRun`. */
export async function createCheckRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  text: CheckText,
): Promise<CheckRun> {
  return create(client, repository, key, { status: "in_progress", output: text });
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
  const end: State = {
    status: "completed",
    conclusion: result.conclusion,
    output: { ...result.text, annotations: [...result.annotations] },
  };
  if (run.status === "completed") await create(client, repository, key, end);
  else await update(client, repository, run.id, end);
  return "completed";
}

/** Why a run has nothing to judge any more: another head, an end of the pull request, or one of the merge group. */
export type Cancellation =
  | { readonly type: "newer-head"; readonly headSha: string }
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
    await update(client, repository, run.id, {
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

interface CheckRunAnswer {
  readonly id: number | bigint;
  readonly name: string;
  readonly external_id: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly id: number | bigint } | null;
  readonly output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
    readonly annotations_count: number;
  };
}

function isOurs(run: CheckRunAnswer, key: CheckRunKey): boolean {
  return run.name === CHECK_NAME && run.app?.id === key.appId && run.external_id === key.externalId;
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

/** An end of a run, or its beginning. */
type State =
  | { readonly status: "in_progress"; readonly output: CheckText }
  | {
      readonly status: "completed";
      readonly conclusion: CheckConclusion;
      readonly output: CheckText & { readonly annotations: CheckAnnotation[] };
    };

async function create(
  client: GitHubClient,
  repository: RepositoryName,
  key: CheckRunKey,
  state: State,
): Promise<CheckRun> {
  const response = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...repository,
    name: CHECK_NAME,
    head_sha: key.headSha,
    external_id: key.externalId,
    ...state,
    request: onlyOnce,
  });
  return toCheckRun(dataOf(response));
}

async function update(client: GitHubClient, repository: RepositoryName, id: number, state: State): Promise<void> {
  await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
    ...repository,
    check_run_id: id,
    ...state,
    request: onlyOnce,
  });
}
