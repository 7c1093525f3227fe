import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { choosePair, mergeGroupPair } from "../../../src/github/repository/pair.ts";
import type { PullRequest } from "../../../src/github/repository/pull-request.ts";
import { API, createClient, repository } from "./support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const pull: PullRequest = {
  number: 7,
  url: "https://github.com/acme/shop/pull/7",
  state: "open",
  draft: false,
  author: "ada",
  head: { sha: "head1", ref: "feature", repository: null },
  base: { sha: "base1", ref: "main", repository: null },
  mergeCommit: "merge1",
  mergeable: true,
  etag: null,
};

function parents(...shas: string[]): nock.Scope {
  return nock(API)
    .get("/repos/acme/shop/git/commits/merge1")
    .reply(200, { sha: "merge1", parents: shas.map((sha) => ({ sha })) });
}

function compare(): nock.Scope {
  return nock(API)
    .get("/repos/acme/shop/compare/base1...head1?per_page=1")
    .reply(200, { merge_base_commit: { sha: "fork1" } });
}

const fromMergeBase = { kind: "merge-base", before: "fork1", after: "head1" };

describe("choosePair", () => {
  it("compares the test merge with its first parent, also when the base has moved on", async () => {
    parents("base2", "head1");
    const pair = await choosePair(createClient(), repository, pull);
    expect(pair).toEqual({ kind: "test-merge", before: "base2", after: "merge1" });
  });

  it.each([
    ["of an older head", ["base1", "head0"]],
    ["with one parent", ["base1"]],
    ["with three parents", ["base1", "head1", "other"]],
  ])("does not take a merge %s", async (_name, shas) => {
    parents(...shas);
    compare();
    const pair = await choosePair(createClient(), repository, pull);
    expect(pair).toEqual({ ...fromMergeBase, because: "no-current-test-merge" });
  });

  it("takes a merge that GitHub has not made anew only when it is one with the base", async () => {
    parents("base2", "head1");
    compare();
    const waiting = { ...pull, mergeable: null };
    const expected = { ...fromMergeBase, because: "no-current-test-merge" };
    expect(await choosePair(createClient(), repository, waiting)).toEqual(expected);
    parents("base1", "head1");
    expect(await choosePair(createClient(), repository, waiting)).toMatchObject({ kind: "test-merge" });
  });

  it("does not take a merge that is gone, or that was never made", async () => {
    nock(API).get("/repos/acme/shop/git/commits/merge1").reply(404, { message: "Not Found" });
    compare();
    const expected = { ...fromMergeBase, because: "no-current-test-merge" };
    expect(await choosePair(createClient(), repository, pull)).toEqual(expected);
    compare();
    expect(await choosePair(createClient(), repository, { ...pull, mergeCommit: null })).toEqual(expected);
  });

  it("compares from the merge base on a conflict, and asks nothing else", async () => {
    compare();
    const pair = await choosePair(createClient(), repository, { ...pull, mergeable: false });
    expect(pair).toEqual({ ...fromMergeBase, because: "conflict" });
  });

  it("uses a current merge although GitHub has not said that it can be merged", async () => {
    parents("base1", "head1");
    expect((await choosePair(createClient(), repository, { ...pull, mergeable: null })).kind).toBe("test-merge");
  });

  it("throws what the world throws", async () => {
    nock(API).get("/repos/acme/shop/git/commits/merge1").reply(500, { message: "oops" });
    await expect(choosePair(createClient(), repository, pull)).rejects.toThrow("oops");
  });
});

describe("mergeGroupPair", () => {
  it("is what the webhook names", () => {
    expect(mergeGroupPair("b", "h")).toEqual({ kind: "merge-group", before: "b", after: "h" });
  });
});
