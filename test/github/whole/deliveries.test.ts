/** What comes in: signatures, sizes, and deliveries that come twice, late, or all at once. */
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { signWebhook } from "../fake/index.ts";
import { policy } from "./shop.ts";
import { BRANCH, PATIENCE, setStage, type Scene } from "./stage.ts";

const stage = setStage();

const CHANGE = { "k8s/policy.yaml": policy("frontend") };
const MEBIBYTE = 1024 * 1024;

interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Without, the body is sent in chunks. */
  readonly length?: "announced";
}

/** Sends a body piece by piece, as far as the server takes it; gives the status, and how many bytes were sent. */
function post({ headers, body, length }: Post): Promise<{ readonly status: number; readonly sent: number }> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    const outgoing = request(stage.server.target.url, {
      method: "POST",
      headers: { ...headers, ...(length === undefined ? {} : { "content-length": body.length }) },
    });
    const step = (): void => {
      if (outgoing.destroyed || outgoing.writableEnded) return;
      if (sent >= body.length) {
        outgoing.end();
        return;
      }
      const piece = body.subarray(sent, sent + MEBIBYTE);
      sent += piece.length;
      outgoing.write(piece, step);
    };
    outgoing.once("response", (response) => {
      response.resume().once("end", () => {
        outgoing.destroy();
        resolve({ status: response.statusCode ?? 0, sent });
      });
    });
    outgoing.once("error", reject);
    step();
  });
}

