import { createHmac } from "node:crypto";
import { connect, type Socket } from "node:net";
import { request as httpRequest, Agent, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../../../src/github/logging.ts";
import type { Delivery } from "../../../src/github/server/delivery.ts";
import { startFront, type Front, type FrontOptions } from "../../../src/github/server/front.ts";
import { defaultFrontLimits } from "../../../src/github/server/limits.ts";

const secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const path = "/api/github/webhooks";
const MEGABYTE = 1024 * 1024;

interface Started {
  readonly front: Front;
  readonly url: string;
  readonly deliveries: Delivery[];
  /** `event outcome`, in the order they came. */
  readonly outcomes: string[];
  readonly log: () => string;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(options: Partial<FrontOptions> = {}): Promise<Started> {
  const deliveries: Delivery[] = [];
  const outcomes: string[] = [];
  let written = "";
  const front = await startFront({
    address: { host: "127.0.0.1", port: 0 },
    webhookPath: path,
    webhookSecret: secret,
    limits: defaultFrontLimits,
    accept: (delivery) => {
      deliveries.push(delivery);
      return "accepted";
    },
    ready: () => Promise.resolve(true),
    observe: (event, outcome) => outcomes.push(`${event ?? "-"} ${outcome}`),
    log: createLog({ level: "debug", write: (line) => (written += line) }),
    ...options,
  });
  closing.push(() => front.close(0));
  return { front, url: `http://127.0.0.1:${front.port}`, deliveries, outcomes, log: () => written };
}

function sign(body: string | Buffer): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

function headersFor(body: string | Buffer): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-github-event": "pull_request",
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-hub-signature-256": sign(body),
  };
}

