import { generateKeyPairSync } from "node:crypto";
import { ProbotOctokit } from "probot";
import { describe, expect, it } from "vitest";
import { createLog, probotLog, type Log } from "../../../src/github/logging.ts";
import type { LogLevel } from "../../../src/github/settings.ts";

interface Captured {
  readonly log: Log;
  readonly text: () => string;
  readonly lines: () => Record<string, unknown>[];
}

function capture(level: LogLevel): Captured {
  let text = "";
  const log = createLog({ level, write: (line) => (text += line) });
  const lines = (): Record<string, unknown>[] =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, text: () => text, lines };
}

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

describe("createLog", () => {
  it("writes one JSON object per line, with common fields", () => {
    const { log, lines } = capture("info");
    log.with({ installation: 7 }).with({ repository: "acme/shop" }).info("two\nlines", { pull: 3 });
    expect(lines()).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        level: "info",
        message: "two\nlines",
        installation: 7,
        repository: "acme/shop",
        pull: 3,
      },
    ]);
  });

  it.each<[LogLevel, string[]]>([
    ["silent", []],
    ["fatal", []],
    ["error", ["error", "error"]],
    ["warn", ["error", "error", "warn"]],
    ["info", ["error", "error", "warn", "info"]],
    ["debug", ["error", "error", "warn", "info", "debug"]],
  ])("at level %s writes %j", (level, written) => {
    const { log, lines } = capture(level);
    log.failure("f", new Error("x"));
    log.error("e");
    log.warn("w");
    log.info("i");
    log.debug("d");
    expect(lines().map((line) => line["level"])).toEqual(written);
  });

  it("drops fields that are not on the list, and cuts long ones", () => {
    const { log, lines } = capture("info");
    const fields = { payload: { secret: 1 }, manifest: "kind: Pod", event: "e".repeat(500), pull: { body: "x" } };
    log.info("m".repeat(1000), fields as object);
    expect(Object.keys(lines()[0] ?? {})).toEqual(["time", "level", "message", "event"]);
    expect(lines()[0]).toMatchObject({ message: `${"m".repeat(500)}…`, event: `${"e".repeat(200)}…` });
  });

  it.each([
    [
      "a token of an installation",
      "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
      ["16C7e42F292c6912E7710c838347Ae178B4a"],
    ],
    ["a token that holds a JWT", "ghs_12_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0", ["eyJhb", "eyJpc", "c2lnbm"]],
    ["a fine-grained token", "github_pat_11ABCDEFG0123456789_abcdefghijklmnop", ["11ABCDEFG", "abcdefghi"]],
    ["a JWT", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0", ["eyJhb", "eyJpc", "c2lnbm"]],
    ["a header", "authorization: Bearer c29tZXRoaW5nLXNlY3JldA", ["c29tZXRo"]],
    ["a signature", `sha256=${"757107ea".repeat(8)}`, ["757107ea"]],
    ["a private key", pem, pem.split("\n").slice(1, -2)],
    ["a private key that was cut", pem.slice(0, 300), pem.split("\n").slice(1, 4)],
    ["a query of a URL", "https://codeload.example.com/a.tar.gz?token=ABCDEFGHIJ", ["token", "ABCDEFGHIJ"]],
    ["a query of a path", "/repos/acme/shop/pulls?x=1&access_token=ABCDEFGHIJ", ["access", "ABCDEFGHIJ"]],
    ["a password in a URL", "https://someone:c29tZXRoaW5n@example.com/x", ["someone", "c29tZXRo"]],
  ])("never writes %s, wherever it stands", (_, secret, pieces) => {
    const { log, text } = capture("debug");
    log.info(`before ${secret} after`, { key: secret });
    log.failure("failed", new Error(secret, { cause: new Error(`cause ${secret}`) }));
    probotLog(log).error({ err: new Error(secret) }, secret);
    expect(text()).toContain("before ");
    for (const piece of pieces) expect(text()).not.toContain(piece);
  });

  it("names a failure by messages, places in the code, and an identifier that it returns", () => {
    const { log, lines, text } = capture("error");
    const cause = Object.assign(new Error("Bad credentials"), { name: "HttpError", status: 401 });
    const errorId = log.failure("analysis failed", new Error("cannot read", { cause }), { pull: 3 });
    expect(errorId).toMatch(/^[\da-f]{8}$/);
    expect(lines()[0]).toMatchObject({
      level: "error",
      message: "analysis failed",
      pull: 3,
      errorId,
      error: "Error: cannot read: HttpError 401: Bad credentials",
    });
    expect(lines()[0]?.["at"]).toContainEqual(expect.stringMatching(/^logging\.test\.ts:\d+:\d+$/));
    expect(text()).not.toContain(import.meta.dirname);
  });

  it("survives errors that are none, and causes in a circle", () => {
    const { log, lines } = capture("error");
    const circle = new Error("round");
    circle.cause = circle;
    log.failure("a", undefined);
    log.failure("b", { manifest: "kind: Pod" });
    log.failure("c", circle);
    expect(lines().map((line) => line["error"])).toEqual([
      "not an error",
      "not an error",
      "Error: round: Error: round: Error: round: Error: round: Error: round",
    ]);
  });
});

describe("probotLog", () => {
  it("keeps of what Octokit logs the sentence only", async () => {
    const { log, lines } = capture("debug");
    const octokit = new ProbotOctokit({
      auth: { token: "ghs_0123456789abcdef" },
      log: probotLog(log).child({ name: "octokit" }),
      retry: { enabled: false },
      throttle: { enabled: false },
      request: { fetch: () => Promise.resolve(Response.json({ id: 1 })) },
    });
    await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments?per_page=9", {
      owner: "acme",
      repo: "shop",
      issue_number: 1,
      body: "kind: Pod",
    });
    expect(lines().map(({ time: _, ...line }) => line)).toContainEqual({
      level: "debug",
      message: "GitHub request: POST https://api.github.com/repos/acme/shop/issues/1/comments - 200",
      component: "octokit",
    });
    expect(JSON.stringify(lines())).not.toContain("kind: Pod");
  });
});
