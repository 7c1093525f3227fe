import { Lanes } from "./lanes.ts";
import type { OfferResult, Queue, QueueJob, QueueState, Retry, Settled } from "./queue.ts";

export interface EmbeddedQueueOptions<Job extends QueueJob> {
  /** Does a job. It should end soon when `signal` aborts, be it with an error. */
  readonly work: (job: Job, signal: AbortSignal) => Promise<void>;
  /** Decides about a job that failed `attempt` times before; null gives it up. */
  readonly retry: (error: unknown, attempt: number) => Retry | null;
  readonly settled: (end: Settled<Job>) => void;
  readonly limits: QueueLimits;
}

export interface QueueLimits {
  /** Jobs that run at the same time, of all installations and of one. */
  readonly running: number;
  readonly runningPerInstallation: number;
  /** Jobs that wait, of all installations. */
  readonly waiting: number;
  /** From the first offer of a key to its start, so that a burst of offers is one job. */
  readonly debounceMilliseconds: number;
  /** A job that runs longer is aborted. */
  readonly runMilliseconds: number;
}

/** No wait is longer, whatever GitHub names: a quota is filled up every hour. */
const MAX_RETRY_MILLISECONDS = 2 * 60 * 60 * 1000;

interface Waiting<Job> {
  readonly key: string;
  readonly job: Job;
  readonly attempt: number;
  readonly offeredAt: number;
  /** Undefined once its time has come. */
  readonly timer: NodeJS.Timeout | undefined;
}

/** What is known of a key. A slot without either does not stay. */
interface Slot<Job> {
  waiting: Waiting<Job> | undefined;
  running: AbortController | undefined;
}

/** A queue in the memory of this process. What it held when the process died is found again by looking at GitHub. */
export class EmbeddedQueue<Job extends QueueJob> implements Queue<Job> {
  readonly #options: EmbeddedQueueOptions<Job>;
  readonly #slots = new Map<string, Slot<Job>>();
  /** Jobs whose time has come and whose key is free. */
  readonly #lanes: Lanes<Waiting<Job>>;
  #waiting = 0;
  #phase: "open" | "draining" | "stopped" = "open";
  #onIdle: () => void = () => undefined;

  constructor(options: EmbeddedQueueOptions<Job>) {
    const { running, runningPerInstallation } = options.limits;
    this.#options = options;
    this.#lanes = new Lanes({ running, runningPerLane: runningPerInstallation });
  }

  offer(key: string, job: Job): OfferResult {
    if (this.#phase !== "open") return "closed";
    const { waiting: limit, debounceMilliseconds } = this.#options.limits;
    const slot = this.#slots.get(key);
    if (slot === undefined && this.#waiting >= limit) return "full";
    slot?.running?.abort(abortError("superseded by a newer job"));
    const older = slot?.waiting;
    if (older !== undefined && (older.attempt === 0 || older.timer === undefined)) {
      // Keeps its turn: whoever pushes all the time is not put off for ever.
      this.#wait({ ...older, job, attempt: 0 });
      return "replaced";
    }
    clearTimeout(older?.timer);
    this.#waitUntil(Date.now() + debounceMilliseconds, { key, job, attempt: 0, offeredAt: Date.now() });
    return older === undefined ? "queued" : "replaced";
  }

  ensure(key: string, job: Job): OfferResult {
    return this.#slots.has(key) ? "known" : this.offer(key, job);
  }

  state(): QueueState {
    const offers = [...this.#slots.values()].flatMap(({ waiting }) =>
      waiting === undefined ? [] : [waiting.offeredAt],
    );
    const oldest = offers.reduce((least, offeredAt) => Math.min(least, offeredAt), Infinity);
    return {
      waiting: this.#waiting,
      running: this.#lanes.running,
      oldestSeconds: offers.length === 0 ? 0 : (Date.now() - oldest) / 1000,
    };
  }

  async drain(milliseconds: number): Promise<readonly string[]> {
    this.#phase = "draining";
    for (const { waiting } of this.#slots.values()) {
      if (waiting?.attempt === 0 && waiting.timer !== undefined) this.#come(waiting);
    }
    await this.#idle(milliseconds);
    this.#phase = "stopped";
    this.#lanes.stop();
    for (const { waiting, running } of this.#slots.values()) {
      clearTimeout(waiting?.timer);
      running?.abort(abortError("the queue is stopped"));
    }
    return [...this.#slots.keys()];
  }

  #waitUntil(time: number, waiting: Omit<Waiting<Job>, "timer">): void {
    const delay = time - Date.now();
    if (delay <= 0) {
      this.#come({ ...waiting, timer: undefined });
      return;
    }
    const timer = setTimeout(() => {
      const newest = this.#slots.get(waiting.key)?.waiting;
      if (newest !== undefined) this.#come(newest);
    }, delay);
    this.#wait({ ...waiting, timer });
  }

  /** Puts a job into its slot, and into its lane where its time has come and its key is free. */
  #wait(waiting: Waiting<Job>): void {
    const slot = this.#slots.get(waiting.key) ?? { waiting: undefined, running: undefined };
    this.#slots.set(waiting.key, slot);
    if (slot.waiting === undefined) this.#waiting++;
    slot.waiting = waiting;
    if (waiting.timer === undefined && slot.running === undefined) {
      this.#lanes.add(waiting.job, waiting.key, waiting);
    }
  }

  /** The time of a job has come. */
  #come(waiting: Waiting<Job>): void {
    clearTimeout(waiting.timer);
    this.#wait({ ...waiting, timer: undefined });
    this.#dispatch();
  }

