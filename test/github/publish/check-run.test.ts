import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  cancelCheckRun,
  completeCheckRun,
  createCheckRun,
  findCheckRun,
  startCheckRun,
  type CheckRun,
} from "../../../src/github/publish/check-run.ts";
import type { CheckResult } from "../../../src/github/publish/check-run-requests.ts";
import { API, createClient, createProbotClient, repository } from "../repository/support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

const headSha = "1234567890".repeat(4);
const key = { appId: 7, headSha, externalId: "pr:3" };
const begin = { title: "Analysing", summary: "Reading manifests." };
const result: CheckResult = {
  conclusion: "neutral",
  text: { title: "1 flow newly allowed", summary: "A table.", text: "All rows." },
  annotations: [{ path: "a.yaml", start_line: 1, end_line: 2, annotation_level: "warning", message: "allowed" }],
};

function run(changes: object = {}): object {
  return {
    id: 50,
    name: "netpol",
    external_id: "pr:3",
    status: "in_progress",
    conclusion: null,
    app: { id: 7 },
    output: { title: "Analysing", summary: "Reading manifests.", text: null, annotations_count: 0 },
    ...changes,
  };
}

const completed = run({
  status: "completed",
  conclusion: "neutral",
  output: { title: "1 flow newly allowed", summary: "A table.", text: "All rows.", annotations_count: 1 },
});

function standing(...runs: readonly object[]): void {
  nock(API)
    .get(`/repos/acme/shop/commits/${headSha}/check-runs`)
    .query({ check_name: "netpol", app_id: "7", filter: "all", per_page: "100", page: "1" })
    .reply(200, { total_count: runs.length, check_runs: runs });
}

function expectCreation(body: nock.DataMatcherMap, answer = run({ id: 60 })): void {
  nock(API).post("/repos/acme/shop/check-runs", body).reply(201, answer);
}

const creation = { name: "netpol", head_sha: headSha, external_id: "pr:3", status: "in_progress", output: begin };
const end = {
  status: "completed",
  conclusion: "neutral",
  output: {
    title: "1 flow newly allowed",
    summary: "A table.",
    text: "All rows.",
    annotations: [{ path: "a.yaml", start_line: 1, end_line: 2, annotation_level: "warning", message: "allowed" }],
  },
};

describe("findCheckRun", () => {
  it("finds the newest of ours, and none of another app, name or pull request", async () => {
    standing(
      run({ id: 90, app: { id: 8 } }),
      run({ id: 91, app: null }),
      run({ id: 92, external_id: "pr:4" }),
      run({ id: 93, name: "netpol-staging" }),
      run({ id: 40, status: "completed", conclusion: "success" }),
      run({ id: 50 }),
    );
    expect(await findCheckRun(createClient(), repository, key)).toMatchObject({ id: 50, status: "running" });
    standing(run({ id: 90, app: { id: 8 } }));
    expect(await findCheckRun(createClient(), repository, key)).toBe(null);
  });

  it("looks at further pages", async () => {
    standing(...Array.from({ length: 100 }, (_, id) => run({ id: id + 100, external_id: "pr:4" })));
    nock(API)
      .get(`/repos/acme/shop/commits/${headSha}/check-runs`)
      .query((query) => query["page"] === "2")
      .reply(200, { total_count: 101, check_runs: [run()] });
    expect((await findCheckRun(createClient(), repository, key))?.id).toBe(50);
  });
});

