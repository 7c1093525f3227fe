/** The server dies in the middle of its work: nothing is lost, and nothing is said twice. */
import { expect, it } from "vitest";
import { startFakeGitHub } from "../fake/index.ts";
import { startServer } from "./server.ts";
import { policy, SHOP } from "./shop.ts";

it.each([
  ["before the check run is made", "checks/create", "request"],
  ["after the check run was made", "checks/create", "answer"],
  ["before the comment is written", "issues/create-comment", "request"],
  ["after the comment was written", "issues/create-comment", "answer"],
  ["before the check run is completed", "checks/update", "request"],
  ["after the check run was completed", "checks/update", "answer"],
] as const)("killed %s, it finishes after the next start", async (_, operation, at) => {
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP });
  const first = await startServer(github);
  const held = github.hold({ operation, at });
  repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
  const { number, webhooks } = repository.openPullRequest({ branch: "change" });
  await github.deliver(webhooks, first.target);
  await held.reached;
  await first.stop("SIGKILL");
  held.release();
  const second = await startServer(github);
  try {
    await github.until(() => repository.checkRuns().some(({ conclusion }) => conclusion === "neutral"));
    expect(repository.checkRuns()).toHaveLength(1);
    expect(repository.comments(number)).toHaveLength(1);
  } finally {
    await second.stop("SIGKILL");
    await github.close();
  }
  expect(github.violations).toEqual([]);
});
