/** GitHub refuses, fails, is slow, or hangs up in the middle: the review ends complete all the same, and says it once. */
import { describe, expect, it } from "vitest";
import type { Fault } from "../fake/index.ts";
import { policy, SHOP } from "./shop.ts";
import { PATIENCE, setStage, type Scene } from "./stage.ts";

const stage = setStage();

const CHANGE = { "k8s/policy.yaml": policy("frontend") };

/** So many files that they come as an archive. */
const MANY = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`k8s/config-${String(index)}.yaml`, `# ${String(index)}\n`]),
);

/** All that one review asks for, in its order. */
const PHASES = [
  "apps/create-installation-access-token",
  "pulls/get",
  "checks/list-for-ref",
  "checks/create",
  "git/get-commit",
  "git/get-tree",
  "repos/download-tarball-archive",
  "codeload",
  "git/get-blob",
  "issues/list-comments",
  "issues/create-comment",
  "checks/update",
] as const;

const WRITES = PHASES.filter((operation) => /create-comment|checks\/(?:create|update)/.test(operation));

const FAULTS: readonly (readonly [string, Fault])[] = [
  ["an error of the server", { kind: "status", status: 500 }],
  ["a connection that is cut", { kind: "cut" }],
  ["the limit of an hour", { kind: "primary-limit", resetIn: 1 }],
  ["the limit of a minute", { kind: "secondary-limit", status: 429, retryAfter: 1 }],
  ["an answer after three seconds", { kind: "slow", milliseconds: 3000 }],
];

/** One run, one comment, both with the result; nothing is left open. */
async function expectReview({ repository, judged, said }: Scene, number: number): Promise<void> {
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  expect(await said(number)).toContain("`shop/Deployment/web` | `shop/Deployment/db`");
  expect(repository.checkRuns()).toHaveLength(1);
  expect(repository.comments(number)).toHaveLength(1);
}

/** A repository whose review asks for an archive, and one that asks for single files. */
const scene = (): Scene => stage.scene({ files: { ...SHOP, ...MANY } });
const smallScene = (): Scene => stage.scene();

describe("something goes wrong once", () => {
  const cases = FAULTS.flatMap(([name, fault]) =>
    PHASES.map((operation): [string, string, Fault] => [name, operation, fault]),
  );

  it.concurrent.each(cases)("%s at %s", async (_, operation, fault) => {
    const play = operation === "git/get-blob" ? smallScene() : scene();
    const { github, repository, isAsked, propose } = play;
    github.fail({ operation, where: isAsked, times: 1, fault });
    const number = await propose(CHANGE);
    await expectReview(play, number);
    const asked = github.requests.filter((line) => isAsked(line) && line.operation === operation);
    expect(asked.length).toBeGreaterThan(fault.kind === "slow" ? 0 : 1);
    expect(repository.checkRuns()[0]?.output.title).toContain("1 flow newly allowed");
  });

  it.concurrent("the address of an archive that does not hold any more", async () => {
    const play = scene();
    play.github.fail({ operation: "codeload", where: play.isAsked, times: 1, fault: { kind: "status", status: 404 } });
    await expectReview(play, await play.propose(CHANGE));
  });
});

describe("an answer that is lost although GitHub did what was asked", () => {
  it.concurrent.each(WRITES)("at %s", async (operation) => {
    for (const fault of [{ kind: "status", status: 502 }, { kind: "cut" }] as const) {
      const play = scene();
      play.github.fail({ operation, where: play.isAsked, times: 1, effect: "done", fault });
      await expectReview(play, await play.propose(CHANGE));
    }
  });
});