describe("startCheckRun", () => {
  it("creates one in progress on the head where there is none", async () => {
    standing();
    expectCreation(creation);
    const started = await startCheckRun(createClient(), repository, key, begin, "keep");
    expect(started).toEqual({
      run: expect.objectContaining({ id: 60, status: "running" }) as CheckRun,
      targets: [],
      others: "all are known",
    });
  });

  it("goes on with the one that a crash has left in progress", async () => {
    standing(run());
    expect((await startCheckRun(createClient(), repository, key, begin, "start a new one")).run.id).toBe(50);
  });

  it("keeps a completed one, or starts another, as it is told", async () => {
    standing(completed);
    const { run: known } = await startCheckRun(createClient(), repository, key, begin, "keep");
    expect(known).toMatchObject({ id: 50, status: "completed" });
    standing(completed);
    expectCreation(creation);
    expect((await startCheckRun(createClient(), repository, key, begin, "start a new one")).run.id).toBe(60);
  });

  it("says what else our runs on the commit are for, the newest first", async () => {
    const others = ["pr:4", "pr:3:" + "a".repeat(32), "group:" + "b".repeat(40), "pr:4", "job-17", null];
    standing(
      run({ id: 90, external_id: "pr:9", app: { id: 8 } }),
      ...others.map((external_id, at) => run({ id: at + 1, external_id })),
    );
    expectCreation(creation);
    const started = await startCheckRun(createClient(), repository, key, begin, "start a new one");
    expect(started.targets).toEqual([
      { kind: "pull-request", number: 4, base: null },
      { kind: "merge-group", baseSha: "b".repeat(40) },
      { kind: "pull-request", number: 3, base: "a".repeat(32) },
    ]);
  });

  it("knows that GitHub does not list more than a thousand", async () => {
    nock(API)
      .get(`/repos/acme/shop/commits/${headSha}/check-runs`)
      .query(true)
      .times(10)
      .reply(200, { total_count: 1000, check_runs: Array.from({ length: 100 }, () => run()) });
    const started = await startCheckRun(createClient(), repository, key, begin, "start a new one");
    expect(started.others).toBe("there may be more");
  });

  it("leaves no run to be completed that is older than that of something else on the commit", async () => {
    standing(run({ id: 51, external_id: "pr:4", status: "completed" }), run());
    nock(API)
      .patch("/repos/acme/shop/check-runs/50", (body: { conclusion: string }) => body.conclusion === "cancelled")
      .reply(200, run());
    expectCreation(creation);
    expect((await startCheckRun(createClient(), repository, key, begin, "start a new one")).run.id).toBe(60);
  });

  it("does not create twice when the answer is lost", async () => {
    standing();
    nock(API).post("/repos/acme/shop/check-runs").reply(502, { message: "Bad Gateway" });
    await expect(startCheckRun(createProbotClient(), repository, key, begin, "keep")).rejects.toThrow("Bad Gateway");
  });
});

describe("completeCheckRun", () => {
  async function kept(answer: object) {
    standing(answer);
    return (await startCheckRun(createClient(), repository, key, begin, "keep")).run;
  }

  it("completes with text and annotations in one request", async () => {
    expectCreation(creation);
    const started = await createCheckRun(createClient(), repository, key, begin);
    nock(API).patch("/repos/acme/shop/check-runs/60", end).reply(200, completed);
    expect(await completeCheckRun(createClient(), repository, key, started, result)).toBe("completed");
  });

  it("does not complete twice when the answer is lost: annotations would stand there twice", async () => {
    const running = await kept(run());
    nock(API).patch("/repos/acme/shop/check-runs/50").reply(502, { message: "Bad Gateway" });
    const completion = completeCheckRun(createProbotClient(), repository, key, running, result);
    await expect(completion).rejects.toThrow("Bad Gateway");
  });

  it("does not touch a completed one that says the same", async () => {
    const run = await kept(completed);
    expect(await completeCheckRun(createClient(), repository, key, run, result)).toBe("unchanged");
  });

  it("puts a new one in the place of a completed one that says something else", async () => {
    const run = await kept(completed);
    const other: CheckResult = { ...result, conclusion: "success" };
    expectCreation({ ...creation, ...end, conclusion: "success" });
    expect(await completeCheckRun(createClient(), repository, key, run, other)).toBe("completed");
  });
});

describe("cancelCheckRun", () => {
  const running: CheckRun = {
    id: 50,
    status: "running",
    conclusion: null,
    title: "Analysing",
    summary: "Reading manifests.",
    text: null,
    annotations: 0,
  };

  it.each([
    ["Superseded by abcdef0", { type: "newer-head", headSha: "abcdef0123456789" }],
    ["The base branch was changed", { type: "base-changed" }],
    ["Superseded by a newer run", { type: "newer-run" }],
    ["The pull request was closed", { type: "pull-request-closed" }],
    ["The merge group was removed", { type: "merge-group-removed" }],
  ] as const)("cancels what runs, and says why: %s", async (title, why) => {
    nock(API)
      .patch(
        "/repos/acme/shop/check-runs/50",
        (body: { conclusion: string; output: { title: string } }) =>
          body.conclusion === "cancelled" && body.output.title === title,
      )
      .reply(200, run());
    await cancelCheckRun(createClient(), repository, running, why);
  });

  it("leaves alone what is completed, and does not miss what is gone", async () => {
    await cancelCheckRun(
      createClient(),
      repository,
      { ...running, status: "completed" },
      { type: "pull-request-closed" },
    );
    nock(API).patch("/repos/acme/shop/check-runs/50").reply(404, { message: "Not Found" });
    await cancelCheckRun(createClient(), repository, running, { type: "pull-request-closed" });
  });
});
