import { readAnswer } from "./answer.ts";
import { defaultSandboxLimits, type SandboxLimits } from "./limits.ts";
import { sizeOf } from "./pack.ts";
import type { Files, RenderRequest, Rendering } from "./request.ts";
import { compileShipped, shippedFile } from "./shipped.ts";
import { startThread, type Crash, type Thread } from "./thread.ts";
import { describeCrash } from "./crash.ts";

/** Renders roots with Kustomize and Helm as they are, where they can reach nothing but the files that are handed in. */
export interface Sandbox {
  /**
   * Never rejects for what is in the files: that is `failed`.
   *
   * @throws the reason of the signal when it is aborted; an Error when the sandbox was closed or its module is damaged
   */
  readonly render: (request: RenderRequest, files: Files, signal?: AbortSignal) => Promise<Rendering>;
  /**
   * The same for many roots, on all threads; answers in the order of the requests. Those that are not rendered when the time
   * for all is over are `failed`.
   */
  readonly renderAll: (
    requests: readonly RenderRequest[],
    files: Files,
    signal?: AbortSignal,
  ) => Promise<readonly Rendering[]>;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}

interface Task {
  readonly request: RenderRequest;
  readonly files: Files;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (rendering: Rendering) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Threads start when there is work for them and stay, so that their code is warm and what they have loaded is there. One
 * that crashes, takes too long or is told to stop is ended, and another takes its place: nothing of a root that went wrong
 * stays for the next.
 */
export function openSandbox(options: Partial<SandboxLimits> = {}): Sandbox {
  const limits = { ...defaultSandboxLimits, ...options };
  const waiting: Task[] = [];
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  let busy = 0;
  let closed = false;
  let module: Promise<WebAssembly.Module> | undefined;

  const start = async (): Promise<Thread> => {
    module ??= compileShipped();
    const data = { module: await module, maxOutput: limits.outputBytes * ESCAPED + ANSWER_BYTES };
    const thread = await startThread(shippedFile("worker.js"), data);
    if ("crashed" in thread) throw new Error(`the renderers do not start: ${thread.crashed}`);
    if (closed) {
      await thread.end();
      throw closedError();
    }
    all.add(thread);
    return thread;
  };
  const discard = (thread: Thread): void => {
    all.delete(thread);
    void thread.end();
  };
  const next = (): void => {
    while (busy < limits.threads) {
      const task = waiting.shift();
      if (task === undefined) return;
      busy++;
      void work(task)
        .then(task.resolve, task.reject)
        .finally(() => {
          busy--;
          next();
        });
    }
  };
  const work = async (task: Task): Promise<Rendering> => {
    task.signal?.throwIfAborted();
    const thread = takeFor(task.files) ?? (await start());
    let outcome: Outcome;
    try {
      outcome = await race(thread, task, limits);
    } catch (reason) {
      discard(thread);
      throw reason;
    }
    if (closed) throw closedError();
    if (outcome instanceof Uint8Array) {
      idle.push(thread);
      return readAnswer(outcome);
    }
    discard(thread);
    return { failed: outcome === "late" ? late(limits) : describeCrash(outcome, limits), missing: [] };
  };
  /** The thread that has these files already, rather than another. */
  const takeFor = (files: Files): Thread | undefined => {
    const at = idle.findIndex((thread) => thread.holds(files));
    return at < 0 ? idle.pop() : idle.splice(at, 1)[0];
  };
  const render: Sandbox["render"] = (request, files, signal) =>
    new Promise((resolve, reject) => {
      if (closed) reject(closedError());
      else if (sizeOf(files) > limits.inputBytes) {
        resolve({ failed: `the files have more than ${String(limits.inputBytes)} bytes`, missing: [] });
      } else {
        waiting.push({ request, files, signal, resolve, reject });
        next();
      }
    });

  return {
    render,
    renderAll: async (requests, files, signal) => {
      const over = new AbortController();
      const timer = setTimeout(() => over.abort(ALL_LATE), limits.allMilliseconds);
      const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
      const renderInTime = (request: RenderRequest): Promise<Rendering> =>
        render(request, files, either).catch((reason: unknown) => {
          if (reason !== ALL_LATE) throw reason;
          return { failed: allLate(limits, requests.length), missing: [] };
        });
      try {
        return await Promise.all(requests.map(renderInTime));
      } finally {
        clearTimeout(timer);
      }
    },
    close: async () => {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(closedError());
      await Promise.all([...all].map((thread) => thread.end()));
    },
  };
}

/** JSON writes a byte of a document as six at most. */
const ESCAPED = 6;
const ANSWER_BYTES = 16 * 1024 * 1024;

type Outcome = Uint8Array | Crash | "late";

/** What the thread answers, or that it does not in time. @throws the reason of the signal */
async function race(thread: Thread, { request, files, signal }: Task, limits: SandboxLimits): Promise<Outcome> {
  const question = new TextEncoder().encode(JSON.stringify({ ...request, maxOutput: limits.outputBytes }));
  let cancel = (): void => undefined;
  const stopped = new Promise<"late">((resolve, reject) => {
    const timer = setTimeout(() => resolve("late"), limits.milliseconds);
    const abort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener("abort", abort, { once: true });
    cancel = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  });
  try {
    return await Promise.race([thread.render(question, files), stopped]);
  } finally {
    cancel();
  }
}

function late({ milliseconds }: SandboxLimits): string {
  return `rendering takes longer than ${String(milliseconds / 1000)} seconds`;
}

/** Why a task is given up when the time for all is over. */
const ALL_LATE = new Error("the time for all roots is over");

function allLate({ allMilliseconds }: SandboxLimits, count: number): string {
  return `rendering ${count === 1 ? "it" : `all ${String(count)} roots of a revision`} takes longer than ${String(allMilliseconds / 1000)} seconds`;
}

function closedError(): Error {
  return new Error("the sandbox is closed");
}
