/** Reviews that are over before they have come to an end: nothing of them stays in progress. */
import { expect, it } from "vitest";
import type { FakeGitHub, Hold } from "../fake/index.ts";
import { policy } from "./shop.ts";
import { BRANCH, PATIENCE, setStage, type Scene } from "./stage.ts";

const stage = setStage();

/** A pull request whose review has begun and is held up. */
interface HeldScene extends Scene {
  readonly number: number;
  readonly held: Hold;
}

async function play(held: Parameters<FakeGitHub["hold"]>[0], act: (scene: HeldScene) => Promise<void>): Promise<void> {
  const scene = stage.scene();
  const hold = stage.github.hold({ ...held, where: scene.isAsked });
  const number = await scene.propose({ "k8s/policy.yaml": policy("frontend") });
  await hold.reached;
  await act({ ...scene, number, held: hold });
}

/** While files are read, with the check run in progress. */
const reading = { operation: "git/get-tree", at: "request" } as const;

function runs({ repository }: Scene, sha?: string): readonly (readonly [string | null, string | null])[] {
  return repository.checkRuns(sha).map(({ conclusion, output }) => [conclusion, output.title]);
}

it.concurrent("cancels the check run of a pull request that is closed, and leaves no comment", () =>
  play(reading, async (scene) => {
    const { repository, number, held, judged, send } = scene;
    await send(repository.closePullRequest(number));
    held.release();
    await judged(1);
    expect(runs(scene)).toEqual([["cancelled", "The pull request was closed"]]);
    expect(repository.comments(number)).toEqual([]);
  }),
);

it.concurrent("judges a pull request that is closed and opened again, in whatever order that is told", () =>
  play(reading, async (scene) => {
    const { repository, number, held, judged, send } = scene;
    const closed = repository.closePullRequest(number);
    const reopened = repository.reopenPullRequest(number);
    await send(reopened, closed);
    held.release();
    await judged(1);
    expect(runs(scene)).toEqual([["neutral", expect.stringContaining("denied") as string]]);
    expect(repository.comments(number)).toHaveLength(1);
  }),
);

it.concurrent("judges a pull request anew that was opened again after its check run was cancelled", () =>
  play(reading, async (scene) => {
    const { repository, number, held, judged, send } = scene;
    await send(repository.closePullRequest(number));
    held.release();
    await judged(1);
    await send(repository.reopenPullRequest(number));
    await judged(2);
    expect(runs(scene).map(([conclusion]) => conclusion)).toEqual(["cancelled", "neutral"]);
  }),
);

it.concurrent.each([
  ["while files are read", reading],
  ["while its check run is being made", { operation: "checks/create", at: "answer" }],
] as const)("cancels the check run of a commit that is superseded %s", (_, held) =>
  play(held, async (scene) => {
    const { repository, judged, send } = scene;
    const [old] = repository.checkRuns();
    const push = repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy("backend") } });
    await send(push);
    scene.held.release();
    await judged(2);
    expect(runs(scene, old?.headSha)).toEqual([["cancelled", `Superseded by ${push.sha.slice(0, 7)}`]]);
    expect(runs(scene, push.sha)).toMatchObject([["neutral", expect.anything() as string]]);
  }),
);

it.concurrent.each(["told", "not told"])(
  "judges anew what got another base branch meanwhile, when that is %s",
  (told) =>
    play(reading, async (scene) => {
      const { repository, number, judged, send } = scene;
      repository.push({ branch: "other", changes: { "k8s/policy.yaml": policy("frontend") } });
      const edited = repository.editBase(number, "other");
      if (told === "told") await send(edited);
      scene.held.release();
      await judged(2);
      expect(runs(scene)).toEqual([
        ["cancelled", "The base branch was changed"],
        ["success", expect.anything() as string],
      ]);
    }),
);

it.concurrent("cancels the check run of a merge group that is removed", () =>
  play({ operation: "pulls/get", at: "request" }, async (scene) => {
    const { repository, number, held, isAsked, judged, send } = scene;
    held.release();
    await judged(1);
    const trees = stage.github.hold({ ...reading, where: isAsked });
    repository.push({ changes: { "k8s/policy.yaml": policy("web"), "README.md": "words\n" } });
    const { headSha, ...queued } = repository.enqueue([number]);
    await send(queued);
    await trees.reached;
    await send(repository.dequeue(headSha, "dequeued"));
    trees.release();
    await judged(2);
    expect(runs(scene, headSha)).toEqual([["cancelled", "The merge group was removed"]]);
  }),
);

it.concurrent("ignores commands on a closed pull request, also those that it was still open for", () =>
  play(reading, async (scene) => {
    const { repository, number, held, judged, send } = scene;
    const early = repository.comment(number, "/netpol explain shop/web -> shop/db:5432");
    const closed = repository.closePullRequest(number);
    const late = repository.comment(number, "/netpol help");
    await send(early, closed, late);
    held.release();
    await judged(1);
    const reactions = (id: number): readonly string[] => {
      const comment = repository.comments(number).find((one) => one.id === id);
      return [...(comment?.reactions.values() ?? [])].map(({ content }) => content);
    };
    await stage.github.until(() => reactions(early.id).includes("confused"), PATIENCE);
    expect(reactions(late.id)).toEqual([]);
    expect(repository.comments(number).map(({ id }) => id)).toEqual([early.id, late.id]);
  }),
);
