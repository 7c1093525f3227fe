/** What the server's process holds after many pull requests, and whether it goes on growing. */
import { slope } from "../growth.ts";
import { rounded } from "../runs.ts";
import { FIFTY, manifestsOfSize } from "./repository.ts";
import { completedRuns, openPullRequest, play, type Usage } from "./scene.ts";

export interface MemoryUse {
  readonly layer: "app";
  readonly measure: "memory";
  readonly manifests: number;
  readonly repositories: number;
  readonly pullRequests: number;
  readonly pullRequestsPerSecond: number;
  /** Of the process with its threads: before the first pull request, after half of them, and after all. */
  readonly residentMegabytes: { readonly start: number; readonly half: number; readonly end: number };
  /** In use on the main thread: the least of the samples of the second half. */
  readonly heapMegabytes: number;
  /** Kilobytes of resident memory that each pull request of the second half adds; least squares. */
  readonly growthKilobytes: number;
}

/** Pull requests that are opened together; a sample is taken after each batch. */
const BATCH = 50;
const MAX_BATCH_MILLISECONDS = 300_000;
const UNPACED = new URL("./unpaced.js", import.meta.url).href;

/**
 * Each pull request changes one policy, and is reviewed with a comment. Repositories, each of an owner of its own, take
 * turns. Writes are not paced: see `unpaced.ts`.
 */
export function measureMemory(repositories: number, pullRequests: number): Promise<MemoryUse> {
  const manifests = manifestsOfSize(FIFTY);
  return play({ manifests, repositories, preload: UNPACED }, async (scene) => {
    const { github, target } = scene;
    const samples: (Usage & { readonly done: number })[] = [{ ...(await scene.usage()), done: 0 }];
    const start = performance.now();
    for (let done = 0; done < pullRequests;) {
      const opened = Array.from({ length: Math.min(BATCH, pullRequests - done) }, (_, index) => {
        const repository = scene.repositories[(done + index) % repositories] ?? scene.repositories[0];
        return openPullRequest(repository, manifests, done + index);
      });
      done += opened.length;
      await Promise.all(opened.map((webhooks) => github.deliver(webhooks, target)));
      await github.until(() => completedRuns(scene) === done, MAX_BATCH_MILLISECONDS);
      github.forgetRequests();
      samples.push({ ...(await scene.usage()), done });
    }
    const seconds = (performance.now() - start) / 1000;
    const later = samples.filter(({ done }) => done >= pullRequests / 2);
    const resident = (sample: Usage | undefined): number => Math.round(sample?.residentMegabytes ?? Number.NaN);
    return {
      layer: "app",
      measure: "memory",
      manifests: manifests.count,
      repositories,
      pullRequests,
      pullRequestsPerSecond: rounded(pullRequests / seconds),
      residentMegabytes: { start: resident(samples[0]), half: resident(later[0]), end: resident(samples.at(-1)) },
      heapMegabytes: Math.round(Math.min(...later.map(({ heapMegabytes }) => heapMegabytes))),
      growthKilobytes: rounded(
        slope(later.map(({ done, residentMegabytes }) => ({ x: done, y: residentMegabytes * 1024 }))),
      ),
    };
  });
}
