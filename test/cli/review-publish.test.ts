/** `netpol review --publish` through the built command, against a GitHub on loopback. */
import { describe, expect, it } from "vitest";
import { policy } from "../github/whole/shop.ts";
import type { Run } from "./netpol.ts";
import { useReviewScene } from "./review-scene.ts";

const MARKER = "<!-- netpol:v1 id=default -->";

describe("--publish with the token of a person", () => {
  const { github, repository, open, review, writes } = useReviewScene();

  it("writes the comment, and says why there is no check run", async () => {
    const number = open();
    const { status, stdout, stderr } = await review(number, ["--publish", "--format", "markdown"]);
    expect(status).toBe(0);
    expect(stderr).toContain("no check run was made: that needs the token of an app");
    expect(stderr).toContain(`the comment on ${repository().url}/pull/${number} was created`);
    expect(
      repository()
        .comments(number)
        .map(({ author, body }) => [author.login, body]),
    ).toEqual([["alice", stdout]]);
    expect(repository().checkRuns()).toEqual([]);
  });

  it("edits the comment in place, and only where it says something else", async () => {
    const number = open();
    await review(number, ["--publish"]);
    expect((await review(number, ["--publish"])).stderr).toContain("says this already");
    repository().push({ branch: "change", changes: { "k8s/policy.yaml": policy("web") } });
    expect((await review(number, ["--publish"])).stderr).toContain("was updated");
    const [comment, ...others] = repository().comments(number);
    expect(others).toEqual([]);
    expect(comment?.history).toHaveLength(1);
    expect(comment?.body).toContain("no reachability change");
  });

  it("leaves the comment of somebody else alone", async () => {
    const number = open();
    const theirs = repository().comment(number, `${MARKER}\nby the app`, "netpol-bot[bot]").id;
    await review(number, ["--publish"]);
    expect(repository().comments(number)).toHaveLength(2);
    expect(
      repository()
        .comments(number)
        .find(({ id }) => id === theirs)?.body,
    ).toBe(`${MARKER}\nby the app`);
  });

  it("makes no comment on a draft, or where there is nothing to tell", async () => {
    repository().push({ branch: "draft", changes: { "k8s/policy.yaml": policy("frontend") } });
    const draft = repository().openPullRequest({ branch: "draft", stage: "draft" }).number;
    expect((await review(draft, ["--publish"])).stderr).toContain("a draft gets none");
    const quiet = open({ "readme.md": "hello" });
    expect((await review(quiet, ["--publish"])).stderr).toContain("there is nothing to tell");
    expect([...repository().comments(draft), ...repository().comments(quiet)]).toEqual([]);
  });

  it("says that a conversation is locked", async () => {
    const number = open();
    repository().lock(number);
    const token = github().createUserToken("eve");
    const { status, stderr } = await review(number, ["--publish"], { GH_ENTERPRISE_TOKEN: token });
    expect(status).toBe(0);
    expect(stderr).toContain("is locked");
  });

  it("publishes nothing about a head that is gone, or a pull request that is closed", async () => {
    const number = open();
    const held = github().hold({ operation: "git/get-tree", at: "answer" });
    const running = review(number, ["--publish"]);
    await held.reached;
    repository().push({ branch: "change", changes: { "readme.md": "hello" } });
    held.release();
    const { status, stderr } = await running;
    expect(status).toBe(2);
    expect(stderr).toContain("nothing was published");
    expect(stderr).toContain("it got another head");
    repository().closePullRequest(number);
    expect(await review(number, ["--publish"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("it is closed") as string,
    });
    expect(writes()).toEqual([]);
  });
});

describe("--publish with the token of a workflow", () => {
  const { github, repository, open, review, writes } = useReviewScene();

  const publish = (number: number, permissions: Record<string, "read" | "write">): Promise<Run> =>
    review(number, ["--publish"], {
      GH_ENTERPRISE_TOKEN: github().createInstallationToken("acme", {
        metadata: "read",
        contents: "read",
        ...permissions,
      }),
      GITHUB_ACTIONS: "true",
    });

  it("completes a check run, and writes one comment however often it runs", async () => {
    const number = open();
    const { status, stderr } = await publish(number, { pull_requests: "write", checks: "write" });
    expect(status).toBe(0);
    expect(stderr).toContain("the check run is on");
    await publish(number, { pull_requests: "write", checks: "write" });
    expect(repository().checkRuns()[0]).toMatchObject({
      name: "netpol",
      status: "completed",
      conclusion: "neutral",
      headSha: repository().commit("change"),
      externalId: expect.stringMatching(new RegExp(`^pr:${String(number)}:[0-9a-f]{32}$`)) as string,
    });
    expect(
      repository()
        .comments(number)
        .map(({ author }) => author.login),
    ).toEqual(["github-actions[bot]"]);
  });

  it("writes one comment without a check run, too", async () => {
    const number = open();
    for (const outcome of ["was created", "says this already"]) {
      const { status, stderr } = await publish(number, { pull_requests: "write" });
      expect(status).toBe(0);
      expect(stderr).toContain("`checks: write`");
      expect(stderr).toContain(outcome);
    }
    expect(repository().comments(number)).toHaveLength(1);
  });

  it("fails when it may only read, as for a fork", async () => {
    const { status, stdout, stderr } = await publish(open(), { pull_requests: "read" });
    expect(status).toBe(2);
    expect(stdout).toContain("NetworkPolicy:");
    expect(stderr).toContain("a workflow for a fork has a token that only reads");
    expect(repository().comments(1)).toEqual([]);
  });

  it("outside of a workflow, an app that nobody names writes no comment", async () => {
    const number = open();
    const permissions = { metadata: "read", contents: "read", pull_requests: "write" } as const;
    const { status, stderr } = await review(number, ["--publish"], {
      GH_ENTERPRISE_TOKEN: github().createInstallationToken("acme", permissions),
    });
    expect(status).toBe(2);
    expect(stderr).toContain("GitHub does not say whose the token in `GH_ENTERPRISE_TOKEN` is");
    expect(writes()).toEqual(["checks/create"]);
  });
});
