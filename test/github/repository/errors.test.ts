import { afterEach, beforeEach, describe, expect, it } from "vitest";
import nock from "nock";
import { classifyError, dataOf, GitHubFailure, type GitHubProblem } from "../../../src/github/repository/errors.ts";
import { API, createClient } from "./support.ts";

const NOW = 1_700_000_000_000;

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

async function failureOf(status: number, message: string, headers: Record<string, string>): Promise<unknown> {
  nock(API).get("/meta").reply(status, { message }, headers);
  return createClient()
    .request("GET /meta")
    .catch((error: unknown) => error);
}

const secondary = "You have exceeded a secondary rate limit";

const answers: readonly (readonly [number, string, Record<string, string>, GitHubProblem])[] = [
  [401, "Bad credentials", {}, { kind: "forbidden" }],
  [403, "Resource not accessible by integration", {}, { kind: "forbidden" }],
  [403, "Forbidden", { "x-ratelimit-remaining": "12" }, { kind: "forbidden" }],
  [404, "Not Found", {}, { kind: "gone" }],
  [410, "Gone", {}, { kind: "gone" }],
  [451, "Unavailable", {}, { kind: "gone" }],
  [422, "Validation Failed", {}, { kind: "rejected" }],
  [409, "Git Repository is empty", {}, { kind: "rejected" }],
  [500, "oops", {}, { kind: "transient" }],
  [502, "oops", {}, { kind: "transient" }],
  [304, "", {}, { kind: "not-modified" }],
  [
    403,
    "API rate limit exceeded",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000100" },
    { kind: "rate-limited", limit: "primary", retryAt: NOW + 101_000 },
  ],
  [
    429,
    "slow down",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000100", "retry-after": "7" },
    { kind: "rate-limited", limit: "primary", retryAt: NOW + 7000 },
  ],
  [403, secondary, { "retry-after": "30" }, { kind: "rate-limited", limit: "secondary", retryAt: NOW + 30_000 }],
  [403, secondary, {}, { kind: "rate-limited", limit: "secondary", retryAt: NOW + 60_000 }],
  // A time that nobody can mean.
  [429, "", { "retry-after": "99999999" }, { kind: "rate-limited", limit: "secondary", retryAt: NOW + 3_900_000 }],
  [429, "", { "retry-after": "-5" }, { kind: "rate-limited", limit: "secondary", retryAt: NOW + 60_000 }],
  [
    429,
    "",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1600000000" },
    { kind: "rate-limited", limit: "primary", retryAt: NOW + 1000 },
  ],
];

describe("classifyError", () => {
  it.each(answers)("%i %s %j", async (status, message, headers, expected) => {
    expect(classifyError(await failureOf(status, message, headers), NOW)).toEqual(expected);
  });

  it("takes a connection that fails for transient", async () => {
    nock(API).get("/meta").replyWithError("socket hang up");
    const error: unknown = await createClient()
      .request("GET /meta")
      .catch((reason: unknown) => reason);
    expect(classifyError(error, NOW)).toEqual({ kind: "transient" });
  });

  it("knows an abort, what is classified already, and what is no answer", async () => {
    const controller = new AbortController();
    controller.abort();
    const aborted: unknown = await createClient()
      .request("GET /meta", { request: { signal: controller.signal } })
      .catch((reason: unknown) => reason);
    expect(classifyError(aborted, NOW)).toEqual({ kind: "aborted" });
    expect(classifyError(new GitHubFailure({ kind: "gone" }, "gone"), NOW)).toEqual({ kind: "gone" });
    expect(classifyError(new TypeError("ours"), NOW)).toEqual({ kind: "unknown" });
    expect(classifyError("text", NOW)).toEqual({ kind: "unknown" });
  });
});

describe("dataOf", () => {
  it("takes JSON that was cut for a transient failure", async () => {
    nock(API).get("/meta").reply(200, '{"cut": ', { "content-type": "application/json" });
    const response = await createClient().request("GET /meta");
    const error: unknown = (() => {
      try {
        return dataOf(response);
      } catch (reason) {
        return reason;
      }
    })();
    expect(classifyError(error, NOW)).toEqual({ kind: "transient" });
  });
});
