/** Measures the app: the compiled server as a process, against a GitHub on loopback. */
import { measureBurst, type Burst } from "./burst.ts";
import { measureMemory, type MemoryUse } from "./memory.ts";
import { measureReviews, type ReviewTime } from "./review-time.ts";

export type AppResult = ReviewTime | Burst | MemoryUse;

/** `thorough` is two thousand reviews more than `brief`. */
export type AppScope = "thorough" | "brief";

const BURST_PULL_REQUESTS = 1000;
const MEMORY_PULL_REQUESTS = 1000;
const MEMORY_REPOSITORIES = [1, 50];

/** Every result as it comes. */
export async function* measureApp(runs: number, scope: AppScope): AsyncGenerator<AppResult> {
  yield* await measureReviews(runs);
  yield await measureBurst(BURST_PULL_REQUESTS);
  if (scope === "brief") return;
  for (const repositories of MEMORY_REPOSITORIES) yield await measureMemory(repositories, MEMORY_PULL_REQUESTS);
}
