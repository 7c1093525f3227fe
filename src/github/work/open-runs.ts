import type { CheckRun } from "../publish/check-run.ts";

/** A check run that was begun and not completed. */
export interface OpenRun {
  readonly headSha: string;
  /** What it is for, as `external_id`. */
  readonly externalId: string;
  readonly run: CheckRun;
}

/**
 * Check runs that jobs have begun and not completed, by the key of the job, of which one runs at a time. An aborted job
 * leaves its run here, and the next one of the key ends it or goes on with it: only that one knows what stands now.
 */
export interface OpenRuns {
  readonly get: (key: string) => OpenRun | undefined;
  readonly open: (key: string, run: OpenRun) => void;
  readonly close: (key: string) => void;
}

/** Most runs that are remembered; the oldest is forgotten first. GitHub calls a run stale after two weeks. */
const MAX_REMEMBERED = 10_000;

/** In memory only: after the death of the process a run in progress is found where it stands on a head. */
export function createOpenRuns(): OpenRuns {
  const runs = new Map<string, OpenRun>();
  return {
    get: (key) => runs.get(key),
    open: (key, run) => {
      runs.delete(key);
      runs.set(key, run);
      const [oldest] = runs.keys();
      if (runs.size > MAX_REMEMBERED && oldest !== undefined) runs.delete(oldest);
    },
    close: (key) => void runs.delete(key),
  };
}
