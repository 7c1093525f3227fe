import { Worker } from "node:worker_threads";
import type { FromWorker, ToWorker, WorkerData } from "./protocol.ts";
import type { Files } from "./request.ts";
import { pack } from "./pack.ts";

/** A thread with one instance of the renderers. After a crash it is of no use. */
export interface Thread {
  /**
   * @returns the answer of the module, or why there is none
   */
  readonly render: (request: Uint8Array, files: Files) => Promise<Uint8Array | Crash>;
  /** Whether it has loaded these files. */
  readonly holds: (files: Files) => boolean;
  /** Ends it at once; what it works on ends as a crash. */
  readonly end: () => Promise<void>;
}

export interface Crash {
  readonly crashed: string;
  /** The end of what the program wrote to standard error. */
  readonly words: string;
}

/**
 * Of the JavaScript around the module, and of the stack that the module uses, too: templates may call each other a
 * thousand times, as in Helm.
 */
const RESOURCES = { maxOldGenerationSizeMb: 512, stackSizeMb: 64 };

/** Gives a thread once it is ready. It has no environment and no standard input, and does not keep the process alive. */
export async function startThread(script: URL, data: WorkerData): Promise<Thread | Crash> {
  const worker = new Worker(script, {
    workerData: data,
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCES,
  });
  let settle: ((message: FromWorker) => void) | undefined;
  let over: FromWorker | undefined;
  const next = (): Promise<FromWorker> =>
    new Promise((resolve) => {
      if (over === undefined) settle = resolve;
      else resolve(over);
    });
  const last = (reason: string): void => {
    over ??= { kind: "crashed", reason, words: "" };
    settle?.(over);
  };
  worker.on("message", (message: FromWorker) => settle?.(message));
  worker.on("error", (error: unknown) => last(String(error)));
  worker.on("exit", () => last("the thread has ended"));

  const ask = async (message: ToWorker): Promise<Uint8Array | Crash> => {
    const answer = next();
    worker.postMessage(message);
    return toResult(await answer);
  };
  const first = await next();
  worker.unref();
  if (first.kind === "crashed") return { crashed: first.reason, words: first.words };

  let loaded: Files | undefined;
  return {
    render: async (request, files) => {
      worker.ref();
      try {
        if (loaded !== files) {
          const crash = await ask({ kind: "load", bytes: pack(files) });
          if ("crashed" in crash) return crash;
          loaded = files;
        }
        return await ask({ kind: "render", bytes: request });
      } finally {
        worker.unref();
      }
    },
    holds: (files) => loaded === files,
    end: async () => {
      await worker.terminate();
    },
  };
}

function toResult(message: FromWorker): Uint8Array | Crash {
  if (message.kind === "done") return message.bytes;
  return message.kind === "crashed"
    ? { crashed: message.reason, words: message.words }
    : { crashed: "the thread spoke out of turn", words: "" };
}