async function post(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}${path}`, { method: "POST", body, headers: { ...headersFor(body), ...headers } });
}

/** A connection on which everything is said by hand; `answer` resolves with all that was heard when it is closed. */
async function raw(front: Front): Promise<{ readonly socket: Socket; readonly answer: Promise<string> }> {
  const socket = connect(front.port, "127.0.0.1");
  closing.unshift(() => socket.destroy());
  let heard = "";
  socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
  socket.on("error", () => undefined);
  const answer = once(socket, "close").then(() => heard);
  await once(socket, "connect");
  return { socket, answer };
}

function head(headers: Record<string, string>): string {
  const lines = Object.entries({ host: "x", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

describe("a webhook", () => {
  it("is accepted when it is signed, and handed over once", async () => {
    const { url, deliveries, outcomes } = await start();
    const answer = await post(url, '{"action":"opened","number":7}');
    expect([answer.status, await answer.text()]).toEqual([202, "Accepted\n"]);
    expect(deliveries).toEqual([
      {
        id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        name: "pull_request",
        payload: { action: "opened", number: 7 },
      },
    ]);
    expect(outcomes).toEqual(["pull_request accepted"]);
  });

  it("is checked as in GitHub's documentation", async () => {
    const { url, outcomes } = await start({ webhookSecret: "It's a Secret to Everybody" });
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    // The signature is right, the text is no JSON.
    expect((await post(url, "Hello, World!", { "x-hub-signature-256": signature })).status).toBe(400);
    expect(outcomes).toEqual(["- malformed"]);
  });

  it.each<[string, Record<string, string>]>([
    ["missing", { "x-hub-signature-256": "" }],
    ["of another body", { "x-hub-signature-256": sign("{}") }],
    ["of the old kind", { "x-hub-signature-256": "", "x-hub-signature": "sha1=0123" }],
    ["too short", { "x-hub-signature-256": "sha256=757107ea" }],
    ["not hexadecimal", { "x-hub-signature-256": `sha256=${"z".repeat(64)}` }],
    ["twice there", { "x-hub-signature-256": `${sign("{}")}, ${sign("{}")}` }],
  ])("is refused when its signature is %s, with one and the same answer", async (_, headers) => {
    const { url, deliveries, outcomes } = await start();
    const answer = await post(url, '{"number":7}', headers);
    expect([answer.status, await answer.text()]).toEqual([401, "Unauthorized\n"]);
    expect(outcomes).toEqual(["- unsigned"]);
    expect(deliveries).toEqual([]);
  });

  it("is not parsed before its signature is checked", async () => {
    const { url, outcomes } = await start();
    const bad = { "x-hub-signature-256": sign("other") };
    expect((await post(url, "{", bad)).status).toBe(401);
    expect((await post(url, "{}", { ...bad, "x-github-event": "" })).status).toBe(401);
    expect(outcomes).toEqual(["- unsigned", "- unsigned"]);
  });

  it.each([
    ["text that is no JSON", "{"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["a million lists in each other", "[".repeat(1_000_000)],
    ["objects in each other", `${'{"a":'.repeat(101)}1${"}".repeat(101)}`],
  ])("is refused when it holds %s", async (_, body) => {
    const { url, deliveries } = await start();
    const answer = await post(url, body);
    expect([answer.status, await answer.text()]).toEqual([400, "Bad Request\n"]);
    expect(deliveries).toEqual([]);
  });

  it("may hold brackets in strings, and everything in keys", async () => {
    const { url, deliveries } = await start();
    const payload = { body: `${"[{".repeat(1000)}\\" \u2028 é`, ["[".repeat(200)]: '"', ["__proto__"]: { x: 1 } };
    expect((await post(url, JSON.stringify(payload))).status).toBe(202);
    expect(deliveries[0]?.payload).toEqual(payload);
  });

  it.each([
    ["event", { "x-github-event": "" }],
    ["event", { "x-github-event": "Pull Request" }],
    ["delivery", { "x-github-delivery": "" }],
    ["delivery", { "x-github-delivery": "x".repeat(65) }],
  ])("is refused without a right %s", async (_, headers) => {
    const { url, outcomes } = await start();
    expect((await post(url, "{}", headers)).status).toBe(400);
    expect(outcomes).toEqual(["- malformed"]);
  });

  it.each<[number, Record<string, string>]>([
    [415, { "content-type": "application/x-www-form-urlencoded" }],
    [415, { "content-type": "text/plain" }],
    [415, { "content-type": "application/jsonp" }],
    [415, { "content-encoding": "gzip" }],
    [202, { "content-type": "application/json; charset=utf-8" }],
    [202, { "content-type": "Application/JSON" }],
  ])("is answered %i for %j", async (status, headers) => {
    const { url } = await start();
    expect((await post(url, "{}", headers)).status).toBe(status);
  });

  it("is answered without a word about what failed inside", async () => {
    const { url, log, outcomes } = await start({
      accept: () => {
        throw new Error("disk of db-7 is full");
      },
    });
    const answer = await post(url, "{}");
    expect([answer.status, await answer.text()]).toEqual([500, "Internal Server Error\n"]);
    expect(outcomes).toEqual(["pull_request failed"]);
    expect(log()).toContain("disk of db-7 is full");
  });

  it.each<["accepted" | "ignored" | "refused", number]>([
    ["accepted", 202],
    ["ignored", 202],
    ["refused", 503],
  ])("that is %s is answered %i", async (outcome, status) => {
    const { url, outcomes } = await start({ accept: () => outcome });
    expect((await post(url, "{}")).status).toBe(status);
    expect(outcomes).toEqual([`pull_request ${outcome}`]);
  });

  it("leaves neither payload nor signature in the log", async () => {
    const { url, log } = await start();
    const body = JSON.stringify({ manifest: "kind: Pod" });
    await post(url, body);
    await post(url, body, { "x-hub-signature-256": sign("other") });
    expect(log()).toContain('"outcome":"accepted"');
    expect(log()).toContain('"outcome":"unsigned"');
    expect(log()).not.toMatch(/kind: Pod|manifest|sha256/);
  });

  it("can follow another on the same connection", async () => {
    const { url, deliveries } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closing.unshift(() => agent.destroy());
    const ports = new Set<number | undefined>();
    for (const number of [1, 2, 3]) {
      const body = JSON.stringify({ number });
      const request = httpRequest(`${url}${path}`, { method: "POST", agent, headers: headersFor(body) }).end(body);
      const [response] = (await once(request, "response")) as [IncomingMessage];
      ports.add(request.socket?.localPort);
      await text(response);
    }
    expect(deliveries.map(({ payload }) => payload["number"])).toEqual([1, 2, 3]);
    expect([...ports]).toEqual([expect.any(Number)]);
  });
});