  #dispatch(): void {
    if (this.#phase === "stopped") return;
    for (let next = this.#lanes.take(); next !== undefined; next = this.#lanes.take()) void this.#run(next);
    if (this.#lanes.running === 0) this.#onIdle();
  }

  async #run(waiting: Waiting<Job>): Promise<void> {
    const { key, job, attempt, offeredAt } = waiting;
    const controller = new AbortController();
    this.#slots.set(key, { waiting: undefined, running: controller });
    this.#waiting--;
    const tooSlow = setTimeout(
      () => controller.abort(abortError("the job takes too long")),
      this.#options.limits.runMilliseconds,
    );
    const error = await this.#attempt(job, controller.signal);
    clearTimeout(tooSlow);
    const retry = error === undefined || this.#phase === "stopped" ? null : this.#options.retry(error, attempt);
    const until = Math.min(retry?.at.getTime() ?? 0, Date.now() + MAX_RETRY_MILLISECONDS);
    if (retry?.scope === "installation") this.#lanes.pause(job.installation, until, () => this.#dispatch());
    const outcome = this.#outcome(key, { error, retry, signal: controller.signal });
    this.#free(key, job.installation);
    if (outcome === "retrying") this.#waitUntil(until, { key, job, attempt: attempt + 1, offeredAt });
    this.#options.settled({ key, job, outcome, attempt, error, seconds: (Date.now() - offeredAt) / 1000 });
    this.#dispatch();
  }

  /** What the work failed with; undefined when it did not. */
  async #attempt(job: Job, signal: AbortSignal): Promise<unknown> {
    try {
      await this.#options.work(job, signal);
      return undefined;
    } catch (error) {
      return error ?? new Error("failed without an error");
    }
  }

  /** Gives back the key and the place of a job that ended. */
  #free(key: string, installation: number): void {
    this.#lanes.release(installation);
    const waiting = this.#slots.get(key)?.waiting;
    this.#slots.delete(key);
    if (waiting === undefined) return;
    this.#slots.set(key, { waiting, running: undefined });
    this.#wait(waiting);
  }

  #outcome(key: string, { error, retry, signal }: Ending): Settled<Job>["outcome"] {
    if (this.#phase === "stopped" && signal.aborted) return "stopped";
    if (this.#slots.get(key)?.waiting !== undefined) return "superseded";
    if (error === undefined) return "done";
    return retry === null ? "failed" : "retrying";
  }

  /** Resolves when nothing runs and nothing can start, or after `milliseconds`. */
  async #idle(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(resolve, milliseconds);
      this.#onIdle = () => {
        clearTimeout(deadline);
        resolve();
      };
      this.#dispatch();
    });
  }
}

interface Ending {
  readonly error: unknown;
  readonly retry: Retry | null;
  readonly signal: AbortSignal;
}

/** What `fetch` and its users take for an end that was wanted, not for a failure of the network. */
function abortError(message: string): DOMException {
  return new DOMException(message, "AbortError");
}
