/** The thread that analyses: one request in, one answer out. */
import { getHeapStatistics } from "node:v8";
import { parentPort } from "node:worker_threads";
import { createAnalyst, type AnalysisRequest } from "./analyse.ts";
import type { ThreadAnswer } from "./pool.ts";

const port = parentPort;
if (port === null) throw new Error("thread.js runs in a worker thread only");

/** What is remembered may take so much of the memory: the next analysis needs its own. */
const REMEMBERED_SHARE = 0.5;

const analyse = createAnalyst(() => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > REMEMBERED_SHARE * limit;
});
port.on("message", (request: AnalysisRequest) => {
  const answer = (value: ThreadAnswer): void => {
    port.postMessage(value);
  };
  analyse(request).then(
    (analysis) => {
      answer({ type: "result", ...analysis });
    },
    (error: unknown) => {
      answer({ type: "failure", message: error instanceof Error ? error.message : "the analysis failed" });
    },
  );
});