describe("a large body", () => {
  const limits = { ...defaultFrontLimits, lingerMilliseconds: 50 };
  /** Waits for a client that sends everything before it listens. */
  const patient = { ...defaultFrontLimits, lingerMilliseconds: 30_000 };

  it("of 25 MB is accepted", async () => {
    const { url, deliveries } = await start();
    const body = Buffer.from(JSON.stringify({ text: "x".repeat(25 * MEGABYTE - 11) }));
    expect(body.length).toBe(25 * MEGABYTE);
    expect((await post(url, body)).status).toBe(202);
    expect(deliveries).toHaveLength(1);
  });

  it("of 60 MB is refused before it is sent, where its length is announced", async () => {
    const { front, outcomes } = await start({ limits });
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor("{}"), "content-length": String(60 * MEGABYTE) }));
    expect(await answer).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n[^]*connection: close/i);
    expect(outcomes).toEqual(["- too-large"]);
  });

  it("of 60 MB is refused while it is sent, and answered", async () => {
    const { url, outcomes } = await start({ limits: patient });
    const body = Buffer.alloc(60 * MEGABYTE, " ");
    const answer = await post(url, body);
    expect([answer.status, answer.headers.get("connection")]).toEqual([413, "close"]);
    expect(outcomes).toEqual(["- too-large"]);
  });

  it("of 60 MB is refused without an announced length, too", async () => {
    const { front, outcomes } = await start({ limits: patient });
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor("{}"), "transfer-encoding": "chunked" }));
    const chunk = Buffer.alloc(MEGABYTE, " ");
    for (let sent = 0; sent < 60; sent++) {
      socket.write(`${chunk.length.toString(16)}\r\n`);
      socket.write(chunk);
      if (!socket.write("\r\n")) await Promise.race([once(socket, "drain"), answer]);
    }
    socket.write("0\r\n\r\n");
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(outcomes).toEqual(["- too-large"]);
  });

  it("without a signature is not even received", async () => {
    const { front, outcomes } = await start({ limits });
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor("{}"), "x-hub-signature-256": "", "content-length": String(20 * MEGABYTE) }));
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(outcomes).toEqual(["- unsigned"]);
  });

  it("makes room for smaller ones when all together are too many", async () => {
    const { front, url, outcomes } = await start({ limits: { ...limits, totalBytes: 3 * MEGABYTE } });
    const large = await raw(front);
    large.socket.write(head({ ...headersFor("{}"), "content-length": String(4 * MEGABYTE) }));
    large.socket.write(Buffer.alloc(2 * MEGABYTE, " "));
    const medium = await raw(front);
    medium.socket.write(head({ ...headersFor("{}"), "content-length": String(4 * MEGABYTE) }));
    medium.socket.write(Buffer.alloc(MEGABYTE + MEGABYTE / 2, " "));
    expect(await Promise.race([large.answer, medium.answer])).toMatch(/^HTTP\/1\.1 503 /);
    expect((await post(url, "{}")).status).toBe(202);
    expect(outcomes).toEqual(["- no-room", "pull_request accepted"]);
  });

  it("may come in 300,000 pieces", async () => {
    const { front, deliveries } = await start();
    const body = JSON.stringify({ text: "x".repeat(300_000) });
    const pieces = body.replaceAll(/./g, "1\r\n$&\r\n");
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor(body), "transfer-encoding": "chunked", connection: "close" }));
    socket.write(`${pieces}0\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 202 /);
    expect(JSON.stringify(deliveries[0]?.payload)).toBe(body);
  });

  it("is not sent by a client that asks first", async () => {
    const { front } = await start({ limits });
    const refused = await raw(front);
    refused.socket.write(
      head({ ...headersFor("{}"), expect: "100-continue", "content-length": String(26 * MEGABYTE) }),
    );
    expect(await refused.answer).toMatch(/^HTTP\/1\.1 413 /);
    const accepted = await raw(front);
    const headers = { ...headersFor("{}"), expect: "100-continue", "content-length": "2", connection: "close" };
    accepted.socket.write(head(headers));
    await once(accepted.socket, "data");
    accepted.socket.write("{}");
    expect(await accepted.answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /);
  });
});

describe("a slow client", () => {
  const limits = { ...defaultFrontLimits, headersMilliseconds: 100, requestMilliseconds: 200 };

  it("is cut off while it sends its headers", async () => {
    const { front } = await start({ limits });
    const { socket, answer } = await raw(front);
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nx-slow: `);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("is cut off while it sends its body, and does not keep others waiting", async () => {
    const { front, url, deliveries, outcomes } = await start({ limits });
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor("{}"), "content-length": "2" }));
    socket.write("{");
    expect((await post(url, "{}")).status).toBe(202);
    await answer;
    expect(outcomes).toEqual(["pull_request accepted", "- cut-off"]);
    expect(deliveries).toHaveLength(1);
  });

  it("that goes away in the middle leaves nothing", async () => {
    const { front, url, outcomes } = await start();
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor("{}"), "content-length": "2" }));
    socket.write("{", () => socket.destroy());
    await answer;
    expect((await post(url, "{}")).status).toBe(202);
    await expect.poll(() => [...outcomes].sort()).toEqual(["- cut-off", "pull_request accepted"]);
  });
});

