/** What every job says, whatever else it holds. */
export interface QueueJob {
  readonly installation: number;
  /** Its id: repositories of an installation take turns. */
  readonly repository: number;
}

/**
 * `queued` and `replaced`: it will run. `known`: one with its key waits or runs already. `full` and `closed`: it is not
 * taken, and the caller counts it; whoever looks at the state of pull requests from time to time finds it again.
 */
export type OfferResult = "queued" | "replaced" | "known" | "full" | "closed";

/** For metrics. */
export interface QueueState {
  readonly waiting: number;
  readonly running: number;
  /** Since the offer of the job that waits longest; 0 when none waits. */
  readonly oldestSeconds: number;
}

/**
 * Jobs by key. Of one key at most one job runs and at most one waits; the newest is the one that counts, since a job says
 * where to look and not what is there. All jobs of a key are of the same repository.
 */
export interface Queue<Job extends QueueJob> {
  /** Takes a job: it replaces the one that waits under its key, and aborts the one that runs. */
  offer(key: string, job: Job): OfferResult;
  /** Takes a job only where none with its key waits or runs. */
  ensure(key: string, job: Job): OfferResult;
  state(): QueueState;
  /**
   * Takes no more jobs, works on those that are there for `milliseconds` at most, then aborts. Resolves with the keys of
   * jobs that were not finished, among them those that wait to be tried again.
   */
  drain(milliseconds: number): Promise<readonly string[]>;
}

/** When a job that failed is tried again, and what has to wait until then: the job, or all jobs of its installation. */
export interface Retry {
  readonly at: Date;
  readonly scope: "job" | "installation";
}

/** How a job ended. `retrying` jobs run again, `superseded` ones were replaced, `stopped` ones met the end of `drain`. */
export interface Settled<Job extends QueueJob> {
  readonly key: string;
  readonly job: Job;
  readonly outcome: "done" | "superseded" | "retrying" | "failed" | "stopped";
  /** How often it had failed before. */
  readonly attempt: number;
  /** Since it was offered. */
  readonly seconds: number;
  /** What it failed with; undefined when it did not. */
  readonly error: unknown;
}
