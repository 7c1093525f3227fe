import { AnalysisError } from "../analysis/pool.ts";
import {
  cancelCheckRun,
  completeCheckRun,
  startCheckRun,
  type Cancellation,
  type CheckRun,
  type OnCommit,
} from "../publish/check-run.ts";
import type { CheckResult } from "../publish/check-run-requests.ts";
import { toExternalId, type CheckRunKey, type CheckTarget } from "../publish/check-target.ts";
import { isGone, isRefused } from "../repository/errors.ts";
import type { Task } from "./workshop.ts";

/** A check run that is to be completed. */
export interface StartedRun {
  readonly key: CheckRunKey;
  readonly run: CheckRun;
  /** What our runs on its commit are for besides. */
  readonly onCommit: OnCommit;
}

const STARTED = { title: "Comparing", summary: "Comparing what the manifests of both sides allow." };

/** The check run of what is to be judged, in progress. */
export async function startRun(
  { shop, client, reader, key: job }: Task,
  headSha: string,
  target: CheckTarget,
): Promise<StartedRun> {
  const key = { appId: shop.appId, headSha, externalId: toExternalId(target) };
  const { run, ...onCommit } = await startCheckRun(client, reader.repository, key, STARTED, "start a new one");
  shop.openRuns.open(job, { headSha, externalId: key.externalId, run });
  return { key, run, onCommit };
}

/**
 * Makes it seen on GitHub that a head is to be judged again: the newest run is one in progress. Should this process end before
 * the review begins, the sweep finds it.
 */
export async function announceRun({ shop, client, reader }: Task, headSha: string, target: CheckTarget): Promise<void> {
  const key = { appId: shop.appId, headSha, externalId: toExternalId(target) };
  await startCheckRun(client, reader.repository, key, STARTED, "start a new one");
}

/**
 * Completes the run. Where GitHub refuses the result, the run fails with few words instead, since one that stays in
 * progress blocks the pull request for ever, and trying again would not help (decision 0032).
 *
 * @throws what the client throws, a refusal of those few words among it
 */
export async function completeRun(
  { shop, client, reader, key: job }: Task,
  { key, run }: Pick<StartedRun, "key" | "run">,
  result: CheckResult,
): Promise<"published" | "refused"> {
  try {
    await completeCheckRun(client, reader.repository, key, run, result);
    shop.openRuns.close(job);
    return "published";
  } catch (error) {
    if (!isRefused(error)) throw error;
    await completeCheckRun(client, reader.repository, key, run, REFUSED);
    shop.openRuns.close(job);
    return "refused";
  }
}

const REFUSED: CheckResult = {
  conclusion: "failure",
  text: {
    title: "The result could not be published",
    summary:
      "GitHub refused what this check was to say. It says nothing about what this change does to the network; the " +
      'comment on the pull request may. "Re-run" tries again.',
  },
  annotations: [],
};

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
