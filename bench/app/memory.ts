/** What the server's process holds after many pull requests, and whether it goes on growing. */
import { slope } from "../growth.ts";
import { rounded } from "../runs.ts";
import { FIFTY, manifestsOfSize } from "./repository.ts";
import { completedRuns, openPullRequest, play } from "./scene.ts";

export interface MemoryUse {
  readonly layer: "app";
  readonly measure: "memory";
  readonly manifests: number;
  readonly repositories: number;
  readonly pullRequests: number;
  readonly pullRequestsPerSecond: number;
  /** Of the process with its threads: before the first pull request, after half of them, and after all. */
  readonly residentMegabytes: { readonly start: number; readonly half: number; readonly end: number };
  /** What the main thread holds in the end, after a collection. */
  readonly heldMegabytes: number;
  /**
   * Kilobytes that each pull request of the second half adds, by least squares: to what the main thread holds, which is
   * nearly the same in every run, and to resident memory, which depends on when threads happen to collect.
   */
  readonly growthKilobytes: { readonly held: number; readonly resident: number };
}

/** Pull requests that are opened together; a sample is taken after each batch. */
const BATCH = 50;
const MAX_BATCH_MILLISECONDS = 300_000;
const PRELOAD = [new URL("./unpaced.js", import.meta.url).href, new URL("./collecting.js", import.meta.url).href];

interface Sample {
  readonly done: number;
  readonly residentMegabytes: number;
  readonly heldMegabytes: number;
}

/**
 * Each pull request changes one policy, and is reviewed with a comment. Repositories, each of an owner of its own, take
 * turns. Writes are not paced: see `unpaced.ts`.
 */
export function measureMemory(repositories: number, pullRequests: number): Promise<MemoryUse> {
  const manifests = manifestsOfSize(FIFTY);
  return play({ manifests, repositories, preload: PRELOAD }, async (scene) => {
    const { github, target } = scene;
    const sample = async (done: number): Promise<Sample> => {
      const { residentMegabytes } = await scene.usage();
      await scene.collect();
      return { done, residentMegabytes, heldMegabytes: (await scene.usage()).heapMegabytes };
    };
    const samples = [await sample(0)];
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
      samples.push(await sample(done));
    }
    const seconds = (performance.now() - start) / 1000;
    const later = samples.filter(({ done }) => done >= pullRequests / 2);
    const resident = (one: Sample | undefined): number => Math.round(one?.residentMegabytes ?? Number.NaN);
    const growth = (of: (one: Sample) => number): number =>
      rounded(slope(later.map((one) => ({ x: one.done, y: of(one) * 1024 }))));
    return {
      layer: "app",
      measure: "memory",
      manifests: manifests.count,
      repositories,
      pullRequests,
      pullRequestsPerSecond: rounded(pullRequests / seconds),
      residentMegabytes: { start: resident(samples[0]), half: resident(later[0]), end: resident(samples.at(-1)) },
      heldMegabytes: rounded(samples.at(-1)?.heldMegabytes ?? Number.NaN),
      growthKilobytes: {
        held: growth(({ heldMegabytes }) => heldMegabytes),
        resident: growth(({ residentMegabytes }) => residentMegabytes),
      },
    };
  });
}
