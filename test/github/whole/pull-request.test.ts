/** The life of a pull request, from signed webhooks to what stands on GitHub afterwards. */
import { expect, it } from "vitest";
import { targetOf, toExternalId } from "../../../src/github/publish/check-target.ts";
import { policy } from "./shop.ts";
import { BRANCH, setStage } from "./stage.ts";

const stage = setStage();

const CHANGE = { "k8s/policy.yaml": policy("frontend") };

const externalIdOf = (number: number): string => toExternalId(targetOf({ number, base: { ref: "main" } }));

it.concurrent("judges a pull request: a check run, and one comment with the flows and their cause", async () => {
  const { propose, judged, said } = stage.scene();
  const number = await propose(CHANGE);
  const run = await judged();
  expect(run).toMatchObject({ name: "netpol", conclusion: "neutral", externalId: externalIdOf(number) });
  expect(run.output.title).toMatch(/denied/);
  const comment = await said(number);
  expect(comment).toMatch(/^<!-- netpol:v1 id=default -->\n## 🔴 NetworkPolicy/);
  expect(comment).toContain("`shop/Deployment/web` | `shop/Deployment/db`");
  expect(comment).toContain("policy.yaml");
});

it.concurrent("edits its comment in place when a push takes the change back", async () => {
  const { repository, propose, judged, said, send } = stage.scene();
  const number = await propose(CHANGE);
  await judged();
  await send(repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy("web") } }));
  await judged(2);
  await said(number, "no reachability change");
  expect(repository.comments(number)).toHaveLength(1);
});

it.concurrent("leaves its comment alone when it would say the same, as after a change of the title", async () => {
  const { repository, propose, judged, said, send } = stage.scene();
  const number = await propose(CHANGE);
  const first = await judged();
  const comment = await said(number);
  await send(repository.editTitle(number, "another title"), repository.rerequestRun(first.id));
  await judged(2);
  expect(repository.comments(number)).toMatchObject([{ body: comment, history: [] }]);
});

it.concurrent("says nothing where nothing changed but the required check, which is always reported", async () => {
  const { repository, propose, judged } = stage.scene();
  const number = await propose({ "README.md": "words\n" });
  expect(await judged()).toMatchObject({ conclusion: "success" });
  expect(repository.comments(number)).toEqual([]);
});

it.concurrent("fails the check when a changed file cannot be read", async () => {
  const { propose, judged } = stage.scene();
  await propose({ "k8s/policy.yaml": "kind: NetworkPolicy\nspec: [\n" });
  expect(await judged()).toMatchObject({ conclusion: "failure" });
});

it.concurrent("judges the last of ten pushes, writes one comment, and leaves no check run open", async () => {
  const { github, server, repository, propose, judged, said } = stage.scene();
  const number = await propose(CHANGE);
  await judged();
  const pushes = Array.from({ length: 10 }, (_, turn) =>
    repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy(`app-${String(turn)}`) } }),
  );
  await Promise.all(pushes.map(({ webhooks }) => github.deliver(webhooks, server.target)));
  const last = pushes.at(-1)?.sha ?? "";
  expect(await judged(1, last)).toMatchObject({ conclusion: "neutral" });
  await said(number, last.slice(0, 7));
  expect(repository.comments(number)).toHaveLength(1);
  expect(repository.checkRuns().filter(({ status }) => status !== "completed")).toEqual([]);
});

it.concurrent("gives a draft the check alone, and the comment once it is ready", async () => {
  const { repository, propose, judged, said, send } = stage.scene();
  const number = await propose(CHANGE, { stage: "draft" });
  await judged();
  expect(repository.comments(number)).toEqual([]);
  await send(repository.markReady(number));
  await said(number);
  await judged(2);
  await send(repository.convertToDraft(number));
  await judged(3);
  expect(repository.comments(number)).toHaveLength(1);
});

