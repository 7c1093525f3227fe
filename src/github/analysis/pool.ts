import { fork, type ChildProcess, type Serializable } from "node:child_process";
import { once } from "node:events";
import type { Analysis, AnalysisRequest, AnalysisResult } from "./analyse.ts";

/** Runs analyses outside of the process that answers GitHub. */
export interface AnalysisPool {
  /**
   * @throws AbortError when the signal is aborted; AnalysisError when the analysis takes too long, needs too much memory,
   * or fails
   */
  readonly run: (request: AnalysisRequest, signal: AbortSignal) => Promise<AnalysisResult>;
  /** Ends all processes; what still runs is rejected. */
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** The compiled `child.ts`. */
  readonly script: URL;
  readonly processes: number;
  /** Of an analysis. */
  readonly milliseconds: (request: AnalysisRequest) => number;
  /** Of the objects of one process. */
  readonly megabytes: number;
  /** Hears what an analysis read. */
  readonly observe: (files: Analysis["files"]) => void;
}

/** An analysis that came to no result, for a reason that is not the world's. */
export class AnalysisError extends Error {
  override readonly name = "AnalysisError";
}

/** What a process answers. */
export type ChildAnswer =
  ({ readonly type: "result" } & Analysis) | { readonly type: "failure"; readonly message: string };

interface Task {
  readonly request: AnalysisRequest;
  readonly signal: AbortSignal;
  readonly settle: (outcome: ChildAnswer | Error) => void;
}

/**
 * Processes, not threads: a thread that runs out of memory can take the whole server with it (decision 0025). They are
 * kept, so that their code stays warm, and are given no environment: secrets stay in the server. One that is told to
 * stop, or does not come to an end, is killed: the engine does not look at signals.
 */
export function createPool({ script, processes, milliseconds, megabytes, observe }: PoolOptions): AnalysisPool {
  const idle: ChildProcess[] = [];
  const busy = new Set<ChildProcess>();
  const waiting: Task[] = [];
  let closed = false;

  const start = (): ChildProcess => {
    const child = fork(script, {
      env: {},
      execArgv: [`--max-old-space-size=${String(megabytes)}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    // One that ends while it waits for work is missed by nobody; without a listener its error would end the server.
    child.on("error", () => undefined);
    child.on("exit", () => {
      const place = idle.indexOf(child);
      if (place >= 0) idle.splice(place, 1);
    });
    return child;
  };
  const next = (): void => {
    while (!closed && busy.size < processes) {
      const task = waiting.shift();
      if (task === undefined) return;
      if (task.signal.aborted) task.settle(abortError(task.signal));
      else work(idle.pop() ?? start(), task);
    }
  };
  const work = (child: ChildProcess, { request, signal, settle }: Task): void => {
    const patience = milliseconds(request);
    busy.add(child);
    const end = (outcome: ChildAnswer | Error, fate: "keep" | "end"): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      child.off("message", answered).off("error", failed).off("exit", exited);
      busy.delete(child);
      if (fate === "keep" && !closed) idle.push(child);
      else child.kill("SIGKILL");
      settle(outcome);
      next();
    };
    const abort = (): void => {
      end(abortError(signal), "end");
    };
    const answered = (message: Serializable): void => {
      const answer = message as ChildAnswer;
      if (answer.type === "result") observe(answer.files);
      end(answer, "keep");
    };
    const failed = (cause: Error): void => {
      end(new AnalysisError("the analysis failed", { cause }), "end");
    };
    const exited = (_status: number | null, by: NodeJS.Signals | null): void => {
      // V8 aborts the process that it cannot give more memory to.
      const reason = by === "SIGABRT" ? `needed more than ${String(megabytes)} MB of memory` : "ended without a result";
      end(new AnalysisError(`the analysis ${reason}`), "end");
    };
    const timer = setTimeout(() => {
      end(new AnalysisError(`the analysis took longer than ${String(patience / 1000)} seconds`), "end");
    }, patience);
    signal.addEventListener("abort", abort, { once: true });
    child.on("message", answered).on("error", failed).on("exit", exited);
    child.send(request, (error) => {
      // One that is gone was heard of already, or is about to be.
      if (error !== null && child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    });
  };

  return {
    run: (request, signal) =>
      new Promise((resolve, reject) => {
        const settle = (outcome: ChildAnswer | Error): void => {
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
      await Promise.all([...idle, ...busy].map(ended));
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException("superseded", "AbortError");
}
