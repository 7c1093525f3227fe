/** Reviews that are over before they have come to an end: nothing of them stays in progress. */
import { expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub, type FakeRepository, type Hold } from "../fake/index.ts";
import { startServer, type RunningServer } from "./server.ts";
import { policy, SHOP } from "./shop.ts";

/** A pull request whose review has begun and is held up. */
interface Scene {
  readonly github: FakeGitHub;
  readonly repository: FakeRepository;
  readonly server: RunningServer;
  readonly number: number;
  readonly held: Hold;
}

async function play(held: Parameters<FakeGitHub["hold"]>[0], act: (scene: Scene) => Promise<void>): Promise<void> {
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP });
  const server = await startServer(github);
  try {
    const hold = github.hold(held);
    repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { number, webhooks } = repository.openPullRequest({ branch: "change" });
    await github.deliver(webhooks, server.target);
    await hold.reached;
    await act({ github, repository, server, number, held: hold });
  } finally {
    await server.stop("SIGKILL");
    await github.close();
  }
  expect(github.violations).toEqual([]);
}

/** While files are read, with the check run in progress. */
const reading = { operation: "git/get-tree", at: "request" } as const;

function runs({ repository }: Scene, sha?: string): readonly (readonly [string | null, string | null])[] {
  return repository.checkRuns(sha).map(({ conclusion, output }) => [conclusion, output.title]);
}

function completed({ github, repository }: Scene, count: number): Promise<void> {
  return github.until(() => repository.checkRuns().filter(({ status }) => status === "completed").length === count);
}

it("cancels the check run of a pull request that is closed, and leaves no comment", () =>
  play(reading, async (scene) => {
    const { github, repository, server, number, held } = scene;
    await github.deliver(repository.closePullRequest(number).webhooks, server.target);
    held.release();
    await completed(scene, 1);
    expect(runs(scene)).toEqual([["cancelled", "The pull request was closed"]]);
    expect(repository.comments(number)).toEqual([]);
  }));

it("judges a pull request that is closed and opened again, in whatever order that is told", () =>
  play(reading, async (scene) => {
    const { github, repository, server, number, held } = scene;
    const closed = repository.closePullRequest(number).webhooks;
    const reopened = repository.reopenPullRequest(number).webhooks;
    await github.deliver([...reopened, ...closed], server.target);
    held.release();
    await completed(scene, 1);
    expect(runs(scene)).toEqual([["neutral", expect.stringContaining("denied") as string]]);
    expect(repository.comments(number)).toHaveLength(1);
  }));

it("judges a pull request anew that was opened again after its check run was cancelled", () =>
  play(reading, async (scene) => {
    const { github, repository, server, number, held } = scene;
    await github.deliver(repository.closePullRequest(number).webhooks, server.target);
    held.release();
    await completed(scene, 1);
    await github.deliver(repository.reopenPullRequest(number).webhooks, server.target);
    await completed(scene, 2);
    expect(runs(scene).map(([conclusion]) => conclusion)).toEqual(["cancelled", "neutral"]);
  }));

it.each([
  ["while files are read", reading],
  ["while its check run is being made", { operation: "checks/create", at: "answer" }],
] as const)("cancels the check run of a commit that is superseded %s", (_, held) =>
  play(held, async (scene) => {
    const { github, repository, server } = scene;
    const [old] = repository.checkRuns();
    const push = repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("backend") } });
    await github.deliver(push.webhooks, server.target);
    scene.held.release();
    await completed(scene, 2);
    expect(runs(scene, old?.headSha)).toEqual([["cancelled", `Superseded by ${push.sha.slice(0, 7)}`]]);
    expect(runs(scene, push.sha)).toMatchObject([["neutral", expect.anything() as string]]);
  }),
);

it("cancels the check run of a merge group that is removed", () =>
  play({ operation: "pulls/get", at: "request" }, async (scene) => {
    const { github, repository, server, number, held } = scene;
    held.release();
    await completed(scene, 1);
    const trees = github.hold(reading);
    repository.push({ changes: { "k8s/policy.yaml": policy("web"), "README.md": "words\n" } });
    const { headSha, webhooks } = repository.enqueue([number]);
    await github.deliver(webhooks, server.target);
    await trees.reached;
    await github.deliver(repository.dequeue(headSha, "dequeued").webhooks, server.target);
    trees.release();
    await completed(scene, 2);
    expect(runs(scene, headSha)).toEqual([["cancelled", "The merge group was removed"]]);
  }));

it("ignores commands on a closed pull request, also those that it was still open for", () =>
  play(reading, async (scene) => {
    const { github, repository, server, number, held } = scene;
    const early = repository.comment(number, "/netpol explain shop/web -> shop/db:5432");
    const { webhooks } = repository.closePullRequest(number);
    const late = repository.comment(number, "/netpol help");
    await github.deliver([...early.webhooks, ...webhooks, ...late.webhooks], server.target);
    held.release();
    await completed(scene, 1);
    const reactions = (id: number): readonly string[] => {
      const comment = repository.comments(number).find((one) => one.id === id);
      return [...(comment?.reactions.values() ?? [])].map(({ content }) => content);
    };
    await github.until(() => reactions(early.id).includes("confused"));
    expect(reactions(late.id)).toEqual([]);
    expect(repository.comments(number).map(({ id }) => id)).toEqual([early.id, late.id]);
  }));
