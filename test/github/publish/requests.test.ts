import nock from "nock";
import { afterEach, beforeEach, expect, it } from "vitest";
import { completeCheckRun, startCheckRun } from "../../../src/github/publish/check-run.ts";
import { targetOf, toExternalId } from "../../../src/github/publish/check-target.ts";
import { publishComment } from "../../../src/github/publish/comment.ts";
import { choosePair } from "../../../src/github/repository/pair.ts";
import { readAgain, readPullRequest } from "../../../src/github/repository/pull-request.ts";
import { serverLimits, type RepositoryReader } from "../../../src/github/repository/reader.ts";
import { readSnapshots } from "../../../src/github/repository/snapshot.ts";
import { createHost, many, readerWith, repository, type Host } from "../repository/support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const marker = "<!-- netpol -->";

/** One review as the worker makes it: every request that a push costs. */
async function review(reader: RepositoryReader, text: string): Promise<void> {
  const { client } = reader;
  const patience = { polls: 3, pause: () => Promise.resolve() };
  const pull = await readPullRequest(client, repository, 7, patience);
  const target = toExternalId(targetOf(pull));
  const key = { appId: 1, headSha: pull.head.sha, externalId: target };
  const { run } = await startCheckRun(client, repository, key, { title: "Analysing", summary: "" }, "keep");
  await readSnapshots(reader, await choosePair(client, repository, pull), serverLimits);
  expect((await readAgain(client, repository, pull)).head.sha).toBe(pull.head.sha);
  const result = { conclusion: "neutral", text: { title: text, summary: text }, annotations: [] } as const;
  await completeCheckRun(client, repository, key, run, result);
  const author = { login: "netpol[bot]", appId: 1 };
  await publishComment(client, repository, { pullNumber: 7, author, marker }, `${marker}\n${text}`, "create");
}

/** A push: a new head, its test merge with the base, and one comment that says something old. */
async function push(host: Host, head: string, files: Record<string, string>, base: string): Promise<void> {
  const repo = "/repos/acme/shop";
  const merge = `merge-${head}`;
  const side = { ref: "x", repo: null };
  nock.removeInterceptor({ hostname: "api.github.com", proto: "https", path: `${repo}/pulls/7` });
  host.scope.get(`${repo}/pulls/7`).reply(200, {
    html_url: "https://github.com/acme/shop/pull/7",
    state: "open",
    user: { login: "ada" },
    head: { ...side, sha: head },
    base: { ...side, sha: base },
    merge_commit_sha: merge,
    mergeable: true,
  });
  host.scope.get(`${repo}/git/commits/${merge}`).reply(200, { parents: [{ sha: base }, { sha: head }] });
  await host.commit(merge, files);
  const run = { id: 1, name: "netpol", status: "in_progress", conclusion: null, external_id: "pr:7", app: { id: 1 } };
  const output = { title: null, summary: null, text: null, annotations_count: 0 };
  host.scope.get(new RegExp(`^${repo}/commits/${head}/check-runs`)).reply(200, { total_count: 0, check_runs: [] });
  host.scope.post(`${repo}/check-runs`).reply(201, { ...run, output });
  host.scope.patch(`${repo}/check-runs/1`).reply(200, { ...run, output });
  host.scope
    .get(new RegExp(`^${repo}/issues/7/comments`))
    .reply(200, [{ id: 5, body: `${marker}\nold`, user: { login: "netpol[bot]" } }]);
  host.scope.patch(`${repo}/issues/comments/5`).reply(200, { id: 5 });
}

it("a warm push that changes one file costs ten requests, three of them writes", async () => {
  const host = createHost();
  const reader = readerWith();
  const files = many(500, (index) => `file ${index}`);
  await host.commit("base", files);
  await push(host, "one", { ...files, "k8s/7.yaml": "first" }, "base");
  await review(reader, "first");
  const cold = host.requests.splice(0);
  expect(cold.length).toBe(12);
  await push(host, "two", { ...files, "k8s/7.yaml": "second" }, "base");
  await review(reader, "second");
  expect(host.requests.map((request) => request.replace(/[0-9a-f]{40}/, "<id>"))).toEqual([
    "GET pulls/7",
    "GET commits/two/check-runs",
    "POST check-runs",
    "GET git/commits/merge-two",
    "GET git/trees/merge-two",
    "GET git/blobs/<id>",
    "GET pulls/7",
    "PATCH check-runs/1",
    "GET issues/7/comments",
    "PATCH issues/comments/5",
  ]);
});
