import { Worker } from "node:worker_threads";
import type { Analysis, AnalysisRequest, AnalysisResult } from "./analyse.ts";

/** Runs analyses outside of the thread that answers GitHub. */
export interface AnalysisPool {
  /**
   * @throws AbortError when the signal is aborted; AnalysisError when the analysis takes too long, needs too much memory,
   * or fails
   */
  readonly run: (request: AnalysisRequest, signal: AbortSignal) => Promise<AnalysisResult>;
  /** Ends all threads; what still runs is rejected. */
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** The compiled `thread.js`. */
  readonly script: URL;
  readonly threads: number;
  readonly milliseconds: number;
  readonly megabytes: number;
  /** Hears what an analysis read. */
  readonly observe: (files: Analysis["files"]) => void;
}

/** An analysis that came to no result, for a reason that is not the world's. */
export class AnalysisError extends Error {
  override readonly name = "AnalysisError";
}

/** What a thread answers. */
export type ThreadAnswer =
  ({ readonly type: "result" } & Analysis) | { readonly type: "failure"; readonly message: string };

interface Task {
  readonly request: AnalysisRequest;
  readonly signal: AbortSignal;
  readonly settle: (outcome: ThreadAnswer | Error) => void;
}

/**
 * Threads are kept, so that their code stays warm. One that is told to stop, or does not come to an end, is ended: the
 * engine does not look at signals. V8 keeps the bound of memory only where an allocation can be given up: a map or set
 * that grows beyond it ends the whole process.
 */
export function createPool({ script, threads, milliseconds, megabytes, observe }: PoolOptions): AnalysisPool {
  const idle: Worker[] = [];
  const busy = new Set<Worker>();
  const waiting: Task[] = [];
  let closed = false;

  const start = (): Worker => {
    const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: megabytes } });
    // One that ends while it waits for work is missed by nobody; without a listener its error would end the process.
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      const place = idle.indexOf(worker);
      if (place >= 0) idle.splice(place, 1);
    });
    return worker;
  };
  const next = (): void => {
    while (!closed && busy.size < threads) {
      const task = waiting.shift();
      if (task === undefined) return;
      if (task.signal.aborted) task.settle(abortError(task.signal));
      else work(idle.pop() ?? start(), task);
    }
  };
  const work = (worker: Worker, { request, signal, settle }: Task): void => {
    busy.add(worker);
    const end = (outcome: ThreadAnswer | Error, fate: "keep" | "end"): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      worker.off("message", answered).off("error", failed).off("exit", exited);
      busy.delete(worker);
      if (fate === "keep" && !closed) idle.push(worker);
      else void worker.terminate();
      settle(outcome);
      next();
    };
    const abort = (): void => {
      end(abortError(signal), "end");
    };
    const answered = (answer: ThreadAnswer): void => {
      if (answer.type === "result") observe(answer.files);
      end(answer, "keep");
    };
    const failed = (cause: Error): void => {
      const isMemory = "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
      const reason = isMemory ? `needed more than ${String(megabytes)} MB of memory` : "failed";
      end(new AnalysisError(`the analysis ${reason}`, { cause }), "end");
    };
    const exited = (): void => {
      end(new AnalysisError("the analysis ended without a result"), "end");
    };
    const timer = setTimeout(() => {
      end(new AnalysisError(`the analysis took longer than ${String(milliseconds / 1000)} seconds`), "end");
    }, milliseconds);
    signal.addEventListener("abort", abort, { once: true });
    worker.on("message", answered).on("error", failed).on("exit", exited);
    worker.postMessage(request);
  };

  return {
    run: (request, signal) =>
      new Promise((resolve, reject) => {
        const settle = (outcome: ThreadAnswer | Error): void => {
          if (outcome instanceof Error) reject(outcome);
          else if (outcome.type === "result") resolve(outcome.result);
          else reject(new AnalysisError(outcome.message));
        };
        if (closed) settle(new AnalysisError("the analysis was stopped"));
        else {
          waiting.push({ request, signal, settle });
          next();
        }
      }),
    close: async () => {
      closed = true;
      for (const task of waiting.splice(0)) task.settle(new AnalysisError("the analysis was stopped"));
      await Promise.all([...idle, ...busy].map((worker) => worker.terminate()));
    },
  };
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException("superseded", "AbortError");
}
