/** Commands that GitHub could not deliver, asked for at a fake GitHub. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Probot, ProbotOctokit } from "probot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRedelivery, type Redelivery } from "../../src/github/redelivery.ts";
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeRepository,
  type Webhook,
  type WebhookTarget,
} from "./fake/index.ts";

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 15);
const secret = "a secret of at least thirty-two characters";

/** Nobody listens there. */
const nowhere: WebhookTarget = { url: "http://127.0.0.1:9/", secret };

describe("failed deliveries of commands", () => {
  let github: FakeGitHub;
  let repository: FakeRepository;
  let number: number;
  let server: Server;
  /** Answers with this status, and what came. */
  let status: number;
  let here: WebhookTarget;
  const stopped = new AbortController();

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: START });
    github = await startFakeGitHub();
    repository = github.createRepository({ owner: "acme", name: "gitops", files: { "README.md": "words\n" } });
    repository.push({ branch: "change", changes: { "README.md": "other words\n" } });
    ({ number } = repository.openPullRequest({ branch: "change" }));
    status = 202;
    server = createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(status).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    here = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret };
  });

  afterEach(async () => {
    expect(github.violations).toEqual([]);
    await github.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    vi.useRealTimers();
  });

  /** Sets the clock of everybody. */
  function pass(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
  }

  function ask(): readonly Webhook[] {
    return repository.comment(number, "/netpol help").webhooks;
  }

  async function deliver(webhooks: readonly Webhook[], target: WebhookTarget): Promise<void> {
    await github.deliver(webhooks, target);
  }

  async function start(signal = stopped.signal): Promise<Redelivery> {
    const probot = new Probot({
      appId: github.app.id,
      privateKey: github.app.privateKey,
      baseUrl: github.url,
      logLevel: "fatal",
      Octokit: ProbotOctokit.defaults((options: object) => ({
        ...options,
        retry: { enabled: false },
        throttle: { enabled: false },
      })),
    });
    await probot.ready();
    return createRedelivery({ client: () => probot.auth(), now: Date.now, signal });
  }

  /** Waits until GitHub has made so many attempts. */
  async function attempted(count: number): Promise<void> {
    await github.until(() => github.deliveries.length === count);
  }

  const listed = (): number => github.countRequests()["apps/list-webhook-deliveries"] ?? 0;
  const asked = (): number => github.countRequests()["apps/redeliver-webhook-delivery"] ?? 0;

  it("are asked for again, whether they met an error or nobody at all", async () => {
    status = 503;
    const questions = [ask(), ask()];
    await deliver(questions[0] ?? [], here);
    await deliver(questions[1] ?? [], nowhere);
    status = 202;
    const redeliver = await start();
    expect(await redeliver()).toBe(2);
    await attempted(4);
    expect(github.deliveries.slice(2).map(({ webhook, attempt }) => [webhook.guid, attempt])).toEqual([
      [questions[0]?.[0]?.guid, "redelivery"],
      [questions[1]?.[0]?.guid, "redelivery"],
    ]);
  });

  it("are asked for once for every attempt that failed, and given up after three", async () => {
    await deliver(ask(), nowhere);
    const redeliver = await start();
    for (const attempts of [2, 3]) {
      expect(await redeliver()).toBe(1);
      await attempted(attempts);
      pass(10 * MINUTE);
    }
    expect(await redeliver()).toBe(0);
    // Nor does a server ask that has just started.
    expect(await (await start())()).toBe(0);
    expect(github.deliveries).toHaveLength(3);
  });

  it("are not asked for again before GitHub has tried", async () => {
    await deliver(ask(), nowhere);
    const redeliver = await start();
    github.fail({ operation: "apps/redeliver-webhook-delivery", fault: { kind: "status", status: 422 } });
    expect(await redeliver()).toBe(0);
    pass(10 * MINUTE);
    expect(await redeliver()).toBe(0);
    expect(asked()).toBe(1);
  });

  it("are left alone when an attempt succeeded, whichever it was", async () => {
    const question = ask();
    await deliver(question, nowhere);
    await deliver(question, here);
    await deliver(ask(), here);
    expect(await (await start())()).toBe(0);
  });

  it("are the only ones: the sweep finds what other deliveries were about, and edits ask for nothing", async () => {
    const { id, webhooks } = repository.comment(number, "/netpol help");
    await deliver(webhooks, here);
    await deliver(repository.editComment(id, "/netpol config").webhooks, nowhere);
    await deliver(repository.push({ branch: "change", changes: { "README.md": "more\n" } }).webhooks, nowhere);
    expect(await (await start())()).toBe(0);
  });

  it("are not looked for beyond three days, nor twice beyond the pass before", async () => {
    await deliver(ask(), nowhere);
    pass(2 * HOUR);
    const late = ask();
    status = 503;
    await deliver(late, here);
    status = 202;
    pass(3 * 24 * HOUR - HOUR);
    const redeliver = await start();
    expect(await redeliver()).toBe(1);
    await attempted(3);
    expect(github.deliveries[2]?.webhook.guid).toBe(late[0]?.guid);
    const before = listed();
    await deliver(
      Array.from({ length: 100 }, () => ask()[0]).flatMap((webhook) => webhook ?? []),
      here,
    );
    pass(2 * HOUR);
    expect(await redeliver()).toBe(0);
    pass(2 * HOUR);
    expect(await redeliver()).toBe(0);
    expect(listed() - before).toBe(2 + 1);
  });

  it("are found behind many others, page by page", async () => {
    await deliver(ask(), nowhere);
    const others = Array.from({ length: 205 }, () => ask()[0]).flatMap((webhook) => webhook ?? []);
    await deliver(others, here);
    expect(await (await start())()).toBe(1);
    expect(listed()).toBe(3);
  });

  it("wait for the next pass where a rate limit ends this one", async () => {
    await deliver(ask(), nowhere);
    await deliver(ask(), nowhere);
    const redeliver = await start();
    let calls = 0;
    const lift = github.fail({
      operation: "apps/redeliver-webhook-delivery",
      where: () => (calls += 1) > 1,
      fault: { kind: "secondary-limit", status: 403, retryAfter: 60 },
    });
    await expect(redeliver()).rejects.toMatchObject({ status: 403 });
    lift();
    await attempted(3);
    pass(10 * MINUTE);
    // The one that was asked for has failed again, the other one was not asked for yet.
    expect(await redeliver()).toBe(2);
  });

  it("are asked for by one pass at a time, and by none that is told to stop", async () => {
    await deliver(ask(), nowhere);
    const redeliver = await start();
    expect(await Promise.all([redeliver(), redeliver()])).toEqual([1, 1]);
    expect(asked()).toBe(1);
    expect(await (await start(AbortSignal.abort()))()).toBe(0);
    expect(asked()).toBe(1);
  });
});
