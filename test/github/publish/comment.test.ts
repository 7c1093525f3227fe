import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishComment } from "../../../src/github/publish/comment.ts";
import { API, createClient, createProbotClient, repository } from "../repository/support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

const marker = "<!-- netpol:v1 id=default -->";
const key = { pullNumber: 3, author: { login: "netpol[bot]", appId: 7 }, marker };
const text = `${marker}\n## Changed`;

function comment(id: number, body: string, login = "netpol[bot]", appId: number | null = null): object {
  return { id, body, user: { login }, performed_via_github_app: appId === null ? null : { id: appId } };
}

function page(number: number, comments: readonly object[]): void {
  nock(API)
    .get("/repos/acme/shop/issues/3/comments")
    .query({ per_page: "100", page: String(number) })
    .reply(200, comments);
}

function others(count: number): readonly object[] {
  return Array.from({ length: count }, (_, id) => comment(id + 1, "hello", "ada"));
}

function expectCreation(status = 201): void {
  nock(API)
    .post("/repos/acme/shop/issues/3/comments", { body: text })
    .reply(status, status === 201 ? comment(500, text) : { message: "Server Error" });
}

function publish(whenMissing: "create" | "leave" = "create") {
  return publishComment(createClient(), repository, key, text, whenMissing);
}

describe("publishComment", () => {
  it("creates the first one, unless it is told to leave it", async () => {
    page(1, others(2));
    expectCreation();
    expect(await publish()).toBe("created");
    page(1, others(2));
    expect(await publish("leave")).toBe("none");
  });

  it("edits its own in place, also where no new one would be created", async () => {
    page(1, [...others(2), comment(9, `${marker}\nold`)]);
    nock(API).patch("/repos/acme/shop/issues/comments/9", { body: text }).reply(200, comment(9, text));
    expect(await publish("leave")).toBe("updated");
  });

  it("does not touch one that says the same", async () => {
    page(1, [comment(9, `${text.replaceAll("\n", "\r\n")}\n`)]);
    expect(await publish()).toBe("unchanged");
  });

  it("finds its own by the app, too", async () => {
    page(1, [comment(9, text, "renamed[bot]", 7)]);
    expect(await publish()).toBe("unchanged");
  });

  it("leaves alone what others write, quote, or write with another installation or marker", async () => {
    page(1, [
      comment(1, text, "ada"),
      comment(2, `> ${text}`, "ada"),
      comment(3, text, "netpol-staging[bot]", 8),
      comment(4, "<!-- netpol:reply id=1 -->", "netpol[bot]", 7),
      { id: 5, user: null },
    ]);
    expectCreation();
    expect(await publish()).toBe("created");
  });

  it("leaves alone what the same person wrote with the marker somewhere in it", async () => {
    page(1, [
      comment(1, `here is what it says:\n\n${text}`, "netpol[bot]", 7),
      comment(2, `\`\`\`\n${text}\n\`\`\``, "netpol[bot]", 7),
    ]);
    expectCreation();
    expect(await publish()).toBe("created");
  });

  it("looks at all pages", async () => {
    page(1, others(100));
    page(2, [comment(201, text)]);
    expect(await publish()).toBe("unchanged");
    page(1, others(100));
    page(2, []);
    expectCreation();
    expect(await publish()).toBe("created");
  });

  it("creates another where somebody deletes it in the meantime", async () => {
    page(1, [comment(9, `${marker}\nold`)]);
    nock(API).patch("/repos/acme/shop/issues/comments/9").reply(404, { message: "Not Found" });
    expectCreation();
    expect(await publish()).toBe("created");
  });

  it("keeps the oldest of several of ours", async () => {
    page(1, [comment(12, text), comment(9, text), comment(15, text)]);
    nock(API).delete("/repos/acme/shop/issues/comments/12").reply(204);
    nock(API).delete("/repos/acme/shop/issues/comments/15").reply(404, { message: "Not Found" });
    expect(await publish()).toBe("unchanged");
  });

  it("looks again when the answer to a creation is lost, and does not create twice", async () => {
    page(1, []);
    expectCreation(502);
    page(1, [comment(500, text)]);
    expect(await publish()).toBe("created");
  });

  it("fails when a creation has failed, without trying again", async () => {
    page(1, []);
    expectCreation(502);
    page(1, []);
    await expect(publish()).rejects.toThrow("Server Error");
  });

  it("makes Probot's client create only once, too", async () => {
    page(1, []);
    expectCreation(502);
    page(1, []);
    await expect(publishComment(createProbotClient(), repository, key, text, "create")).rejects.toThrow("Server Error");
  });

  it("takes a locked conversation for no error, and any other refusal for one", async () => {
    const create = () => nock(API).post("/repos/acme/shop/issues/3/comments");
    page(1, []);
    create().reply(403, { message: "Unable to create comment because issue is locked." });
    expect(await publish()).toBe("locked");
    page(1, []);
    create().reply(403, { message: "Resource not accessible by integration" });
    await expect(publish()).rejects.toThrow("not accessible");
  });
});

describe("a token that is not whose it seemed to be", () => {
  it("leads to no second comment", async () => {
    page(1, [comment(9, `${marker}\nold`, "renamed[bot]")]);
    nock(API)
      .post("/repos/acme/shop/issues/3/comments", { body: text })
      .reply(201, comment(500, text, "renamed[bot]"));
    page(1, [comment(9, `${marker}\nold`, "renamed[bot]"), comment(500, text, "renamed[bot]")]);
    nock(API).delete("/repos/acme/shop/issues/comments/500").reply(204);
    nock(API).patch("/repos/acme/shop/issues/comments/9", { body: text }).reply(200, comment(9, text));
    const presumed = { ...key, author: { login: "github-actions[bot]", appId: null } };
    expect(await publishComment(createClient(), repository, presumed, text, "create")).toBe("updated");
  });

  it("writes the first comment once", async () => {
    page(1, []);
    nock(API)
      .post("/repos/acme/shop/issues/3/comments", { body: text })
      .reply(201, comment(500, text, "renamed[bot]"));
    page(1, [comment(500, text, "renamed[bot]")]);
    const presumed = { ...key, author: { login: "github-actions[bot]", appId: null } };
    expect(await publishComment(createClient(), repository, presumed, text, "create")).toBe("created");
  });
});
