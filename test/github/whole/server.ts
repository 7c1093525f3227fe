/** The compiled server as a process, for tests of the whole path. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { FakeGitHub } from "../fake/index.ts";

const MAIN = fileURLToPath(new URL("../../../dist/github/main.js", import.meta.url));

export interface RunningServer {
  /** Where webhooks go, and what signs them. */
  readonly target: { readonly url: string; readonly secret: string };
  readonly metricsUrl: string;
  readonly process: ChildProcess;
  /** All that it wrote. */
  readonly output: () => string;
  /** Ends it with a signal, and resolves with its status once it is gone. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Another script than the one of this checkout, as another user. */
interface Program {
  readonly main: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** How often a start is tried whose ports somebody else took between the choice and the start. */
const MAX_STARTS = 5;

/** Starts the server against a fake GitHub, and waits until it takes webhooks. */
export async function startServer(
  github: FakeGitHub,
  env: NodeJS.ProcessEnv = {},
  program: Program = { main: MAIN },
): Promise<RunningServer> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await launch(github, env, program);
    } catch (error) {
      if (starts === MAX_STARTS || env["PORT"] !== undefined || !String(error).includes("EADDRINUSE")) throw error;
    }
  }
}

async function launch(github: FakeGitHub, env: NodeJS.ProcessEnv, { main, ...user }: Program): Promise<RunningServer> {
  const { PORT: port = String(await freePort()), WEBHOOK_SECRET: secret = randomBytes(16).toString("hex") } = env;
  const metricsPort = await freePort();
  const child = spawn(process.execPath, [main], {
    env: {
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: secret,
      PORT: port,
      METRICS_PORT: String(metricsPort),
      GHE_HOST: github.host,
      GHE_PROTOCOL: "http",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    ...user,
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (written += data.toString()));
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    const isUp = await fetch(`${origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    if (tries > 200 || child.exitCode !== null) throw new Error(`the server did not start:\n${written}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    target: { url: `${origin}/api/github/webhooks`, secret },
    metricsUrl: `http://127.0.0.1:${String(metricsPort)}/metrics`,
    process: child,
    output: () => written,
    stop: (signal) => {
      child.kill(signal);
      return gone;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
