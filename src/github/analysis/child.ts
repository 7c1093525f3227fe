/** The process that analyses: one request in, one answer out. */
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { openSandbox } from "../../render/index.ts";
import { createAnalyst, type AnalysisRequest } from "./analyse.ts";
import type { ChildAnswer } from "./pool.ts";

/** What is remembered may take so much of the memory: the next analysis needs its own. */
const REMEMBERED_SHARE = 0.5;

// One thread for each process: there are several of these, and each thread may take a gigabyte.
/** For the roots of one side: a part of what the pool gives to a whole analysis, so that what is rendered by then is judged. */
const RENDERING_MILLISECONDS = 45_000;

const sandbox = openSandbox({ threads: 1, allMilliseconds: RENDERING_MILLISECONDS });
const analyse = createAnalyst(sandbox.renderAll, () => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > REMEMBERED_SHARE * limit;
});
process.on("message", (request: AnalysisRequest) => {
  const answer = (value: ChildAnswer): void => {
    process.send?.(value);
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

// The server decides when this process ends; a terminal or a supervisor tells both, and what is under way is awaited.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit());

/** Ends this process when its parent is gone, also in the middle of an analysis, which does not look at anything. */
const WATCH = `setInterval(() => { if (process.ppid !== ${String(process.ppid)}) process.kill(process.pid, "SIGKILL"); }, 1000);`;
new Worker(WATCH, { eval: true }).unref();
