/** `netpol review` through the built command, against a GitHub on loopback. */
import { describe, expect, it } from "vitest";
import { policy } from "../github/whole/shop.ts";
import { netpolOnline } from "./netpol.ts";
import { useReviewScene } from "./review-scene.ts";

const failed = { status: 2, stdout: "" };

describe("the review in the terminal", () => {
  const { repository, open, review, writes } = useReviewScene();

  it("says what opens and closes, and writes nothing on GitHub", async () => {
    const { status, stdout, stderr } = await review(open());
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("NetworkPolicy: 1 flow newly allowed");
    expect(stdout).toMatch(/- denied +shop\/Deployment\/web +shop\/Deployment\/db +TCP 5432/);
    expect(stdout).toContain("(k8s/policy.yaml:");
    expect(writes()).toEqual([]);
  });

  it("shows what the rules found", async () => {
    const { stdout } = await review(open({ "k8s/policy.yaml": "" }));
    expect(stdout).toMatch(/NetworkPolicy: .*newly allowed[^]*\nNetworkPolicy check: failed, \d+ failures?/);
    expect(stdout).toContain("isolation-lost");
  });

  it("ends as `diff` does", async () => {
    const broken = `${policy("frontend")}---\napiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: { name: a }\n`;
    const number = open({ "k8s/policy.yaml": broken });
    expect((await review(number, ["--exit-code"])).status).toBe(1);
    const { status, stderr } = await review(number, ["--exit-code", "--fail-on-errors"]);
    expect(status).toBe(3);
    expect(stderr).toContain("k8s/policy.yaml:");
  });

  it("in JSON, of a pull request that changes nothing", async () => {
    const { status, stdout } = await review(open({ "readme.md": "hello" }), ["--format", "json", "--exit-code"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: expect.any(String) as string });
  });

  it("of a fork, and of a pull request that was merged", async () => {
    const fork = repository().fork("eve");
    fork.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { number } = repository().openPullRequest({ branch: "change", from: fork });
    expect((await review(number, ["--exit-code"])).status).toBe(1);
    repository().mergePullRequest(number);
    expect((await review(number, ["--exit-code"])).status).toBe(1);
  });

  it("says so when there is no test merge", async () => {
    const base = repository().commit("main").slice(0, 7);
    const number = open();
    repository().push({ changes: { "k8s/policy.yaml": policy("backend") } });
    const { status, stdout, stderr } = await review(number);
    expect(status).toBe(0);
    expect(stdout).toContain("shop/Deployment/web");
    expect(stderr).toMatch(new RegExp(`no test merge .*: compared [0-9a-f]{7} with ${base}, where it branched off`));
  });

  it("judges with the configuration of the base", async () => {
    const { stdout } = await review(open({ ".github/netpol.yml": "cluster:\n  ipBlocks: external-only\n" }));
    expect(stdout).toContain("takes effect after the merge");
  });

  it("lets no name steer the terminal", async () => {
    const path = "k8s/\u001b[31m\u202e.yaml";
    const name = '"\\e[2Jshop\\x9b"';
    const { stdout, stderr } = await review(
      open({ [path]: `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\n---\n\u001b]0;title\u0007: [` }),
      ["--fail-on-errors"],
    );
    expect(stdout + stderr).toContain(".yaml:");
    expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("what cannot be reviewed", () => {
  const { github, useFiles, open, review } = useReviewScene();

  it.each([
    ["no address", ["review", "acme/gitops#1"], "is not the address of a pull request"],
    ["no encryption", ["review", "http://github.com/acme/gitops/pull/1"], "does not start with `https://`"],
    ["no token", ["review", "https://github.com/acme/gitops/pull/1"], "set `GH_TOKEN` or `GITHUB_TOKEN`"],
    ["a token of another host", ["review", "https://git.example/acme/gitops/pull/1"], "set `GH_ENTERPRISE_TOKEN`"],
  ])("%s", async (_, args, words) => {
    const env = args[1]?.includes("git.example") === true ? { GH_TOKEN: "secret" } : {};
    const { status, stdout, stderr } = await netpolOnline(args, env);
    expect({ status, stdout }).toEqual(failed);
    expect(stderr).toContain(words);
  });

  it("a pull request that is not there, or not to be seen", async () => {
    expect(await review(77)).toMatchObject({
      ...failed,
      stderr: expect.stringContaining("acme/gitops#77 is not on") as string,
    });
    const stranger = github().createUserToken("mallory");
    const { status, stderr } = await review(open(), [], { GH_ENTERPRISE_TOKEN: stranger });
    expect(status).toBe(2);
    expect(stderr).toContain("the token in `GH_ENTERPRISE_TOKEN` cannot see it");
  });

  it("with a token that GitHub does not know", async () => {
    const { status, stderr } = await review(open(), [], { GH_ENTERPRISE_TOKEN: "ghp_unknown" });
    expect(status).toBe(2);
    expect(stderr).toContain("does not accept the token in `GH_ENTERPRISE_TOKEN`: Bad credentials (status 401)");
  });

  it("while the rate limit is reached", async () => {
    github().fail({ fault: { kind: "primary-limit", resetIn: 600 } });
    const { status, stderr } = await review(open());
    expect(status).toBe(2);
    expect(stderr).toMatch(/has a rate limit, and it is reached: .*\n {2}it ends at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  });

  it("while GitHub fails, or nobody answers", async () => {
    const number = open();
    github().fail({ operation: "git/get-tree", fault: { kind: "status", status: 502 } });
    expect((await review(number)).stderr).toContain(
      "gave no answer that could be used: something went wrong (status 502)",
    );
    const { status, stderr } = await netpolOnline(["review", "http://127.0.0.1:1/acme/gitops/pull/1"], {
      GH_HOST: "127.0.0.1:1",
      GH_ENTERPRISE_TOKEN: "secret",
    });
    expect(status).toBe(2);
    expect(stderr).toContain("127.0.0.1:1 gave no answer that could be used: ");
  });

  it("a repository without manifests", async () => {
    useFiles({ "readme.md": "hello" });
    const { status, stdout, stderr } = await review(open({ "readme.md": "hello again" }));
    expect({ status, stdout }).toEqual(failed);
    expect(stderr).toContain("nothing to analyse in acme/other#1");
  });
});
