import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRights } from "../../../src/github/commands/permission.ts";

const client = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const request = {
  place: { installation: 9, repository: { id: 3, owner: "acme", repo: "gitops", isPrivate: false } },
  pullRequest: 12,
  comment: 77,
  asker: { id: 5, login: "mona", isAuthor: false },
  lines: [],
};

const github = (): nock.Scope => nock("https://api.github.com");

function role(permission: string, name: string, permissions = {}): nock.Scope {
  const user = { id: 5, login: "mona", permissions };
  return github()
    .get("/repos/acme/gitops/collaborators/mona/permission")
    .reply(200, { permission, role_name: name, user });
}

function repository(isPrivate: unknown): nock.Scope {
  return github().get("/repos/acme/gitops").reply(200, { private: isPrivate });
}

function association(author_association: string): nock.Scope {
  return github().get("/repos/acme/gitops/issues/comments/77").reply(200, { author_association });
}

describe("everything may", () => {
  it("the author of the pull request, who is not asked about", async () => {
    expect(await readRights(client, { ...request, asker: { ...request.asker, isAuthor: true } })).toBe("recheck");
  });

  it.each([
    ["admin", "admin", {}],
    ["write", "maintain", {}],
    ["write", "write", {}],
    ["read", "triage", {}],
    ["write", "a role of acme", {}],
    ["read", "a role of acme", { triage: true }],
  ])("with the permission %s and the role %s %j", async (permission, name, permissions) => {
    role(permission, name, permissions);
    expect(await readRights(client, request)).toBe("recheck");
  });
});

describe("on a private repository", () => {
  it.each([
    ["read", "read"],
    ["none", "none"],
  ])("the permission %s gives %s", async (permission, rights) => {
    role(permission, permission);
    repository(true);
    expect(await readRights(client, request)).toBe(rights);
  });
});

describe("on a public repository, where everybody has the permission read,", () => {
  it.each([
    ["COLLABORATOR", "read"],
    ["CONTRIBUTOR", "read"],
    ["MEMBER", "read"],
    ["FIRST_TIME_CONTRIBUTOR", "none"],
    ["NONE", "none"],
  ])("%s gives %s", async (word, rights) => {
    role("read", "read");
    repository(false);
    association(word);
    expect(await readRights(client, request)).toBe(rights);
  });

  it("a comment that was deleted gives nothing", async () => {
    role("read", "read");
    repository(false);
    github().get("/repos/acme/gitops/issues/comments/77").reply(404);
    expect(await readRights(client, request)).toBe("none");
  });
});

it("a login that somebody else has now gives nothing", async () => {
  const user = { id: 6, login: "mona" };
  github()
    .get("/repos/acme/gitops/collaborators/mona/permission")
    .reply(200, { permission: "admin", role_name: "admin", user });
  expect(await readRights(client, request)).toBe("none");
});

it("a person who is gone gives nothing", async () => {
  github().get("/repos/acme/gitops/collaborators/mona/permission").reply(404);
  expect(await readRights(client, request)).toBe("none");
});

it.each([403, 429, 500])("an answer %d decides nothing", async (status) => {
  github().get("/repos/acme/gitops/collaborators/mona/permission").reply(status);
  await expect(readRights(client, request)).rejects.toMatchObject({ status });
});
