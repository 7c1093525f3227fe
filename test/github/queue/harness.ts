import { vi } from "vitest";
import { EmbeddedQueue, type EmbeddedQueueOptions } from "../../../src/github/queue/embedded.ts";
import type { Settled } from "../../../src/github/queue/queue.ts";

export interface Job {
  readonly installation: number;
  readonly repository: number;
  readonly pull: number;
  readonly note: string;
}

export interface Running {
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

export interface Harness {
  readonly queue: EmbeddedQueue<Job>;
  /** Every job that was started, in order; each runs until its `end` or `fail` is called. */
  readonly started: Running[];
  readonly settled: Settled<Job>[];
  readonly notes: () => string[];
}

export const limits = {
  running: 2,
  runningPerInstallation: 2,
  waiting: 100,
  debounceMilliseconds: 1000,
  runMilliseconds: 600_000,
};

export function harness(
  changed: Partial<typeof limits> = {},
  retry: EmbeddedQueueOptions<Job>["retry"] = () => null,
): Harness {
  const started: Running[] = [];
  const settled: Settled<Job>[] = [];
  const queue = new EmbeddedQueue<Job>({
    work: (job, signal) =>
      new Promise((resolve, reject) => {
        started.push({ job, signal, end: resolve, fail: reject });
      }),
    retry,
    settled: (end) => settled.push(end),
    limits: { ...limits, ...changed },
  });
  return { queue, started, settled, notes: () => started.map(({ job }) => job.note) };
}

export function job(note: string, installation = 1, repository = installation): Job {
  return { installation, repository, pull: 1, note };
}

/** Lets what is due happen. */
export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

export const inAMinute = (): Date => new Date(Date.now() + 60_000);
