/** The server starts, dies in the middle of its work, and ends: nothing is lost, and nothing is said twice. */
import { expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub } from "../fake/index.ts";
import { startServer, type RunningServer } from "./server.ts";
import { policy, SHOP } from "./shop.ts";
import { BRANCH, sceneOf, type Scene } from "./stage.ts";

const CHANGE = { "k8s/policy.yaml": policy("frontend") };

interface House {
  readonly github: FakeGitHub;
  readonly repository: Scene["repository"];
  /** Starts a server, and gives what happens with it. */
  readonly start: () => Promise<Scene>;
}

/** A GitHub and servers of one's own: at the end all servers are gone, and nothing has broken GitHub's description. */
async function play(act: (house: House) => Promise<void>): Promise<void> {
  const github = await startFakeGitHub();
  const servers: RunningServer[] = [];
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP });
  const start = async (): Promise<Scene> => {
    const server = await startServer(github);
    servers.push(server);
    return sceneOf(github, server, repository);
  };
  try {
    await act({ github, repository, start });
  } finally {
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
    await github.close();
  }
  expect(github.violations).toEqual([]);
}

it.concurrent.each([
  ["before the pull request is read", "pulls/get", "request"],
  ["before the check run is made", "checks/create", "request"],
  ["after the check run was made", "checks/create", "answer"],
  ["while it reads the trees", "git/get-tree", "request"],
  ["while it reads the files", "git/get-blob", "answer"],
  ["before the comment is written", "issues/create-comment", "request"],
  ["after the comment was written", "issues/create-comment", "answer"],
  ["before the check run is completed", "checks/update", "request"],
  ["after the check run was completed", "checks/update", "answer"],
] as const)("killed %s, it finishes after the next start", (_, operation, at) =>
  play(async ({ github, repository, start }) => {
    const first = await start();
    const held = github.hold({ operation, at });
    const number = await first.propose(CHANGE);
    await held.reached;
    await first.server.stop("SIGKILL");
    held.release();
    const second = await start();
    expect(await second.judged()).toMatchObject({ conclusion: "neutral" });
    await second.said(number);
    expect(repository.checkRuns()).toHaveLength(1);
    expect(repository.comments(number)).toHaveLength(1);
  }),
);

it.concurrent.each([
  ["before it was told", null],
  ["before the check run is made", "checks/create"],
  ["while it reads the trees", "git/get-tree"],
  ["before the check run is completed", "checks/update"],
] as const)("finishes the review of a merge group after a start, when it was killed %s", (_, operation) =>
  play(async ({ github, repository, start }) => {
    const first = await start();
    const number = await first.propose(CHANGE);
    await first.judged();
    const group = repository.enqueue([number]);
    if (operation === null) await first.server.stop("SIGKILL");
    else {
      const held = github.hold({ operation, at: "request" });
      await first.send(group);
      await held.reached;
      await first.server.stop("SIGKILL");
      held.release();
    }
    const next = await start();
    expect(await next.judged(1, group.headSha)).toMatchObject({ conclusion: "neutral" });
    await next.judged(2);
    expect(repository.checkRuns(group.headSha)).toHaveLength(1);
    expect(repository.checkRuns()).toHaveLength(2);
  }),
);

it.concurrent("finds after a start what it was never told", () =>
  play(async ({ repository, start }) => {
    repository.push({ branch: BRANCH, changes: CHANGE });
    const { number } = repository.openPullRequest({ branch: BRANCH });
    const scene = await start();
    expect(await scene.judged()).toMatchObject({ conclusion: "neutral" });
    await scene.said(number);
  }),
);

it.concurrent("leaves alone after a start what was judged before", () =>
  play(async ({ github, repository, start }) => {
    const first = await start();
    const number = await first.propose(CHANGE);
    await first.judged();
    await first.server.stop("SIGKILL");
    const asked = (): number => github.countRequests()["checks/list-for-ref"] ?? 0;
    const before = asked();
    await start();
    // The sweep looks at the check runs, and that is all.
    await github.until(() => asked() > before);
    expect(repository.checkRuns()).toHaveLength(1);
    expect(repository.comments(number)[0]?.history).toEqual([]);
  }),
);

it.concurrent(
  "judges after a start what got another base branch meanwhile, also one that it had been judged against",
  () =>
    play(async ({ repository, start }) => {
      repository.push({ branch: "other", changes: CHANGE });
      repository.push({ branch: BRANCH, changes: { "README.md": "words\n" }, onto: "other" });
      const { number, ...opened } = repository.openPullRequest({ branch: BRANCH, base: "main" });
      const first = await start();
      await first.send(opened);
      expect(await first.judged(1)).toMatchObject({ conclusion: "neutral" });
      await first.send(repository.editBase(number, "other"));
      expect(await first.judged(2)).toMatchObject({ conclusion: "success" });
      await first.server.stop("SIGKILL");
      repository.editBase(number, "main");
      const second = await start();
      expect(await second.judged(3)).toMatchObject({ conclusion: "neutral" });
      expect(repository.checkRuns().at(-1)).toMatchObject({ status: "completed", conclusion: "neutral" });
    }),
);

it.concurrent("finishes what it has begun when it is told to end, and takes nothing on", () =>
  play(async ({ github, repository, start }) => {
    const { server, judged, propose } = await start();
    const held = github.hold({ operation: "git/get-tree", at: "request" });
    const number = await propose(CHANGE);
    await held.reached;
    const ended = server.stop("SIGTERM");
    held.release();
    expect(await ended).toBe(0);
    expect(await judged()).toMatchObject({ conclusion: "neutral" });
    expect(repository.comments(number)).toHaveLength(1);
    expect(await github.deliver(repository.editTitle(number, "late").webhooks, server.target)).toEqual([0]);
  }),
);
