import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCommands } from "../../../src/github/commands/grammar.ts";
import { answerRequest } from "../../../src/github/commands/outcome.ts";
import { react, replyTo, type Answered } from "../../../src/github/commands/reply.ts";
import { reviewed } from "./change.ts";

const client = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left, "every request was made").toEqual([]);
});

const author = { login: "netpol-bot[bot]", appId: 1 };
const repository = { id: 3, owner: "acme", repo: "gitops", isPrivate: false };
const path = "/repos/acme/gitops/issues";
const github = (): nock.Scope => nock("https://api.github.com");

function reaction(content: string, status = 201): nock.Scope {
  return github().post(`${path}/comments/77/reactions`, { content }).reply(status, {});
}

/** The comments that stand, and what is written then. */
function comments(list: readonly object[]): nock.Scope {
  return github().get(`${path}/12/comments`).query({ per_page: 100, page: 1 }).reply(200, list);
}

function reply(body: string, isAuthor: "author" | "somebody", comment = 77): Promise<Answered> {
  const request = {
    place: { installation: 9, repository },
    pullRequest: 12,
    comment,
    asker: { id: 5, login: "mona", isAuthor: isAuthor === "author" },
    lines: parseCommands(body),
  };
  return replyTo(client, author, request, (rights) =>
    answerRequest(request, rights, () => Promise.resolve(reviewed())),
  );
}

describe("a command", () => {
  it("is acknowledged, answered in a comment, and acknowledged again", async () => {
    reaction("eyes");
    comments([]);
    const posted: string[] = [];
    github()
      .post(`${path}/12/comments`, ({ body }: { body: string }) => posted.push(body) === 1)
      .reply(201, { id: 200 });
    reaction("+1");
    expect(await reply("/netpol who shop/db", "author")).toEqual({ comment: "created", recheck: "not-wanted" });
    expect(posted[0]).toMatch(/^<!-- netpol:reply id=77 -->\n/);

    // The same question in another comment, and others that quote the answer.
    github().post(`${path}/comments/78/reactions`).twice().reply(201, {});
    comments([
      { id: 190, body: posted[0], user: { login: "mona" } },
      { id: 200, body: posted[0], user: { login: author.login } },
    ]);
    const edited: string[] = [];
    github()
      .patch(`${path}/comments/200`, ({ body }: { body: string }) => edited.push(body) === 1)
      .reply(200, { id: 200 });
    expect(await reply("/netpol WHO  shop/db", "author", 78)).toMatchObject({ comment: "updated" });
    expect(edited[0]).toBe(posted[0]?.replace("id=77", "id=78"));
  });

  it("that was answered before a crash is not answered twice", async () => {
    const posted: string[] = [];
    for (const standing of [[], [200]]) {
      reaction("eyes", 200);
      comments(standing.map((id) => ({ id, body: posted[0]?.replaceAll("\n", "\r\n"), user: author })));
      if (standing.length === 0) {
        github()
          .post(`${path}/12/comments`, ({ body }: { body: string }) => posted.push(body) === 1)
          .reply(201, { id: 200 });
      }
      reaction("+1", 200);
      const { comment } = await reply("/netpol config", "author");
      expect(comment).toBe(standing.length === 0 ? "created" : "unchanged");
    }
  });

  it("`recheck` leads to no comment", async () => {
    reaction("eyes");
    reaction("rocket");
    expect(await reply("/netpol recheck", "author")).toEqual({ comment: null, recheck: "wanted" });
  });

  it("of somebody who may not gets a reaction and nothing else", async () => {
    github().get("/repos/acme/gitops/collaborators/mona/permission").reply(404);
    reaction("confused");
    expect(await reply("/netpol recheck", "somebody")).toEqual({ comment: null, recheck: "not-wanted" });
  });
});

describe("a reaction", () => {
  it.each([200, 201, 403, 404])("answered with %d is enough", async (status) => {
    reaction("eyes", status);
    await expect(react(client, repository, 77, "eyes")).resolves.toBeUndefined();
  });

  it("that meets a rate limit fails", async () => {
    github().post(`${path}/comments/77/reactions`).reply(403, { message: "secondary rate limit" });
    await expect(react(client, repository, 77, "+1")).rejects.toMatchObject({ status: 403 });
  });
});
