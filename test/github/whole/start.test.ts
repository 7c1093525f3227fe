/** Starts that fail: a status, and one sentence that says what to do. */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub } from "../fake/index.ts";
import { startServer } from "./server.ts";

const MAIN = fileURLToPath(new URL("../../../dist/github/main.js", import.meta.url));

/** What is written when the server cannot start. */
async function failedStart(act: (github: FakeGitHub) => Promise<unknown>): Promise<string> {
  const github = await startFakeGitHub();
  try {
    return await act(github).then(
      () => "it started",
      (error: unknown) => String(error),
    );
  } finally {
    await github.close();
  }
}

it("says which settings are missing", () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN], { env: {}, encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^netpol: the server cannot start:\n {2}`PRIVATE_KEY`/);
});

it("says that GitHub does not know the app by this key", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const said = await failedStart((github) => startServer(github, { PRIVATE_KEY: pem }));
  expect(said).toContain("netpol: the server cannot start: GitHub does not know the app");
  expect(said).toContain("`PRIVATE_KEY` belongs to `APP_ID`");
  expect(said).not.toMatch(/\n +at |authorization/i);
});

it("says that no host answers where GitHub should be", { timeout: 60_000 }, async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const address = closed.address();
  const host = `127.0.0.1:${String(typeof address === "object" ? address?.port : "")}`;
  await new Promise((resolve) => closed.close(resolve));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const env = {
    APP_ID: "1",
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: randomBytes(32).toString("hex"),
    GHE_HOST: host,
    GHE_PROTOCOL: "http",
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], { env, encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout).toContain(`"message":"asking GitHub who the app is","host":"${host}"`);
  expect(stderr).toContain(`netpol: the server cannot start: \`${host}\` cannot be reached: `);
  expect(stderr).toContain("see to it that this machine finds and may reach it");
  expect(stderr).not.toMatch(/HttpError|500/);
});

it("says that its port is taken", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = String(typeof address === "object" ? address?.port : "");
  try {
    const said = await failedStart((github) => startServer(github, { METRICS_PORT: port }));
    expect(said).toContain(`netpol: the server cannot start: cannot listen on \`127.0.0.1\`, port ${port}`);
  } finally {
    other.close();
  }
});
