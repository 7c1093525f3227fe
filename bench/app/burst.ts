/** How many signed webhooks the server takes when many come at once. */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { signWebhook, type SignedWebhook } from "../../test/github/fake/index.ts";
import { rounded } from "../runs.ts";
import { FIFTY, manifestsOfSize } from "./repository.ts";
import { openPullRequest, play } from "./scene.ts";

export interface Burst {
  readonly layer: "app";
  readonly measure: "burst";
  readonly deliveries: number;
  readonly pullRequests: number;
  /** Deliveries that are under way at the same time, each on a connection of its own that is kept. */
  readonly connections: number;
  readonly kilobytesEach: number;
  readonly perSecond: number;
  /** From the first byte sent to the last byte of the answer. GitHub gives up after 10,000. */
  readonly milliseconds: { readonly median: number; readonly percentile99: number; readonly most: number };
  /** Answers other than 202. */
  readonly refused: number;
  readonly residentMegabytes: number;
}

const CONNECTIONS = 50;
const DELIVERIES_PER_PULL_REQUEST = 5;
const ACCEPTED = 202;

/** `pullRequests` real ones, five signed deliveries about each, in turns. The work on them begins in the meantime. */
export function measureBurst(pullRequests: number): Promise<Burst> {
  const manifests = manifestsOfSize(FIFTY);
  return play({ manifests, repositories: 1 }, async ({ repositories: [repository], target, usage }) => {
    const opened = Array.from({ length: pullRequests }, (_, number) =>
      openPullRequest(repository, manifests, number),
    ).flat();
    const signed = Array.from({ length: DELIVERIES_PER_PULL_REQUEST }, () =>
      opened.map((webhook) => signWebhook({ ...webhook, guid: randomUUID() }, target.secret)),
    ).flat();
    const bytes = signed.reduce((sum, { body }) => sum + body.length, 0);
    const start = performance.now();
    const answers = await sendAll(target.url, signed);
    const seconds = (performance.now() - start) / 1000;
    const sorted = answers.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    const at = (share: number): number => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
    const { residentMegabytes } = await usage();
    return {
      layer: "app",
      measure: "burst",
      deliveries: signed.length,
      pullRequests,
      connections: CONNECTIONS,
      kilobytesEach: rounded(bytes / signed.length / 1000),
      perSecond: Math.round(signed.length / seconds),
      milliseconds: { median: at(0.5), percentile99: at(0.99), most: at(1) },
      refused: answers.filter(({ status }) => status !== ACCEPTED).length,
      residentMegabytes: Math.round(residentMegabytes),
    };
  });
}

interface Answer {
  readonly status: number;
  readonly milliseconds: number;
}

async function sendAll(url: string, webhooks: readonly SignedWebhook[]): Promise<readonly Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const answers: Answer[] = [];
  const rest = webhooks.values();
  // All of them take from the same iterator.
  const send = async (): Promise<void> => {
    for (const webhook of rest) answers.push(await sendOne(url, webhook, agent));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  agent.destroy();
  return answers;
}

function sendOne(url: string, { body, headers }: SignedWebhook, agent: Agent): Promise<Answer> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const length = { "content-length": String(body.length) };
    const sent = request(url, { method: "POST", headers: { ...headers, ...length }, agent }, (response) => {
      response.on("error", reject).on("end", () => {
        resolve({ status: response.statusCode ?? 0, milliseconds: performance.now() - start });
      });
      response.resume();
    });
    sent.on("error", reject).end(body);
  });
}
