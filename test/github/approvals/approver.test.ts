/** Who may approve, where GitHub tells less than usual. */
import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApprovers, type Approvers } from "../../../src/github/approvals/approver.ts";
import type { PullRequest } from "../../../src/github/repository/pull-request.ts";

const client = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const HEAD = "a".repeat(40);
const MONA = { id: 5, login: "Mona" };
const side = (owner: string) => ({
  sha: HEAD,
  ref: "change",
  repository: { owner, repo: "gitops", url: `https://github.com/${owner}/gitops` },
});

const pull: PullRequest = {
  number: 12,
  url: "https://github.com/acme/gitops/pull/12",
  state: "open",
  draft: false,
  author: "alice",
  head: side("fork"),
  base: side("acme"),
  mergeCommit: null,
  mergeable: true,
  etag: null,
};

const github = (): nock.Scope => nock("https://api.github.com");

function role(permission: string, user: object | null = { id: 5, login: "mona" }): void {
  github().get("/repos/acme/gitops/collaborators/Mona/permission").reply(200, { permission, role_name: "x", user });
}

/** A page of commits, each with who made it. */
function commits(list: readonly object[], page = 1): void {
  github()
    .get(`/repos/acme/gitops/pulls/12/commits?per_page=100&page=${String(page)}`)
    .reply(200, list);
}

function activity(status: number, body: unknown = {}): void {
  github()
    .get("/repos/fork/gitops/activity?ref=refs%2Fheads%2Fchange&per_page=100")
    .reply(status, body as nock.Body);
}

const byAlice = { sha: HEAD, author: { login: "alice" }, committer: { login: "web-flow" } };

function ask(approvers: readonly string[] | null = null): Approvers {
  return createApprovers(client, { owner: "acme", repo: "gitops" }, pull, approvers);
}

describe("somebody may approve", () => {
  it.each([
    ["a role of an organisation's own that can write", "read", { id: 5, permissions: { push: true } }],
    ["an administrator", "admin", { id: 5 }],
  ])("with %s, also where nobody tells who pushed", async (_, permission, user) => {
    for (const status of [404, 403]) {
      role(permission, user);
      commits([byAlice]);
      activity(status, { message: "Not Found" });
      expect(await ask().objection(MONA)).toBeNull();
    }
  });

  it("whom the configuration names, and who can read; each is asked about once", async () => {
    role("read");
    commits([{ sha: HEAD, author: null, committer: {} }]);
    activity(200, [{ after: HEAD, actor: { login: "alice" } }]);
    const approvers = ask(["mona"]);
    expect(await approvers.objection(MONA)).toBeNull();
    expect(await approvers.objection(MONA)).toBeNull();
    expect(await approvers.revokeObjection(MONA)).toBeNull();
  });
});

describe("nobody may approve", () => {
  it.each([
    ["whose login belongs to somebody else by now", "admin", { id: 6, login: "mona" }, "does not know you"],
    ["whom GitHub does not tell", "admin", null, "does not know you"],
    ["who cannot read any more", "none", { id: 5, login: "mona" }, "cannot read"],
    ["who can read only", "read", { id: 5, login: "mona", permissions: { push: false } }, "only people who can write"],
  ])("%s", async (_, permission, user, why) => {
    role(permission, user);
    expect(await ask().objection(MONA)).toContain(why);
  });

  it("of whom the configuration names others, which costs no question", async () => {
    expect(await ask(["bob"]).objection(MONA)).toContain("names others");
    expect(await ask([]).revokeObjection(MONA)).toContain("names others");
  });

  it("who pushed the head, whatever its commits say", async () => {
    role("write");
    commits([byAlice]);
    activity(200, [
      { after: "b".repeat(40), actor: { login: "bob" } },
      { after: HEAD, actor: { login: "mona" } },
    ]);
    expect(await ask().objection(MONA)).toContain("you pushed");
  });

  it("who committed what somebody else wrote, but may revoke", async () => {
    role("write");
    commits([{ sha: "b".repeat(40), author: { login: "alice" }, committer: { login: "MONA" } }, byAlice]);
    activity(200, []);
    const approvers = ask();
    expect(await approvers.objection(MONA)).toContain("a part of this pull request");
    expect(await approvers.revokeObjection(MONA)).toBeNull();
  });

  it("where there are more commits than GitHub lists, or the head is another one by now", async () => {
    const other = { ...byAlice, sha: "b".repeat(40) };
    role("write");
    commits(Array.from({ length: 100 }, () => other));
    commits(
      Array.from({ length: 100 }, () => other),
      2,
    );
    commits(
      Array.from({ length: 50 }, () => other),
      3,
    );
    activity(200, []);
    expect(await ask().objection(MONA)).toContain("only 250 commits");
    role("write");
    commits([other]);
    activity(200, []);
    expect(await ask().objection(MONA)).toContain("pushed to meanwhile");
  });

  it("as long as GitHub fails: that is no answer", async () => {
    role("write");
    commits([byAlice]);
    activity(502);
    const failing = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} }, retry: { enabled: false } });
    const approvers = createApprovers(failing, { owner: "acme", repo: "gitops" }, pull, null);
    await expect(approvers.objection(MONA)).rejects.toMatchObject({ status: 502 });
  });
});
