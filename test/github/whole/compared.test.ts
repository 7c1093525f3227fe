/** Which commits are compared: the test merge, another base, a base that moves on, a conflict. */
import { expect, it } from "vitest";
import { policy } from "./shop.ts";
import { BRANCH, setStage } from "./stage.ts";

const stage = setStage();

const POLICY = "k8s/policy.yaml";

it.concurrent("compares with the new base once the base of a pull request is another branch", async () => {
  const { repository, propose, judged, said, send } = stage.scene();
  // The release branch has what the pull request proposes already.
  repository.push({ branch: "release", changes: { [POLICY]: policy("frontend") } });
  const number = await propose({ [POLICY]: policy("frontend") });
  await said(number, `base \`${repository.commit("main").slice(0, 7)}\``);
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  await send(repository.editBase(number, "release"));
  expect(await judged(2)).toMatchObject({
    conclusion: "success",
    output: { title: "No NetworkPolicy-relevant change" },
  });
  const comment = await said(number, "no reachability change");
  expect(comment).toContain(`base \`${repository.commit("release").slice(0, 7)}\``);
  expect(repository.comments(number)).toHaveLength(1);
});

it.concurrent(
  "asks nothing of GitHub when the base branch moves on, and compares with it at the next event",
  async () => {
    const { github, repository, isAsked, propose, judged, said, send } = stage.scene();
    const number = await propose({ [POLICY]: policy("frontend") });
    await judged();
    const before = await said(number, `base \`${repository.commit("main").slice(0, 7)}\``);
    const asked = github.requests.filter(isAsked).length;
    // GitHub tells nobody about it.
    const { webhooks, sha } = repository.push({ changes: { [POLICY]: policy("frontend"), "README.md": "words\n" } });
    expect(webhooks).toEqual([]);
    expect(github.requests.filter(isAsked)).toHaveLength(asked);
    expect(await said(number)).toBe(before);
    await send(repository.comment(number, "/netpol recheck"));
    const comment = await said(number, `base \`${sha.slice(0, 7)}\``);
    expect(comment).toContain("no reachability change");
    expect(await judged(2)).toMatchObject({ conclusion: "success" });
  },
);

it.concurrent("shows only what the pull request changes, not what the base has gained since", async () => {
  const { repository, propose, judged, said } = stage.scene();
  repository.push({ branch: BRANCH, changes: { "README.md": "words\n" } });
  repository.push({ changes: { [POLICY]: policy("frontend") } });
  const number = await propose({ "k8s/web.yaml": null });
  await judged();
  const comment = await said(number);
  expect(comment).toContain("gone: `shop/Deployment/web`");
  expect(comment).not.toContain("newly denied");
});

it.concurrent("compares with the merge base where the branches conflict, and says so", async () => {
  const { repository, judged, said, send } = stage.scene();
  const left = repository.commit("main");
  repository.push({ branch: BRANCH, changes: { [POLICY]: policy("frontend") } });
  repository.push({ changes: { [POLICY]: policy("backend") } });
  const { number, webhooks } = repository.openPullRequest({ branch: BRANCH });
  await send({ webhooks });
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  expect(await said(number)).toContain(`merge base \`${left.slice(0, 7)}\``);
  expect(await said(number)).toContain("as there is no test merge");
});

it.concurrent("fails the check where both branches have nothing in common, and says why", async () => {
  const { repository, judged, send } = stage.scene();
  const stranger = repository.fork("stranger");
  const { references } = stranger.state;
  const orphan = repository.push({ branch: "orphan", changes: { [POLICY]: policy("frontend") } }).sha;
  const commit = repository.state.store.commits.get(orphan);
  if (commit === undefined) throw new Error("what was pushed is there");
  repository.state.store.commits.set(orphan, { ...commit, parents: [] });
  references.set(`refs/heads/${BRANCH}`, orphan);
  await send(repository.openPullRequest({ branch: BRANCH, from: stranger, by: "stranger" }));
  expect(await judged()).toMatchObject({ conclusion: "failure", output: { title: "Not analysed" } });
});

it.concurrent("takes a test merge that GitHub is still making, once it is made", async () => {
  const { github, propose, judged, said } = stage.scene();
  github.limits.pendingMergeReads = 1;
  const number = await propose({ [POLICY]: policy("frontend") });
  await judged();
  expect(await said(number)).toContain("(test merge `");
});
