/** From a webhook to the completed check run, and where the time goes. */
import type { LoggedRequest, Webhook } from "../../test/github/fake/index.ts";
import type { Counts } from "../engine-layer.ts";
import { median } from "../runs.ts";
import { FIVE_HUNDRED, manifestsOfSize } from "./repository.ts";
import { branchOf, completedRuns, openPullRequest, play, type Scene } from "./scene.ts";

export interface ReviewTime {
  readonly layer: "app";
  /** `cold`: the first pull request after the start. `warm`: a push to it that changes one file. */
  readonly measure: "cold" | "warm";
  readonly manifests: number;
  readonly runs: number;
  /** Median, from the delivery of the webhook to the answer that completes the check run. */
  readonly milliseconds: number;
  /** Median of the processor time of the server, all threads together: what a busy machine does not change much. */
  readonly cpuMilliseconds: number;
  /** Medians of the parts, in their order. */
  readonly parts: Parts;
  /** API requests of one review, and how many of them write. The redirected download of an archive counts. */
  readonly counts: Counts;
}

/**
 * Milliseconds. `waiting`: the debounce of the queue, 1,500, up to the answer that tells the pull request. `starting`: until
 * the check run is in progress. `reading`: commits, trees, blobs or an archive. `analysing`: in a thread of its own, up to
 * the answer that tells that the head is still the same. `publishing`: the comment and the completed check run.
 */
type Parts = Readonly<Record<"waiting" | "starting" | "reading" | "analysing" | "publishing", number>>;

type Measurement = Pick<ReviewTime, "milliseconds" | "cpuMilliseconds" | "parts" | "counts">;

/** A fresh server for each run: one review cold, then one warm. */
export async function measureReviews(runs: number): Promise<readonly ReviewTime[]> {
  const manifests = manifestsOfSize(FIVE_HUNDRED);
  const both = (): Promise<Readonly<Record<ReviewTime["measure"], Measurement>>> =>
    play({ manifests, repositories: 1 }, async (scene) => {
      const [repository] = scene.repositories;
      const cold = await measure(scene, openPullRequest(repository, manifests, 0));
      const push = { branch: branchOf(0), changes: manifests.edit(1) };
      return { cold, warm: await measure(scene, repository.push(push).webhooks) };
    });
  // The fake compiles GitHub's description where it is first used, which takes seconds that are not the server's.
  await both();
  const all: Awaited<ReturnType<typeof both>>[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await both());
  return (["cold", "warm"] as const).map((name) =>
    summary(
      name,
      manifests.count,
      all.map((one) => one[name]),
    ),
  );
}

async function measure(scene: Scene, webhooks: readonly Webhook[]): Promise<Measurement> {
  const { github, target } = scene;
  const before = completedRuns(scene);
  github.forgetRequests();
  const used = await scene.usage();
  const start = Date.now();
  await github.deliver(webhooks, target);
  await github.until(() => completedRuns(scene) > before);
  const requests = [...github.requests];
  const writes = requests.filter(({ method }) => method !== "GET").length;
  return {
    milliseconds: (requests.at(-1)?.at ?? Number.NaN) - start,
    cpuMilliseconds: (await scene.usage()).cpuMilliseconds - used.cpuMilliseconds,
    parts: partsOf(requests, start),
    counts: { requests: requests.length, writes },
  };
}

/** Cuts the time where answers of certain operations came. */
function partsOf(requests: readonly LoggedRequest[], start: number): Parts {
  const reads = requests.filter(({ operation }) => operation.startsWith("git/") || operation === "codeload");
  const pulls = requests.filter(({ operation }) => operation === "pulls/get");
  const at = (request: LoggedRequest | undefined): number => request?.at ?? Number.NaN;
  const found = at(pulls[0]);
  const started = at(requests.find(({ operation }) => operation === "checks/create"));
  const read = at(reads.at(-1));
  const analysed = at(pulls.at(-1));
  return {
    waiting: found - start,
    starting: started - found,
    reading: read - started,
    analysing: analysed - read,
    publishing: at(requests.at(-1)) - analysed,
  };
}

function summary(measure: ReviewTime["measure"], manifests: number, all: readonly Measurement[]): ReviewTime {
  const part = (name: keyof Parts): number => median(all.map(({ parts }) => parts[name]));
  return {
    layer: "app",
    measure,
    manifests,
    runs: all.length,
    milliseconds: median(all.map(({ milliseconds }) => milliseconds)),
    cpuMilliseconds: Math.round(median(all.map(({ cpuMilliseconds }) => cpuMilliseconds))),
    parts: {
      waiting: part("waiting"),
      starting: part("starting"),
      reading: part("reading"),
      analysing: part("analysing"),
      publishing: part("publishing"),
    },
    counts: {
      requests: Math.max(...all.map(({ counts }) => counts["requests"] ?? 0)),
      writes: Math.max(...all.map(({ counts }) => counts["writes"] ?? 0)),
    },
  };
}
