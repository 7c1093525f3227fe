import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { retryOfRequest } from "../../../src/github/queue/retry.ts";
import { GitHubFailure } from "../../../src/github/repository/errors.ts";

const now = Date.parse("2026-01-01T12:00:00Z");
const nowSeconds = now / 1000;
const api = "https://api.github.com";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now });
  nock.disableNetConnect();
});
afterEach(() => {
  vi.useRealTimers();
  nock.cleanAll();
  nock.enableNetConnect();
});

/** The error that Octokit makes of an answer. */
async function errorOf(status: number, headers: Record<string, string> = {}, message = "no"): Promise<unknown> {
  nock(api).get("/repos/acme/shop").reply(status, { message }, headers);
  return request();
}

async function request(options: { readonly signal?: AbortSignal } = {}): Promise<unknown> {
  const octokit = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });
  return octokit
    .request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "shop", request: options })
    .then(() => undefined)
    .catch((error: unknown) => error);
}

/** Seconds from now, and what waits. */
function waitOf(error: unknown, attempt: number): string {
  const retry = retryOfRequest(error, attempt);
  return retry === null ? "never" : `${(retry.at.getTime() - now) / 1000} ${retry.scope}`;
}

describe("retryOfRequest", () => {
  it.each([
    ["429, with the time", 429, { "retry-after": "90" }, "90 installation"],
    ["429, at once", 429, { "retry-after": "0" }, "1 installation"],
    ["429, without", 429, {}, "60 installation"],
    ["a secondary limit", 403, { "retry-after": "30" }, "30 installation"],
    [
      "an exhausted quota",
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(nowSeconds + 1800) },
      "1801 installation",
    ],
    [
      "an exhausted quota that is filled up again",
      429,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(nowSeconds - 5) },
      "1 installation",
    ],
    ["a header that makes no sense", 429, { "retry-after": "soon" }, "60 installation"],
    ["403, forbidden", 403, { "x-ratelimit-remaining": "4000" }, "never"],
    ["404", 404, {}, "never"],
    ["422", 422, {}, "never"],
    ["500", 500, {}, "5 job"],
    ["502", 502, {}, "5 job"],
  ])("after %s", async (_, status, headers, expected) => {
    expect(waitOf(await errorOf(status, headers), 0)).toBe(expected);
  });

  it("knows a rate limit by its message, too", async () => {
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    expect(waitOf(await errorOf(403, {}, message), 0)).toBe("60 installation");
  });

  it("waits longer each time, five times at most for a failure", async () => {
    const error = await errorOf(503);
    expect([0, 1, 2, 3, 4, 5].map((attempt) => waitOf(error, attempt))).toEqual([
      "5 job",
      "10 job",
      "20 job",
      "40 job",
      "80 job",
      "never",
    ]);
    const limited = await errorOf(429);
    expect([0, 1, 5, 19, 20].map((attempt) => waitOf(limited, attempt))).toEqual([
      "60 installation",
      "120 installation",
      "1920 installation",
      "3600 installation",
      "never",
    ]);
  });

  it("tries again when the network fails", async () => {
    nock(api)
      .get("/repos/acme/shop")
      .replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    expect(waitOf(await request(), 0)).toBe("5 job");
  });

  it("does not try again what was aborted", async () => {
    nock(api).get("/repos/acme/shop").reply(200, {});
    const error = await request({
      signal: AbortSignal.abort(new DOMException("superseded by a newer job", "AbortError")),
    });
    expect(error).toBeInstanceOf(Error);
    expect(waitOf(error, 0)).toBe("never");
  });

  it("tries again when an answer was cut in the middle", () => {
    expect(waitOf(new GitHubFailure({ kind: "transient" }, "the archive ended early"), 0)).toBe("5 job");
    expect(waitOf(new GitHubFailure({ kind: "gone" }, "no such tree"), 0)).toBe("never");
  });

  it("finds the request's error among the causes", async () => {
    expect(waitOf(new Error("cannot publish", { cause: await errorOf(502) }), 1)).toBe("10 job");
    expect(waitOf(new Error("cannot publish", { cause: new Error("other") }), 0)).toBe("never");
    expect(waitOf("text", 0)).toBe("never");
  });
});
