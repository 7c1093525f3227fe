/** Signed webhooks in, and what stands on GitHub afterwards, through the compiled server as a process. */
import { expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub, type FakeRepository } from "../fake/index.ts";
import { startServer, type RunningServer } from "./server.ts";
import { policy, SHOP } from "./shop.ts";

/** A repository on a fake GitHub, and the server that watches it. */
interface Scene {
  readonly github: FakeGitHub;
  readonly repository: FakeRepository;
  readonly server: RunningServer;
}

function completed({ github, repository }: Scene, count: number): Promise<void> {
  const runs = (): number => repository.checkRuns().filter(({ status }) => status === "completed").length;
  return github.until(() => runs() >= count);
}

/** Opens a pull request that changes files, and waits for its check run. */
async function open(scene: Scene, changes: Record<string, string>): Promise<number> {
  const { github, repository, server } = scene;
  repository.push({ branch: "change", changes });
  const { number, webhooks } = repository.openPullRequest({ branch: "change" });
  expect(await github.deliver(webhooks, server.target)).toEqual(webhooks.map(() => 202));
  await completed(scene, 1);
  return number;
}

/** Plays a scene; in the end no request and no answer may have broken GitHub's description. */
async function play(act: (scene: Scene) => Promise<void>): Promise<void> {
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP });
  const server = await startServer(github);
  try {
    await act({ github, repository, server });
  } finally {
    await server.stop("SIGKILL");
    await github.close();
  }
  expect(github.violations).toEqual([]);
}

it("judges a pull request: a check run, and one comment with the flows and their cause", () =>
  play(async (scene) => {
    const { github, repository } = scene;
    const number = await open(scene, { "k8s/policy.yaml": policy("frontend") });
    await github.until(() => repository.comments(number).length === 1);
    const [run] = repository.checkRuns();
    expect(run).toMatchObject({ name: "netpol", conclusion: "neutral", externalId: `pr:${number}` });
    expect(run?.output.title).toMatch(/denied/);
    const [comment] = repository.comments(number);
    expect(comment?.body).toMatch(/^<!-- netpol:v1 id=default -->\n## 🔴 NetworkPolicy/);
    expect(comment?.body).toContain("`shop/Deployment/web` | `shop/Deployment/db`");
    expect(comment?.body).toContain("policy.yaml");
  }));

it("edits its comment in place when a push takes the change back, and leaves it alone when nothing differs", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    const number = await open(scene, { "k8s/policy.yaml": policy("frontend") });
    await github.until(() => repository.comments(number).length === 1);
    await github.deliver(
      repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("web") } }).webhooks,
      server.target,
    );
    await completed(scene, 2);
    await github.until(() => repository.comments(number)[0]?.body.includes("no reachability change") === true);
    expect(repository.comments(number)).toHaveLength(1);
  }));

it("says nothing where nothing changed but the required check, which is always reported", () =>
  play(async (scene) => {
    const { repository } = scene;
    const number = await open(scene, { "README.md": "words\n" });
    expect(repository.checkRuns()[0]).toMatchObject({ conclusion: "success" });
    expect(repository.comments(number)).toEqual([]);
  }));

it("fails the check when a changed file cannot be read", () =>
  play(async (scene) => {
    const { repository } = scene;
    await open(scene, { "k8s/policy.yaml": "kind: NetworkPolicy\nspec: [\n" });
    expect(repository.checkRuns()[0]).toMatchObject({ conclusion: "failure" });
  }));

it("answers a command with one reply, and reacts", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    const number = await open(scene, { "README.md": "words\n" });
    const asked = repository.comment(number, "/netpol explain shop/web -> shop/db:5432");
    await github.deliver(asked.webhooks, server.target);
    await github.until(() => repository.comments(number).length === 2);
    const reply = repository.comments(number)[1];
    expect(reply?.body).toMatch(/^<!-- netpol:reply id=/);
    expect(reply?.body).toContain("allowed");
  }));

it("takes no webhook that is signed with another secret", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { webhooks } = repository.openPullRequest({ branch: "change" });
    const wrong = { ...server.target, secret: "0".repeat(32) };
    expect(await github.deliver(webhooks, wrong)).toEqual(webhooks.map(() => 401));
    expect(repository.checkRuns()).toEqual([]);
  }));

it("finds after a start what it was never told", async () => {
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP });
  repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
  repository.openPullRequest({ branch: "change" });
  const server = await startServer(github);
  try {
    await github.until(() => repository.checkRuns()[0]?.conclusion === "neutral");
  } finally {
    await server.stop("SIGKILL");
    await github.close();
  }
  expect(github.violations).toEqual([]);
});

it("ends when it is told to, and takes nothing on", () =>
  play(async (scene) => {
    const { server } = scene;
    expect(await server.stop("SIGTERM")).toBe(0);
  }));

it("judges the last of ten pushes, and writes one comment", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    const number = await open(scene, { "k8s/policy.yaml": policy("frontend") });
    const pushes = Array.from({ length: 10 }, (_, turn) =>
      repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy(`app-${String(turn)}`) } }),
    );
    await Promise.all(pushes.map(({ webhooks }) => github.deliver(webhooks, server.target)));
    const last = pushes.at(-1)?.sha ?? "";
    await github.until(() => repository.checkRuns(last).some(({ conclusion }) => conclusion === "neutral"));
    await github.until(() => repository.comments(number)[0]?.body.includes(last.slice(0, 7)) === true);
    expect(repository.comments(number)).toHaveLength(1);
    const running = repository.checkRuns().filter(({ status }) => status !== "completed");
    expect(running.map(({ headSha }) => headSha)).not.toContain(last);
  }));

it("judges a pull request from a fork, and runs again when it is asked to", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    const fork = repository.fork("mallory");
    fork.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { number, webhooks } = repository.openPullRequest({ branch: "change", from: fork, by: "mallory" });
    await github.deliver(webhooks, server.target);
    await completed(scene, 1);
    const [run] = repository.checkRuns();
    expect(run).toMatchObject({ conclusion: "neutral", externalId: `pr:${number}` });
    await github.deliver(repository.rerequestRun(run?.id ?? 0).webhooks, server.target);
    await completed(scene, 2);
    await github.deliver(repository.rerequestSuite(run?.headSha ?? "").webhooks, server.target);
    await completed(scene, 3);
  }));

it("compares with the merge base where the branches conflict, and says so", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    repository.push({ changes: { "k8s/policy.yaml": policy("backend") } });
    const { number, webhooks } = repository.openPullRequest({ branch: "change" });
    await github.deliver(webhooks, server.target);
    await github.until(() => repository.comments(number).length === 1);
    expect(repository.comments(number)[0]?.body).toContain("as there is no test merge");
  }));

it("reports on the commit of a merge queue", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    const number = await open(scene, { "k8s/policy.yaml": policy("frontend") });
    const { headSha, webhooks } = repository.enqueue([number]);
    await github.deliver(webhooks, server.target);
    await github.until(() => repository.checkRuns(headSha).some(({ status }) => status === "completed"));
    expect(repository.checkRuns(headSha)[0]).toMatchObject({ name: "netpol", conclusion: "neutral" });
  }));

it("gives a draft the check alone, and the comment once it is ready", () =>
  play(async (scene) => {
    const { github, repository, server } = scene;
    repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { number, webhooks } = repository.openPullRequest({ branch: "change", stage: "draft" });
    await github.deliver(webhooks, server.target);
    await completed(scene, 1);
    expect(repository.comments(number)).toEqual([]);
    await github.deliver(repository.markReady(number).webhooks, server.target);
    await github.until(() => repository.comments(number).length === 1);
  }));
