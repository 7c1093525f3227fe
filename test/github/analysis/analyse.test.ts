/** Reviews of two snapshots, as a thread of the app makes them. */
import nock from "nock";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAnalyst, type AnalysisRequest } from "../../../src/github/analysis/analyse.ts";
import type { PublishedReview } from "../../../src/github/analysis/published-review.ts";
import type { Pair } from "../../../src/github/repository/pair.ts";
import { serverLimits } from "../../../src/github/repository/reader.ts";
import { readSnapshots } from "../../../src/github/repository/snapshot.ts";
import type { Snapshot } from "../../../src/manifests/index.ts";
import { changedShop, shop } from "../../cli/shop.ts";
import { createHost, readerWith } from "../repository/support.ts";
import { noRenderer } from "../../support/change.ts";

type Skipped = Snapshot["skipped"];

function snapshot(files: Readonly<Record<string, string>>, skipped: Skipped = []): Snapshot {
  const entries = Object.entries(files);
  return {
    files: entries.map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text), blobId: `${path} ${text}` })),
    skipped,
  };
}

function requestOf(before: Snapshot, after: Snapshot): AnalysisRequest {
  return {
    type: "review",
    installation: 1,
    subject: {
      before,
      after,
      pair: { type: "test-merge", base: "b".repeat(40), head: "c".repeat(40), merge: "d".repeat(40) },
      names: { base: "main", head: "change" },
      addresses: { base: "https://github.test/base", head: "https://github.test/head" },
    },
  };
}

async function review(before: Snapshot, after: Snapshot): Promise<PublishedReview> {
  const { result } = await createAnalyst(noRenderer)(requestOf(before, after));
  if (result.type !== "review") throw new Error("a review was asked for");
  return result.review;
}

describe("a review", () => {
  it("passes what changes nothing, and is neutral where flows change", async () => {
    const same = await review(snapshot(shop), snapshot(shop));
    expect([same.check.conclusion, same.commentWanted]).toEqual(["success", "when-there-is-one"]);
    const changed = await review(snapshot(shop), snapshot(changedShop));
    expect([changed.check.conclusion, changed.commentWanted]).toEqual(["neutral", "always"]);
  });
});

describe("rules that require approval", () => {
  const CONFIG = ".github/netpol.yml";
  const rules = "rules: { isolation-lost: notice, exposed-to-internet: off, cut-off: off, selects-nothing: off }\n";
  const open = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("app: db", "app: dp") };
  const reviewUnder = async (config: string): Promise<PublishedReview> =>
    review(snapshot({ ...shop, [CONFIG]: config }), snapshot({ ...open, [CONFIG]: config }));

  it("fail the check for what a person can accept, and nothing else", async () => {
    const free = await reviewUnder(rules);
    expect([free.check.conclusion, free.failing]).toEqual(["neutral", null]);
    const asked = await reviewUnder(`${rules}require-approval: [isolation-lost]\n`);
    expect(asked.check).toMatchObject({
      conclusion: "failure",
      title: expect.stringContaining("1 regression") as unknown,
    });
    expect(asked.failing?.regressions).toBe(1);
    expect(asked.comment).toContain("`isolation-lost`, requires approval");
    const advised = await reviewUnder(`${rules}require-approval: [isolation-lost]\nmode: advisory\n`);
    expect([advised.check.conclusion, advised.failing]).toEqual(["neutral", null]);
  });
});

describe("an analyst", () => {
  it("remembers files until memory is full, and says the same without", async () => {
    let isFull = false;
    const analyse = createAnalyst(noRenderer, () => isFull);
    const request = requestOf(snapshot(shop), snapshot(changedShop));
    const first = await analyse(request);
    expect(first.files.read).toBeGreaterThan(0);
    expect(await analyse(request)).toEqual({ ...first, files: { remembered: first.files.read, read: 0 } });
    isFull = true;
    expect(await analyse(request)).toEqual(first);
  });
});

describe("what is left unread", () => {
  const unread = (blobId?: string): Skipped => [
    { path: "big.yaml", reason: "2 MiB: only files up to 1 MiB are read", ...(blobId === undefined ? {} : { blobId }) },
  ];

  it.each<[string, Skipped, Skipped]>([
    ["new", [], unread("1")],
    ["changed", unread("1"), unread("2")],
    ["not known to be the same", unread(), unread()],
    ["a directory", [], [{ path: "k8s", reason: "not listed", type: "directory", blobId: "1" }]],
  ])("fails the check, and is named: %s", async (_case, before, after) => {
    const { check, comment, commentWanted } = await review(snapshot(shop, before), snapshot(shop, after));
    expect([check.conclusion, commentWanted]).toEqual(["failure", "always"]);
    for (const text of [check.summary, comment]) expect(text).toContain(after[0]?.reason);
  });

  it("fails it too where it was read before, with the same bytes", async () => {
    const before = snapshot({ ...shop, "big.yaml": "a: 1" });
    const { check } = await review(before, snapshot(shop, unread("big.yaml a: 1")));
    expect(check.conclusion).toBe("failure");
  });

  it("fails it where a changed file lies past the bytes of all", async () => {
    nock.disableNetConnect();
    onTestFinished(() => {
      nock.cleanAll();
      nock.enableNetConnect();
    });
    const host = createHost();
    await host.commit("base", { ...shop, "z.yaml": "z: 1" });
    await host.commit("merge", { ...shop, "z.yaml": "z: 2" });
    const totalBytes = Object.values(shop).join("").length;
    const limits = { ...serverLimits, files: { ...serverLimits.files, totalBytes } };
    const pair: Pair = { kind: "test-merge", before: "base", after: "merge" };
    const { before, after } = await readSnapshots(readerWith(), pair, limits);
    const { check } = await review(before, after);
    expect(check).toMatchObject({ conclusion: "failure", annotations: [{ path: "z.yaml", level: "failure" }] });
    expect(check.summary).toContain("all files read so far hold 0 MiB, and no more is read");
  });

  it("stands beside the result where it did not change", async () => {
    const { check } = await review(snapshot(shop, unread("1")), snapshot(changedShop, unread("1")));
    expect(check.conclusion).toBe("neutral");
    expect(check.summary).toContain("1 error stands on both sides alike");
  });

  it("is annotated in files of the head only", async () => {
    const annotated = async (before: Skipped, after: Skipped): Promise<readonly string[]> => {
      const { check } = await review(snapshot(shop, before), snapshot(shop, after));
      return check.annotations.map(({ path }) => path);
    };
    expect(await annotated([], unread("1"))).toEqual(["big.yaml"]);
    expect(await annotated([], [{ path: "k8s", reason: "not listed", type: "directory" }])).toEqual([]);
  });
});
