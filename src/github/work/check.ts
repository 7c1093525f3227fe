import { AnalysisError } from "../analysis/pool.ts";
import {
  cancelCheckRun,
  completeCheckRun,
  startCheckRun,
  type Cancellation,
  type CheckRun,
} from "../publish/check-run.ts";
import type { CheckResult } from "../publish/check-run-requests.ts";
import { toExternalId, type CheckRunKey, type CheckTarget } from "../publish/check-target.ts";
import { isGone } from "../repository/errors.ts";
import type { Task } from "./workshop.ts";

/** A check run that is to be completed. */
export interface StartedRun {
  readonly key: CheckRunKey;
  readonly run: CheckRun;
}

const STARTED = { title: "Comparing", summary: "Comparing what the manifests of both sides allow." };

/** The check run of what is to be judged, in progress. */
export async function startRun(
  { shop, client, reader, key: job }: Task,
  headSha: string,
  target: CheckTarget,
): Promise<StartedRun> {
  const key = { appId: shop.appId, headSha, externalId: toExternalId(target) };
  const run = await startCheckRun(client, reader.repository, key, STARTED, "start a new one");
  shop.openRuns.open(job, { headSha, run });
  return { key, run };
}

export async function completeRun(
  { shop, client, reader, key: job }: Task,
  { key, run }: StartedRun,
  result: CheckResult,
): Promise<void> {
  await completeCheckRun(client, reader.repository, key, run, result);
  shop.openRuns.close(job);
}

/** Ends what this job, or one before it with its key, has begun; does nothing where that is completed. */
export async function cancelRun({ shop, client, reader, key }: Task, why: Cancellation): Promise<void> {
  const open = shop.openRuns.get(key);
  if (open === undefined) return;
  await cancelCheckRun(client, reader.repository, open.run, why);
  shop.openRuns.close(key);
}

/**
 * What `judge` finds. A required check that is never reported blocks the pull request for ever: where trying again would
 * not help, the run fails with the reason.
 *
 * @throws what `judge` throws
 */
export async function judged<T>(task: Task, started: StartedRun, judge: () => Promise<T>): Promise<T> {
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
      await completeRun(task, started, { conclusion: "failure", text, annotations: [] });
    }
    throw error;
  }
}
