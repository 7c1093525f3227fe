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

const ROOT = "0".repeat(40);
const BASE = "d".repeat(40);
const from = (...shas: readonly string[]) => shas.map((sha) => ({ sha }));
const byAlice = { sha: HEAD, author: { login: "alice" }, committer: { login: "web-flow" }, parents: from(BASE) };

/** An entry of the activity of the branch. */
const moved = (before: string, after: string, login: string) => ({ before, after, actor: { login, type: "User" } });

function ask(approvers: readonly string[] | null = null): Approvers {
  return createApprovers(client, { owner: "acme", repo: "gitops" }, pull, approvers);
}

describe("somebody may approve", () => {
  it.each([
    ["a role of an organisation's own that can write", "read", { id: 5, permissions: { push: true } }],
    ["an administrator", "admin", { id: 5 }],
  ])("with %s", async (_, permission, user) => {
    role(permission, user);
    commits([byAlice]);
    activity(200, [moved(BASE, HEAD, "alice")]);
    expect(await ask().objection(MONA)).toBeNull();
  });

  it("whom the configuration names, also where nobody tells who pushed", async () => {
    for (const status of [404, 403]) {
      role("read");
      commits([byAlice]);
      activity(status, { message: "Not Found" });
      expect(await ask(["mona"]).objection(MONA)).toBeNull();
    }
  });

  it("who pushed to a branch of that name before the base held what was pushed, or another branch had it", async () => {
    const older = [moved("e".repeat(40), "f".repeat(40), "mona")];
    for (const begin of [ROOT, BASE]) {
      role("write");
      commits([byAlice]);
      activity(200, [moved(begin, HEAD, "alice"), ...older]);
      expect(await ask().objection(MONA)).toBeNull();
    }
  });

  it("of what a bot pushed that people do not steer, and the bot is named", async () => {
    role("write");
    commits([{ ...byAlice, author: { login: "renovate[bot]" } }]);
    activity(200, [{ ...moved(ROOT, HEAD, "renovate[bot]"), actor: { login: "renovate[bot]", type: "Bot" } }]);
    const approvers = ask();
    expect(await approvers.objection(MONA)).toBeNull();
    expect(await approvers.makers()).toMatchObject({ bots: ["renovate[bot]"], unknown: null });
  });

  it("whom the configuration names, and who can read; each is asked about once", async () => {
    role("read");
    commits([{ sha: HEAD, author: null, committer: {}, parents: [] }]);
    activity(200, [moved(ROOT, HEAD, "alice")]);
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
    activity(200, [moved("b".repeat(40), HEAD, "mona"), moved(BASE, "b".repeat(40), "bob")]);
    expect(await ask().objection(MONA)).toContain("you pushed");
  });

  it.each([
    ["pushed a commit below the head", [moved("b".repeat(40), HEAD, "bob"), moved(BASE, "b".repeat(40), "mona")]],
    [
      "pushed what somebody replaced since",
      [
        moved("c".repeat(40), HEAD, "bob"),
        moved("b".repeat(40), "c".repeat(40), "mona"),
        moved(BASE, "b".repeat(40), "bob"),
      ],
    ],
    [
      "pushed a commit of it before the branch was deleted and restored",
      [moved(ROOT, HEAD, "bob"), moved(HEAD, ROOT, "bob"), moved(BASE, HEAD, "mona")],
    ],
  ])("who %s, whatever its commits say", async (_, entries) => {
    role("write");
    commits([
      { ...byAlice, sha: "b".repeat(40) },
      { ...byAlice, parents: from("b".repeat(40)) },
    ]);
    activity(200, entries);
    expect(await ask().objection(MONA)).toContain("you pushed");
  });

  it.each([
    ["the list of pushes cannot be read", 404, { message: "Not Found" }, "does not tell who pushed to its branch"],
    ["the list does not hold the head", 200, [moved(BASE, "b".repeat(40), "bob")], "who pushed its last commit"],
    [
      "the list is too long",
      200,
      Array.from({ length: 100 }, () => moved("c".repeat(40), HEAD, "bob")),
      "pushed to more than 100 times",
    ],
    ["a workflow pushed", 200, [moved(BASE, HEAD, "github-actions[bot]")], "whoever can write can make it do so"],
  ])("where %s, unless the configuration names them", async (_, status, body, why) => {
    role("admin");
    commits([byAlice]);
    activity(status, body);
    expect(await ask().objection(MONA)).toContain(why);
    role("read");
    commits([byAlice]);
    activity(status, body);
    expect(await ask(["mona"]).objection(MONA)).toBeNull();
  });

  it("of a fork that is gone, unless the configuration names them", async () => {
    role("admin");
    commits([byAlice]);
    const orphan = { ...pull, head: { ...pull.head, repository: null } };
    const approvers = createApprovers(client, { owner: "acme", repo: "gitops" }, orphan, null);
    expect(await approvers.objection(MONA)).toContain("does not tell who pushed");
  });

  it("who committed what somebody else wrote, but may revoke", async () => {
    role("write");
    const committed = { author: { login: "alice" }, committer: { login: "MONA" } };
    commits([{ sha: "b".repeat(40), ...committed, parents: from(BASE) }, byAlice]);
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