describe("trouble that lasts", () => {
  it.concurrent("a limit holds up one installation and nobody else", async () => {
    const [limited, other] = [scene(), scene()];
    const { github } = stage;
    const lift = github.fail({
      where: limited.isAsked,
      fault: { kind: "secondary-limit", status: 403, retryAfter: 3 },
    });
    const waiting = await limited.propose(CHANGE);
    const number = await other.propose(CHANGE);
    await expectReview(other, number);
    expect(limited.repository.checkRuns()).toEqual([]);
    lift();
    await expectReview(limited, waiting);
  });

  it.concurrent("while it waits for a limit to end, nothing of the installation is asked for", async () => {
    const { github, isAsked, propose, repository, judged } = scene();
    github.fail({ operation: "git/get-tree", where: isAsked, times: 2, fault: { kind: "primary-limit", resetIn: 3 } });
    await propose(CHANGE);
    const limited = () => github.requests.filter((request) => isAsked(request) && request.status === 403);
    await github.until(() => limited().length > 0, PATIENCE);
    const at = limited()[0]?.at ?? 0;
    await propose({ "README.md": "words\n" }, { branch: "other" });
    await judged(2);
    // What was under way when the limit came may still be answered.
    const early = github.requests.filter(
      (request) => isAsked(request) && request.at > at + 500 && request.at < at + 2500,
    );
    expect(early).toEqual([]);
    expect(repository.checkRuns()).toHaveLength(2);
  });

  it.concurrent("a permission that is missing does not keep other repositories waiting", async () => {
    const [refused, other] = [scene(), scene()];
    const { github } = stage;
    const fault = { kind: "status", status: 403, message: "Resource not accessible by integration" } as const;
    github.fail({ operation: "checks/create", where: refused.isAsked, fault });
    const number = await refused.propose(CHANGE);
    await expectReview(other, await other.propose(CHANGE));
    expect(refused.repository.checkRuns()).toEqual([]);
    expect(refused.repository.comments(number)).toEqual([]);
  });

  it.concurrent("a command whose answer fails is answered once it does not", async () => {
    const { github, repository, isAsked, propose, judged, send } = scene();
    const number = await propose({ "README.md": "words\n" });
    await judged();
    github.fail({
      operation: "issues/create-comment",
      where: isAsked,
      times: 1,
      fault: { kind: "status", status: 502 },
    });
    github.fail({
      operation: "reactions/create-for-issue-comment",
      where: isAsked,
      times: 1,
      fault: { kind: "status", status: 403, message: "Resource not accessible by integration" },
    });
    await send(repository.comment(number, "/netpol who shop/db"));
    await github.until(() => repository.comments(number).length === 2, PATIENCE);
    const writes = github.requests.filter((line) => isAsked(line) && line.operation === "issues/create-comment");
    expect(writes.map(({ status }) => status)).toEqual([502, 201]);
  });
});

it.concurrent.each([
  [403, "Resource not accessible by integration"],
  [422, "Invalid request."],
])("fails the check with a word where its result is refused with %i", async (status, message) => {
  const { repository, github, isAsked, propose, judged, said, send } = stage.scene();
  github.fail({ operation: "checks/update", where: isAsked, times: 1, fault: { kind: "status", status, message } });
  const number = await propose(CHANGE);
  const refused = await judged();
  expect(refused).toMatchObject({ conclusion: "failure", output: { title: "The result could not be published" } });
  expect(repository.checkRuns()).toHaveLength(1);
  expect(await said(number)).toContain("newly allowed");
  await send(repository.rerequestRun(refused.id));
  expect(await judged(2)).toMatchObject({ conclusion: "neutral" });
});

it.concurrent.each([
  [403, "Commenting is disabled on issues with more than 2500 comments"],
  [422, "Validation Failed"],
])("completes the check where the comment is refused with %i", async (status, message) => {
  const { repository, github, isAsked, propose, judged } = stage.scene();
  github.fail({ operation: "issues/create-comment", where: isAsked, fault: { kind: "status", status, message } });
  const number = await propose({ "k8s/policy.yaml": policy("frontend") });
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  expect(repository.comments(number)).toEqual([]);
});