it.concurrent(
  "does nothing about a pull request that is closed meanwhile, and judges it once it is open again",
  async () => {
    const { repository, propose, judged, said, send } = stage.scene();
    const number = await propose(CHANGE);
    const other = await propose({ "README.md": "words\n" }, { branch: "other" });
    await send(repository.closePullRequest(number));
    await judged(1, repository.pullRequest(other).headSha);
    expect(repository.checkRuns(repository.pullRequest(number).headSha)).toEqual([]);
    await send(repository.reopenPullRequest(number));
    await said(number);
  },
);

it.concurrent("does nothing about a head branch that is deleted before it looks", async () => {
  const { repository, propose, judged, send } = stage.scene();
  const number = await propose(CHANGE);
  await send(repository.deleteBranch(BRANCH));
  const other = await propose({ "README.md": "words\n" }, { branch: "other" });
  await judged(1, repository.pullRequest(other).headSha);
  expect(repository.checkRuns(repository.pullRequest(number).headSha)).toEqual([]);
});

it.concurrent("judges a pull request from a fork, and runs again when it is asked to", async () => {
  const { repository, judged, send } = stage.scene();
  const fork = repository.fork("mallory");
  fork.push({ branch: BRANCH, changes: CHANGE });
  const { number, ...opened } = repository.openPullRequest({ branch: BRANCH, from: fork, by: "mallory" });
  await send(opened);
  const run = await judged();
  expect(run).toMatchObject({ conclusion: "neutral", externalId: externalIdOf(number) });
  await send(repository.rerequestRun(run.id));
  await judged(2);
  await send(repository.rerequestSuite(run.headSha));
  await judged(3);
  await send(repository.requestAction(run.id, "again"));
  await judged(4);
  const runs = repository.checkRuns().map(({ conclusion, output }) => ({ conclusion, output }));
  expect(runs).toEqual(Array.from({ length: 4 }, () => runs[0]));
});

it.concurrent("judges a pull request from a fork that was deleted", async () => {
  const { repository, judged, said, send } = stage.scene();
  const fork = repository.fork("trudy");
  fork.push({ branch: BRANCH, changes: CHANGE });
  const { number } = repository.openPullRequest({ branch: BRANCH, from: fork, by: "trudy" });
  fork.remove();
  await send(repository.editBase(number, "main"));
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  await said(number, "shop/Deployment/db");
});

it.concurrent("reports on the commit of a merge queue, and lets a group go that is destroyed", async () => {
  const { repository, propose, judged, send } = stage.scene();
  const number = await propose(CHANGE);
  await judged();
  const { headSha, webhooks } = repository.enqueue([number]);
  await send({ webhooks });
  expect(await judged(1, headSha)).toMatchObject({ name: "netpol", conclusion: "neutral" });
  await send(repository.dequeue(headSha, "merged"));
});

it.concurrent("writes no second comment for someone who copies its first line", async () => {
  const { repository, propose, judged, said } = stage.scene();
  const number = await propose(CHANGE);
  repository.comment(number, "<!-- netpol:v1 id=default -->\nmine", "mallory");
  await judged();
  await said(number, "shop/Deployment/db");
  expect(repository.comments(number).filter(({ body }) => body.includes("mine"))).toHaveLength(1);
});

it.concurrent("completes the check where the conversation is locked", async () => {
  const { github, repository, propose, judged, isAsked } = stage.scene();
  const held = github.hold({ operation: "issues/list-comments", where: isAsked, at: "request" });
  const number = await propose(CHANGE);
  await held.reached;
  repository.lock(number);
  held.release();
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  expect(repository.comments(number)).toEqual([]);
});

it.concurrent("takes links from the host that GitHub is on", async () => {
  const { github, repository, propose, said } = stage.scene();
  const comment = await said(await propose(CHANGE));
  const links = [...comment.matchAll(/\]\((\S+?)\)/g)].map(([, url]) => url ?? "");
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(link).toMatch(new RegExp(`^http://${github.host}/${repository.owner}/gitops/blob/`));
});
