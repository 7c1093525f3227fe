/** One commit that is the head of several things: GitHub keeps one result for it, which must not be that of the laxest. */
import { expect, it } from "vitest";
import type { CheckRun } from "../fake/index.ts";
import { readCheckRun } from "./published.ts";
import { policy } from "./shop.ts";
import { PATIENCE, setStage, type Scene } from "./stage.ts";

const stage = setStage();

/** Lets the whole internet in. */
const WORSE = {
  "k8s/policy.yaml": policy("web").replace(/ {4}- from:[^]*$/, "    - from: [{ ipBlock: { cidr: 0.0.0.0/0 } }]\n"),
};

/** A branch whose change is worse against `main`, and nothing new against `lax`. */
function play(): Scene & { readonly sha: string } {
  const scene = stage.scene({ roles: { alice: "write", bob: "write" } });
  scene.repository.push({ branch: "lax", changes: WORSE, by: "alice" });
  const { sha } = scene.repository.push({ branch: "change", changes: { "README.md": "x" }, by: "alice", onto: "lax" });
  return { ...scene, sha };
}

async function open({ repository, send }: Scene, base: string, branch = "change"): Promise<number> {
  const { number, ...opened } = repository.openPullRequest({ branch, base, by: "alice" });
  await send(opened);
  return number;
}

/** The run that GitHub goes by, once so many were made and all are completed. */
async function newest({ repository, github }: Scene, sha: string, count: number): Promise<CheckRun> {
  await github.until(() => {
    const runs = repository.checkRuns(sha);
    return runs.length >= count && runs.every(({ status }) => status === "completed");
  }, PATIENCE);
  const run = repository.checkRuns(sha).at(-1);
  if (run === undefined) throw new Error("there is no run");
  return run;
}

it.concurrent("fails with any pull request of the commit that fails, until that one is accepted", async () => {
  const scene = play();
  const { repository, send, sha } = scene;
  const first = await open(scene, "main");
  const red = await newest(scene, sha, 1);
  expect(red).toMatchObject({ conclusion: "failure" });
  await open(scene, "lax");
  const second = await newest(scene, sha, 2);
  expect(second).toMatchObject({ conclusion: "failure", actions: [] });
  expect(second.output.title).toBe(`Fails with pull request ${String(first)}, of the same commit`);
  readCheckRun(scene, second);
  // Another branch with the same commit is no way out.
  repository.state.references.set("refs/heads/twin", sha);
  await open(scene, "lax", "twin");
  expect(await newest(scene, sha, 3)).toMatchObject({ conclusion: "failure" });
  const fingerprint = /`\/netpol approve ([0-9a-f]{12})`/.exec(red.output.summary ?? "")?.[1] ?? "";
  await send(repository.comment(first, `/netpol approve ${fingerprint}`, "bob"));
  await scene.github.until(() => repository.checkRuns(sha).at(-1)?.conclusion === "success", PATIENCE);
  expect((await newest(scene, sha, 4)).output.title).toBe("1 regression, accepted by bob");
});

it.concurrent("fails with one that comes later, and is judged anew when that one is closed", async () => {
  const scene = play();
  const { repository, send, sha } = scene;
  const lax = await open(scene, "lax");
  expect(await newest(scene, sha, 1)).toMatchObject({ conclusion: "success" });
  const strict = await open(scene, "main");
  expect(await newest(scene, sha, 2)).toMatchObject({ conclusion: "failure" });
  const [green] = repository.checkRuns(sha);
  await send(repository.rerequestRun(green?.id ?? 0));
  expect(await newest(scene, sha, 3)).toMatchObject({ conclusion: "failure" });
  await send(repository.closePullRequest(strict));
  expect(await newest(scene, sha, 4)).toMatchObject({ conclusion: "success" });
  // Neither is open any more: nothing is judged, and nothing goes round in circles.
  await send(repository.closePullRequest(lax));
  await send(repository.reopenPullRequest(lax));
  expect(await newest(scene, sha, 5)).toMatchObject({ conclusion: "success" });
  expect(repository.checkRuns(sha)).toHaveLength(5);
});

it.concurrent("fails with the merge group whose commit somebody pushed to a branch", async () => {
  const scene = play();
  const { repository, send } = scene;
  const number = await open(scene, "main");
  const group = repository.enqueue([number]);
  await send(group);
  expect(await newest(scene, group.headSha, 1)).toMatchObject({ conclusion: "failure" });
  repository.state.references.set("refs/heads/copy", group.headSha);
  await open(scene, "lax", "copy");
  const run = await newest(scene, group.headSha, 2);
  expect(run).toMatchObject({ conclusion: "failure" });
  expect(run.output.title).toBe("Fails with a merge group of the same commit");
  readCheckRun(scene, run);
});
