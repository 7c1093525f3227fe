import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSettings, type Settings } from "../../../src/github/settings.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const complete = { APP_ID: "12", PRIVATE_KEY: pkcs8, WEBHOOK_SECRET: secret };

const directory = mkdtempSync(join(tmpdir(), "settings-"));
afterAll(() => rmSync(directory, { recursive: true }));

function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const reading = readSettings({ ...complete, ...env });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return reading.settings;
}

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const reading = readSettings({ ...complete, ...env });
  return "problems" in reading ? reading.problems : [];
}

describe("readSettings", () => {
  it("has a default for all but the app's identity and secrets", () => {
    expect(settingsOf({})).toEqual({
      appId: 12,
      privateKey: pkcs8,
      webhookSecret: secret,
      address: { host: "127.0.0.1", port: 3000 },
      metricsAddress: { host: "127.0.0.1", port: 9090 },
      webhookPath: "/api/github/webhooks",
      logLevel: "info",
      apiUrl: "https://api.github.com",
      concurrency: 3,
      sweepMinutes: 15,
      redeliveryMinutes: 10,
    });
  });

  it("takes what is set, and an empty variable for a missing one", () => {
    const settings = settingsOf({
      HOST: "0.0.0.0",
      PORT: "0",
      METRICS_HOST: "::",
      METRICS_PORT: "0",
      WEBHOOK_PATH: "/",
      LOG_LEVEL: "debug",
      GHE_HOST: "127.0.0.1:8080",
      GHE_PROTOCOL: "http",
      NETPOL_CONCURRENCY: "8",
      SWEEP_MINUTES: "",
    });
    expect(settings).toMatchObject({
      address: { host: "0.0.0.0", port: 0 },
      metricsAddress: { host: "::", port: 0 },
      webhookPath: "/",
      logLevel: "debug",
      apiUrl: "http://127.0.0.1:8080/api/v3",
      concurrency: 8,
      sweepMinutes: 15,
      redeliveryMinutes: 10,
    });
  });

  it.each([
    ["PKCS #1", pkcs1],
    ["escaped line ends", pkcs8.replaceAll("\n", "\\n")],
    ["blanks for line ends", pkcs1.replaceAll("\n", " ")],
    ["no line ends", pkcs8.replaceAll("\n", "")],
    ["line ends of Windows and quotes", `"${pkcs1.replaceAll("\n", "\r\n")}"`],
    ["base64", Buffer.from(pkcs1).toString("base64")],
    ["base64 in lines", Buffer.from(pkcs1).toString("base64").replaceAll(/.{76}/g, "$&\n")],
  ])("reads the private key in %s", (_, key) => {
    expect(settingsOf({ PRIVATE_KEY: key }).privateKey).toBe(pkcs8);
  });

  it("reads the private key from a file", () => {
    const path = join(directory, "key.pem");
    writeFileSync(path, pkcs1);
    expect(settingsOf({ PRIVATE_KEY: "", PRIVATE_KEY_PATH: path }).privateKey).toBe(pkcs8);
  });

  it("names everything that is missing, each with what to do", () => {
    const reading = readSettings({});
    expect("problems" in reading && reading.problems.map((problem) => problem.replace(/:.*/, ""))).toEqual([
      "`PRIVATE_KEY` and `PRIVATE_KEY_PATH` are missing",
      "`APP_ID` is missing",
      "`WEBHOOK_SECRET` is missing",
    ]);
  });

  it.each([
    ["short", "0f1e2d3c4b5a69788796a5b4c3d2e1f", "is shorter than 32 characters"],
    ["Probot's default", "development", "is shorter than 32 characters"],
    ["one character", "a".repeat(40), "is easy to guess"],
    ["a default over and over", "development-development-development", "is easy to guess"],
    ["well-known words", "My-GitHub-Webhook-Secret-Password-123456", "is easy to guess"],
    ["with a line end", `${secret}\n`, "starts or ends with white space"],
  ])("refuses a webhook secret that is %s, without quoting it", (_, value, complaint) => {
    const problems = problemsOf({ WEBHOOK_SECRET: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(complaint);
    expect(problems[0]).not.toContain(value.trim().slice(0, 40));
  });

  it.each([
    ["a public key", publicKey.export({ type: "spki", format: "pem" }).toString(), "holds no private key"],
    ["something else", "not a key", "holds no private key"],
    ["a key that is cut", pkcs1.replace(/(.{64}\n){5}/, ""), "is damaged or needs a passphrase"],
    [
      "a key with a passphrase",
      privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
      "is damaged or needs a passphrase",
    ],
    [
      "a key of another kind",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "is not an RSA key",
    ],
  ])("refuses %s for the private key", (_, key, complaint) => {
    const problems = problemsOf({ PRIVATE_KEY: key });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(complaint);
  });

  it("says why the file of the private key cannot be read", () => {
    expect(problemsOf({ PRIVATE_KEY: "", PRIVATE_KEY_PATH: join(directory, "none.pem") })).toEqual([
      "`PRIVATE_KEY_PATH` cannot be read (ENOENT): give the path of a file that this user may read",
    ]);
    expect(problemsOf({ PRIVATE_KEY: "", PRIVATE_KEY_PATH: directory })[0]).toContain("(EISDIR)");
  });

  it.each([
    ["APP_ID", "Iv1.0123456789abcdef", "`APP_ID` is not a number"],
    ["PORT", "65536", "`PORT` is `65536`: give a whole number from 0 to 65535"],
    ["PORT", "3e3", "`PORT` is `3e3`"],
    ["METRICS_PORT", "3000", "`PORT` and `METRICS_PORT` are the same"],
    ["WEBHOOK_PATH", "hooks", "`WEBHOOK_PATH` is `hooks`"],
    ["WEBHOOK_PATH", "/hooks?x=1", "`WEBHOOK_PATH` is `/hooks?x=1`"],
    ["WEBHOOK_PATH", "/healthz", "`WEBHOOK_PATH` is `/healthz`"],
    ["LOG_LEVEL", "loud", "`LOG_LEVEL` is `loud`: give one of `silent`, `fatal`"],
    ["GHE_HOST", "https://github.example.com", "`GHE_HOST` is not a host name"],
    ["GHE_HOST", "user@github.example.com", "`GHE_HOST` is not a host name"],
    ["GHE_HOST", "github.com", "`GHE_HOST` names github.com"],
    ["GHE_PROTOCOL", "ftp", "`GHE_PROTOCOL` is `ftp`: give one of `https`, `http`"],
    ["NETPOL_CONCURRENCY", "0", "`NETPOL_CONCURRENCY` is `0`: give a whole number from 1 to 64"],
    ["SWEEP_MINUTES", "-5", "`SWEEP_MINUTES` is `-5`"],
  ])("refuses %s=%s", (name, value, complaint) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(complaint);
  });
});