function signed(body: Buffer): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "x-github-event": "pull_request",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${createHmac("sha256", stage.server.target.secret).update(body).digest("hex")}`,
  };
}

/** A delivery that asks for a review, with the headers and bytes that GitHub would send. */
function delivery({ repository }: Scene): Required<Pick<Post, "headers" | "body">> {
  repository.push({ branch: BRANCH, changes: CHANGE });
  const [webhook] = repository.openPullRequest({ branch: BRANCH }).webhooks;
  if (webhook === undefined) throw new Error("a pull request is told about");
  return signWebhook(webhook, stage.server.target.secret);
}

function without(headers: Post["headers"], name: string): Post["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

describe("a delivery", () => {
  it.concurrent.each<[string, number, (post: Post) => Post]>([
    ["has no signature", 401, ({ headers, body }) => ({ headers: without(headers, "x-hub-signature-256"), body })],
    ["has one of another body", 401, ({ headers, body }) => ({ headers, body: Buffer.concat([body, body]) })],
    [
      "is signed with another secret",
      401,
      ({ headers, body }) => {
        const digest = createHmac("sha256", "0".repeat(32)).update(body).digest("hex");
        return { headers: { ...headers, "x-hub-signature-256": `sha256=${digest}` }, body };
      },
    ],
    [
      "is signed as it was in former years",
      401,
      ({ headers, body }) => {
        const digest = createHmac("sha1", stage.server.target.secret).update(body).digest("hex");
        const others = without(headers, "x-hub-signature-256");
        return { headers: { ...others, "x-hub-signature": `sha1=${digest}` }, body };
      },
    ],
    [
      "is a form",
      415,
      ({ body }) => {
        const form = Buffer.from(`payload=${encodeURIComponent(body.toString())}`);
        return { headers: { ...signed(form), "content-type": "application/x-www-form-urlencoded" }, body: form };
      },
    ],
    ["is compressed", 415, ({ headers, body }) => ({ headers: { ...headers, "content-encoding": "gzip" }, body })],
    ["has no event", 400, ({ headers, body }) => ({ headers: without(headers, "x-github-event"), body })],
    ["is no JSON", 400, () => ({ headers: signed(Buffer.from("{")), body: Buffer.from("{") })],
  ])("is refused when it %s", async (_, status, change) => {
    const scene = stage.scene();
    const made = change(delivery(scene));
    expect(await post({ ...made, length: "announced" })).toMatchObject({ status });
    expect(scene.repository.checkRuns()).toEqual([]);
  });
});

describe("a body", () => {
  /** The most memory that the server ever had, in bytes; only Linux tells. */
  const peak = (): number => {
    const file = `/proc/${String(stage.server.process.pid)}/status`;
    const [, kibibytes = "0"] = (existsSync(file) && /VmHWM:\s+(\d+)/.exec(readFileSync(file, "utf8"))) || [];
    return Number(kibibytes) * 1024;
  };

  it("of 30 or 60 MB is refused before it has come, and takes no memory", async () => {
    const before = peak();
    for (const megabytes of [30, 60]) {
      const body = Buffer.alloc(megabytes * MEBIBYTE, " ");
      // An announced length is enough.
      const announced = await post({ headers: signed(body), body, length: "announced" });
      expect(announced.status).toBe(413);
      expect(announced.sent).toBeLessThan(body.length);
      const chunked = await post({ headers: signed(body), body });
      expect(chunked.status).toBe(413);
      const unsigned = await post({ headers: without(signed(body), "x-hub-signature-256"), body });
      expect(unsigned.status).toBe(401);
      expect(unsigned.sent).toBeLessThan(body.length);
    }
    expect(peak() - before).toBeLessThan(100 * MEBIBYTE);
  });

  it("just below the bound is taken, and others are answered meanwhile", async () => {
    const body = Buffer.from(JSON.stringify({ action: "opened", padding: "x".repeat(24 * MEBIBYTE) }));
    const large = post({ headers: signed(body), body, length: "announced" });
    const small = Buffer.from("{}");
    expect(await post({ headers: signed(small), body: small, length: "announced" })).toMatchObject({ status: 202 });
    expect(await large).toEqual({ status: 202, sent: body.length });
  });
});

describe("deliveries", () => {
  it.concurrent("that come twice have one effect: one check run, one comment, one reply", async () => {
    const { github, repository, judged, said, send } = stage.scene();
    repository.push({ branch: BRANCH, changes: CHANGE });
    const opened = repository.openPullRequest({ branch: BRANCH });
    await send(opened, opened);
    await judged();
    await said(opened.number);
    const asked = repository.comment(opened.number, "/netpol who shop/db");
    // Twice at once, and again when it was answered.
    await send(asked, asked);
    const replies = () => repository.comments(opened.number).filter(({ body }) => body.includes("netpol:reply"));
    const reactions = () => github.requests.filter(({ path }) => path.includes(`/comments/${asked.id}/reactions`));
    await github.until(() => replies().length === 1 && reactions().length === 2, PATIENCE);
    await send(asked);
    await send(repository.comment(opened.number, "/netpol help"));
    await github.until(() => replies().length === 2, PATIENCE);
    expect(replies()).toMatchObject([{ history: [] }, { history: [] }]);
    expect(repository.checkRuns()).toHaveLength(1);
    expect(repository.comments(opened.number)).toHaveLength(5);
  });

  it.concurrent("that come in another order lead to the newest head", async () => {
    const { repository, propose, judged, said, send } = stage.scene();
    const number = await propose(CHANGE);
    await judged();
    const older = repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy("backend") } });
    const newer = repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy("worker") } });
    await send(newer);
    await judged(1, newer.sha);
    await send(older);
    await judged(2, newer.sha);
    expect(await said(number, newer.sha.slice(0, 7))).toContain("worker");
    expect(repository.checkRuns(older.sha)).toEqual([]);
  });

  it.concurrent(
    "of many pull requests at once are all answered, each with a run and a comment of its own",
    async () => {
      const { github, server, repository, judged, said } = stage.scene();
      const opened = Array.from({ length: 4 }, (_, index) => {
        const branch = `change-${String(index)}`;
        repository.push({ branch, changes: { "k8s/policy.yaml": policy(branch) } });
        return repository.openPullRequest({ branch });
      });
      const answers = await Promise.all(opened.map(({ webhooks }) => github.deliver(webhooks, server.target)));
      expect(answers.flat()).toEqual(opened.map(() => 202));
      await judged(opened.length);
      for (const { number } of opened) {
        await said(number, `change-${String(number - 1)}`);
        expect(repository.comments(number)).toHaveLength(1);
        expect(repository.checkRuns(repository.pullRequest(number).headSha)).toHaveLength(1);
      }
    },
  );

  it.concurrent("of events and actions that do not matter are taken, and nothing comes of them", async () => {
    const { github, repository, propose, judged, isAsked, send } = stage.scene();
    const number = await propose(CHANGE);
    await judged();
    const asked = github.requests.filter(isAsked).length;
    const [webhook] = repository.editTitle(number, "another title").webhooks;
    if (webhook === undefined) throw new Error("a change of the title is told about");
    await send({
      webhooks: [
        webhook,
        { ...webhook, action: "labeled", payload: { ...webhook.payload, action: "labeled" } },
        { ...webhook, event: "star" },
        { ...webhook, payload: { ...webhook.payload, action: "opened", installation: null } },
        { ...webhook, payload: { ...webhook.payload, action: "opened", pull_request: { number: "1" } } },
      ],
    });
    await propose({ "README.md": "words\n" }, { branch: "other" });
    await judged(2);
    const ofFirst = github.requests.filter(isAsked).slice(asked);
    expect(ofFirst.filter(({ path }) => path.includes(`/pulls/${String(number)}`))).toEqual([]);
  });
});
