import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAgain, readPullRequest } from "../../../src/github/repository/pull-request.ts";
import { API, createClient, repository } from "./support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function answer(changes: object): object {
  const repo = { name: "shop", html_url: "https://github.com/acme/shop", owner: { login: "acme" } };
  return {
    html_url: "https://github.com/acme/shop/pull/7",
    state: "open",
    draft: false,
    user: { login: "ada" },
    head: { sha: "head1", ref: "feature", repo: null },
    base: { sha: "base1", ref: "main", repo },
    merge_commit_sha: "merge1",
    mergeable: true,
    ...changes,
  };
}

function patience(polls: number) {
  const waited: number[] = [];
  return {
    waited,
    patience: {
      polls,
      pause: () => {
        waited.push(1);
        return Promise.resolve();
      },
    },
  };
}

describe("readPullRequest", () => {
  it("reads what stands, also of a fork that was deleted", async () => {
    nock(API)
      .get("/repos/acme/shop/pulls/7")
      .reply(200, answer({ draft: true }), { etag: '"e"' });
    expect(await readPullRequest(createClient(), repository, 7, patience(3).patience)).toEqual({
      number: 7,
      url: "https://github.com/acme/shop/pull/7",
      state: "open",
      draft: true,
      author: "ada",
      head: { sha: "head1", ref: "feature", repository: null },
      base: {
        sha: "base1",
        ref: "main",
        repository: { owner: "acme", repo: "shop", url: "https://github.com/acme/shop" },
      },
      mergeCommit: "merge1",
      mergeable: true,
      etag: '"e"',
    });
  });

  it("asks again while GitHub does not know whether it can be merged", async () => {
    nock(API)
      .get("/repos/acme/shop/pulls/7")
      .twice()
      .reply(200, answer({ mergeable: null }));
    nock(API)
      .get("/repos/acme/shop/pulls/7")
      .reply(200, answer({ mergeable: false }));
    const { waited, patience: three } = patience(3);
    expect((await readPullRequest(createClient(), repository, 7, three)).mergeable).toBe(false);
    expect(waited.length).toBe(2);
  });

  it("gives up after the last poll, and does not wait for a closed one", async () => {
    const { waited, patience: two } = patience(2);
    nock(API)
      .get("/repos/acme/shop/pulls/7")
      .times(3)
      .reply(200, answer({ mergeable: null }));
    expect((await readPullRequest(createClient(), repository, 7, two)).mergeable).toBe(null);
    expect(waited.length).toBe(2);
    nock(API)
      .get("/repos/acme/shop/pulls/7")
      .reply(200, answer({ state: "closed", mergeable: null }));
    expect((await readPullRequest(createClient(), repository, 7, two)).state).toBe("closed");
    expect(waited.length).toBe(2);
  });

  it("takes an answer that was cut for a failure", async () => {
    nock(API).get("/repos/acme/shop/pulls/7").reply(200, '{"html_url"', { "content-type": "application/json" });
    await expect(readPullRequest(createClient(), repository, 7, patience(0).patience)).rejects.toThrow("ended early");
  });
});

describe("readAgain", () => {
  it("gives what is known where GitHub says that nothing changed", async () => {
    nock(API).get("/repos/acme/shop/pulls/7").reply(200, answer({}), { etag: '"e"' });
    const known = await readPullRequest(createClient(), repository, 7, patience(0).patience);
    nock(API).get("/repos/acme/shop/pulls/7").matchHeader("if-none-match", '"e"').reply(304);
    expect(await readAgain(createClient(), repository, known)).toBe(known);
    const moved = answer({ head: { sha: "head2", ref: "feature", repo: null } });
    nock(API).get("/repos/acme/shop/pulls/7").reply(200, moved);
    expect((await readAgain(createClient(), repository, known)).head.sha).toBe("head2");
  });
});
