import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../../../src/github/settings.ts";

const SCRIPT = fileURLToPath(new URL("../../../scripts/register.js", import.meta.url));
const APP = parse(readFileSync(new URL("../../../app.yml", import.meta.url), "utf8")) as Manifest;
const WEBHOOKS = "https://netpol.example.com/api/github/webhooks";

interface Manifest {
  readonly name: string;
  readonly public: boolean;
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
  readonly redirect_url: string;
}

interface Registration {
  readonly process: ChildProcess;
  readonly page: string;
  /** Where the form goes, and what it says. */
  readonly action: URL;
  readonly manifest: Manifest;
  readonly output: () => string;
  readonly messages: () => string;
  readonly status: Promise<number | null>;
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Starts it, and reads its page. */
async function register(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Registration> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  ends.push(() => child.kill());
  const [output, messages] = [collect(child.stdout), collect(child.stderr)];
  const status = new Promise<number | null>((resolve) => child.once("exit", resolve));
  while (!messages().includes("Open ") && child.exitCode === null) await new Promise((go) => setTimeout(go, 20));
  const page = /http:\/\/\S+/.exec(messages())?.[0] ?? "";
  const html = page === "" ? "" : await (await fetch(page)).text();
  const [, action = "http://none", value = "null"] = /action="(.*?)"[^]*?value="(.*?)"/.exec(html) ?? [];
  const json = value.replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)));
  const manifest = JSON.parse(json) as Manifest;
  return { process: child, page, action: new URL(action), manifest, output, messages, status };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.on("data", (data: Buffer) => (text += data.toString()));
  return () => text;
}

/** The part of an Enterprise Server that registers apps. */
async function enterprise(answer: object): Promise<{ readonly host: string; readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      requests.push(`${request.method ?? ""} ${request.url ?? ""} ${body}`);
      const isExchange = request.url === "/api/v3/app-manifests/c0de/conversions";
      response.writeHead(isExchange ? 201 : request.method === "PATCH" ? 200 : 404, {
        "content-type": "application/json",
      });
      response.end(JSON.stringify(isExchange ? answer : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { host: `127.0.0.1:${String(typeof address === "object" ? address?.port : "")}`, requests };
}

describe("app.yml", () => {
  it("asks for what the server needs, and for nothing else", () => {
    expect(APP).toMatchObject({
      name: "netpol-bot",
      public: false,
      default_permissions: {
        metadata: "read",
        contents: "read",
        pull_requests: "write",
        checks: "write",
        issues: "read",
        merge_queues: "read",
      },
      default_events: ["pull_request", "issue_comment", "check_run", "check_suite", "merge_group"],
    });
    expect(Object.keys(APP.default_permissions)).toHaveLength(6);
  });
});

describe("npm run register", () => {
  it("sends app.yml to github.com, with the addresses of this server", async () => {
    const { action, manifest, page } = await register(["--webhook-url", WEBHOOKS]);
    expect(action.origin + action.pathname).toBe("https://github.com/settings/apps/new");
    expect(manifest).toEqual({
      ...APP,
      hook_attributes: { url: WEBHOOKS, active: true },
      redirect_url: `${page}created`,
    });
  });

  it("registers for an organization", async () => {
    const { action } = await register(["--webhook-url", WEBHOOKS, "--organization", "acme"]);
    expect(action.pathname).toBe("/organizations/acme/settings/apps/new");
  });

  it("gives settings that the server takes, on an Enterprise Server without what that does not know", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const secret = randomBytes(20).toString("hex");
    const { host, requests } = await enterprise({
      id: 42,
      pem,
      webhook_secret: secret,
      html_url: "https://git.example.com/github-apps/netpol-bot",
    });
    const env = { GHE_HOST: host, GHE_PROTOCOL: "http" };
    const { action, manifest, output, messages, status } = await register(["--webhook-url", WEBHOOKS], env);
    expect(action.origin).toBe(`http://${host}`);
    expect(manifest.default_permissions).not.toHaveProperty("merge_queues");
    expect(manifest.default_events).toEqual(["pull_request", "issue_comment", "check_run", "check_suite"]);

    const created = (state: string): Promise<Response> => fetch(`${manifest.redirect_url}?code=c0de&state=${state}`);
    expect((await created("guessed")).status).toBe(400);
    expect(requests).toEqual([]);
    expect((await created(action.searchParams.get("state") ?? "")).status).toBe(200);
    expect(await status).toBe(0);
    expect(requests).toEqual([
      "POST /api/v3/app-manifests/c0de/conversions ",
      'PATCH /api/v3/app/hook/config {"content_type":"json"}',
    ]);

    const lines = output().trim().split("\n");
    const variables = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
    expect(readSettings(variables)).toMatchObject({
      settings: { appId: 42, webhookSecret: secret, apiUrl: `http://${host}/api/v3` },
    });
    expect(messages()).toContain("https://git.example.com/github-apps/netpol-bot/installations/new");
  });

  it("says what is missing", async () => {
    const { status, messages } = await register([]);
    expect(await status).toBe(2);
    expect(messages()).toContain("register: --webhook-url is missing: say where GitHub will send webhooks\nusage: ");
  });

  it.each([
    [["--webhook-url", "netpol.example.com"], 'register: --webhook-url "netpol.example.com" is no web address'],
    [["--webhook-url", WEBHOOKS, "--port", "99999"], 'register: --port "99999" is no port: a number from 1 to 65535'],
    [["--webhook-url", WEBHOOKS, "--port", "web"], 'register: --port "web" is no port'],
  ])("says what is wrong with %j", async (args, expected) => {
    const { status, messages } = await register(args);
    expect(await status).toBe(2);
    expect(messages()).toContain(expected);
  });

  it("says what to do about a port that is taken", async () => {
    const { host } = await enterprise({});
    const port = host.split(":")[1] ?? "";
    const { status, messages } = await register(["--webhook-url", WEBHOOKS, "--port", port]);
    expect(await status).toBe(2);
    expect(messages()).toBe(
      `register: the page cannot be served on port ${port} (EADDRINUSE): choose another --port, or leave it out for any free one\n`,
    );
  });
});
