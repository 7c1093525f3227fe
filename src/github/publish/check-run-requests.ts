/** Check runs as the API takes them. */
import type { GitHubClient, RepositoryName } from "../client.ts";
import { dataOf } from "../repository/errors.ts";
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
  /** Buttons, at most three. */
  readonly actions?: readonly CheckAction[];
}

/** A button of a completed check run, as the API takes it: at most 20, 40 and 20 characters. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** A check run as the API gives it. */
export interface CheckRunAnswer {
  readonly id: number | bigint;
  readonly name: string;
  readonly external_id: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly id: number | bigint; readonly slug?: string } | null;
  readonly output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
    readonly annotations_count: number;
  };
}

/** An end of a run, or its beginning. */
export type CheckRunState =
  | { readonly status: "in_progress"; readonly output: CheckText }
  | {
      readonly status: "completed";
      readonly conclusion: CheckConclusion;
      readonly output: CheckText & { readonly annotations: CheckAnnotation[] };
      readonly actions?: CheckAction[];
    };

export function completed({ conclusion, text, annotations, actions = [] }: CheckResult): CheckRunState {
  const buttons = actions.length === 0 ? {} : { actions: [...actions] };
  return { status: "completed", conclusion, output: { ...text, annotations: [...annotations] }, ...buttons };
}

/**
 * No write is repeated blindly: after an answer that was lost, a creation would make a second run, and a completion
 * would append its annotations again. The job runs again and finds what stands.
 */
const onlyOnce = { retries: 0 };

/** A new run. */
export async function createRun(
  client: GitHubClient,
  repository: RepositoryName,
  key: Omit<CheckRunKey, "appId">,
  state: CheckRunState,
): Promise<CheckRunAnswer> {
  const response = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...repository,
    name: CHECK_NAME,
    head_sha: key.headSha,
    external_id: key.externalId,
    ...state,
    request: onlyOnce,
  });
  return dataOf(response);
}

/** Adds to what a run says: annotations are appended. */
export async function updateRun(
  client: GitHubClient,
  repository: RepositoryName,
  id: number,
  state: CheckRunState,
): Promise<void> {
  await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
    ...repository,
    check_run_id: id,
    ...state,
    request: onlyOnce,
  });
}
