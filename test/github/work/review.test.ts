/** A review of the same two commits is made once. */
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAnalyst, type AnalysisRequest } from "../../../src/github/analysis/analyse.ts";
import { AnalysisError } from "../../../src/github/analysis/pool.ts";
import type { PublishedReview } from "../../../src/github/analysis/published-review.ts";
import { createCache } from "../../../src/github/repository/cache.ts";
import type { RepositoryReader } from "../../../src/github/repository/reader.ts";
import { comparisonOfGroup, comparisonOfPullRequest, type Comparison } from "../../../src/github/subject.ts";
import { reviewComparison } from "../../../src/github/work/review.ts";
import { changedShop, shop } from "../../cli/shop.ts";
import { createHost, many, readerWith, type Host } from "../repository/support.ts";
import { noRenderer } from "../../support/change.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

interface Scene {
  readonly host: Host;
  readonly counts: { hits: number; misses: number; analyses: number };
  /** Reviews as an installation; with nothing in any other cache, unless a reader is given. */
  readonly review: (
    comparison: Comparison,
    installation?: string,
    reader?: RepositoryReader,
  ) => Promise<PublishedReview>;
  /** What the next analysis fails with. */
  fail: Error | null;
}

function scene(): Scene {
  const counts = { hits: 0, misses: 0, analyses: 0 };
  const reviews = createCache<PublishedReview>({
    limitBytes: 1_000_000,
    onHit: () => (counts.hits += 1),
    onMiss: () => (counts.misses += 1),
  });
  const made: Scene = {
    host: createHost(),
    counts,
    fail: null,
    review: async (comparison, installation = "1", reader = readerWith()) => {
      const run = (request: AnalysisRequest) => {
        counts.analyses += 1;
        if (made.fail !== null) return Promise.reject(made.fail);
        return createAnalyst(noRenderer)(request).then(({ result }) => result);
      };
      const task = {
        installation: Number(installation),
        shop: { pool: { run, close: () => Promise.resolve() } },
        reader,
        reviews: reviews.forInstallation(installation),
        signal: new AbortController().signal,
      };
      return reviewComparison(task, comparison);
    },
  };
  return made;
}

const group = comparisonOfGroup(readerWith(), "base", "merge", "https://github.test");

async function shops({ host }: Scene): Promise<void> {
  await host.commit("base", shop);
  await host.commit("merge", changedShop);
}

describe("a review", () => {
  it("of the same commits asks for nothing, analyses nothing, and is the same", async () => {
    const played = scene();
    await shops(played);
    const first = await played.review(group);
    expect(first.check.conclusion).toBe("neutral");
    played.host.requests.length = 0;
    expect(await played.review(structuredClone(group))).toEqual(first);
    expect(played.host.requests).toEqual([]);
    expect(played.counts).toEqual({ hits: 1, misses: 1, analyses: 1 });
  });

  it("names the commits, the branches and the repository that it is of, and no others", async () => {
    const played = scene();
    await shops(played);
    const first = await played.review(group);
    const others: Comparison[] = [
      { ...group, names: { ...group.names, base: "release" } },
      { ...group, addresses: { ...group.addresses, head: "https://github.test/acme/other/blob/merge" } },
      { ...group, pair: { type: "merge-base", mergeBase: "base", head: "merge" } },
    ];
    for (const other of others) await played.review(other);
    expect(played.counts).toEqual({ hits: 0, misses: 4, analyses: 4 });
    expect((await played.review(others[1] ?? group)).comment).not.toBe(first.comment);
  });

  it("is not shown to another installation", async () => {
    const played = scene();
    await shops(played);
    await played.review(group, "1");
    await played.review(group, "2");
    expect(played.counts).toEqual({ hits: 0, misses: 2, analyses: 2 });
  });

  it("is made again after an analysis that failed", async () => {
    const played = scene();
    await shops(played);
    played.fail = new AnalysisError("the analysis took longer than 120 seconds");
    await expect(played.review(group)).rejects.toThrow("took longer");
    played.fail = null;
    expect((await played.review(group)).check.conclusion).toBe("neutral");
  });

  it("is made again where another reading may find more", async () => {
    const played = scene();
    await played.host.commit("base", {});
    await played.host.commit(
      "merge",
      many(1100, (index) => `a: ${String(index)}`),
      {},
    );
    const reader = readerWith();
    expect((await played.review(group, "1", reader)).check.conclusion).toBe("failure");
    expect((await played.review(group, "1", reader)).check.conclusion).toBe("success");
    await played.review(group);
    expect(played.counts).toEqual({ hits: 1, misses: 2, analyses: 2 });
  });

  it("of a pull request is that of its test merge", async () => {
    const played = scene();
    await shops(played);
    played.host.scope
      .get("/repos/acme/shop/git/commits/merge")
      .reply(200, { parents: [{ sha: "base" }, { sha: "head" }] });
    const side = { repository: null };
    const comparison = await comparisonOfPullRequest(
      readerWith(),
      {
        number: 7,
        url: "https://github.test/acme/shop/pull/7",
        state: "open",
        draft: false,
        author: "ada",
        head: { ...side, sha: "head", ref: "change" },
        base: { ...side, sha: "older", ref: "main" },
        mergeCommit: "merge",
        mergeable: true,
        etag: null,
      },
      "https://github.test",
    );
    const { comment } = await played.review(comparison);
    expect(comment).toContain("base `base` + head `head` (test merge `merge`)");
    expect(comment).toContain("https://github.test/acme/shop/blob/merge/");
  });
});