describe("other requests", () => {
  it.each([
    ["GET", path, 405, "POST"],
    ["PUT", path, 405, "POST"],
    ["GET", `${path}/`, 404, null],
    ["GET", "/", 404, null],
    ["POST", "/probot/import", 404, null],
    ["POST", "/healthz", 405, "GET, HEAD"],
    ["POST", "/readyz", 405, "GET, HEAD"],
    ["GET", "/healthz", 200, "GET, HEAD"],
    ["HEAD", "/healthz", 200, null],
    ["GET", "/healthz?x=1", 200, null],
    ["GET", "/metrics", 404, null],
  ])("%s %s is answered %i", async (method, target, status, allow) => {
    const { url, outcomes } = await start();
    const answer = await fetch(`${url}${target}`, { method, ...(method === "POST" ? { body: "x" } : {}) });
    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.headers.get("allow")).toBe(allow);
    expect(outcomes).toEqual([]);
  });
});

describe("readiness", () => {
  it.each<[string, () => Promise<boolean>, number]>([
    ["says yes", () => Promise.resolve(true), 200],
    ["says no", () => Promise.resolve(false), 503],
    ["fails", () => Promise.reject(new Error("no network")), 503],
  ])("is what the probe says: it %s", async (_, ready, status) => {
    const { url } = await start({ ready });
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain("network");
  });

  it("asks the probe once for many questions", async () => {
    let asked = 0;
    const { url } = await start({ ready: () => Promise.resolve(++asked > 0) });
    await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/readyz`)));
    await fetch(`${url}/readyz`);
    expect(asked).toBe(1);
  });
});

describe("closing", () => {
  it("reports not ready at once, accepts until the grace is over, then is gone", async () => {
    const { front, url, deliveries } = await start();
    const closed = front.close(300);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await post(url, "{}")).status).toBe(202);
    await closed;
    await expect(post(url, "{}")).rejects.toThrow("fetch failed");
    expect(deliveries).toHaveLength(1);
  });

  it("finishes what is being received", async () => {
    const { front, url, deliveries } = await start();
    const { socket, answer } = await raw(front);
    socket.write(head({ ...headersFor("{}"), expect: "100-continue", "content-length": "2" }));
    await once(socket, "data");
    const closed = front.close(0);
    // Until nobody else gets in.
    await expect
      .poll(() =>
        fetch(`${url}/healthz`).then(
          () => "open",
          () => "closed",
        ),
      )
      .toBe("closed");
    socket.write("{}");
    expect(await answer).toMatch(/ 202 [^]*connection: close/i);
    await closed;
    expect(deliveries).toHaveLength(1);
  });
});
