/** The thread that analyses: one request in, one answer out. */
import { parentPort } from "node:worker_threads";
import { createAnalyst, type AnalysisRequest } from "./analyse.ts";
import type { ThreadAnswer } from "./pool.ts";

const port = parentPort;
if (port === null) throw new Error("thread.js runs in a worker thread only");

const analyse = createAnalyst();
port.on("message", (request: AnalysisRequest) => {
  const answer = (value: ThreadAnswer): void => {
    port.postMessage(value);
  };
  analyse(request).then(
    (result) => {
      answer({ type: "result", result });
    },
    (error: unknown) => {
      answer({ type: "failure", message: error instanceof Error ? error.message : "the analysis failed" });
    },
  );
});
