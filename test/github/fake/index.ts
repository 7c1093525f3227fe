import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { deliver } from "./deliver.ts";
import { readDescription } from "./description.ts";
import { type FaultRule, type Hold, type HoldRule, makeFaults } from "./faults.ts";
import { issueToken } from "./identity.ts";
import { createRepository, type FakeRepository, type NewRepository } from "./people/repository.ts";
import { makeQuota } from "./quota.ts";
import { type LoggedRequest, serve, type Violation } from "./server.ts";
import {
  type AppIdentity,
  botOf,
  type Delivery,
  GITHUB_LIMITS,
  type Limits,
  type Permissions,
  repositoryKey,
  userOf,
  type Webhook,
  type WebhookTarget,
  type World,
} from "./world.ts";

export { signWebhook, type SignedWebhook } from "./deliver.ts";
export type { Fault, FaultRule, Hold, HoldRule, RequestLine } from "./faults.ts";
export { type FileChanges, type FileContent, type Files, filesOfFolder } from "./git/files.ts";
export type { Happening } from "./people/acting.ts";
export type { Push } from "./people/branches.ts";
export type { NewPullRequest } from "./people/pull-requests.ts";
export type { FakeRepository, NewRepository } from "./people/repository.ts";
export type { LoggedRequest, Violation } from "./server.ts";
export type { CheckRun, Comment, Delivery, Permissions, PullRequest, Role, Webhook, WebhookTarget } from "./world.ts";

/** As in `app.yml`. */
const PERMISSIONS: Permissions = {
  metadata: "read",
  contents: "read",
  pull_requests: "write",
  checks: "write",
  issues: "read",
  merge_queues: "read",
};
const EVENTS = ["pull_request", "issue_comment", "check_run", "check_suite", "merge_group"];

/** How long `until` waits, in milliseconds, and how often it looks when no request comes. */
const UNTIL_TIMEOUT = 20_000;
const UNTIL_INTERVAL = 25;

/** Reading the description and making a key take a tenth of a second each: once for all fakes of a process. */
const DESCRIPTION = readDescription();
const KEYS = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

export interface FakeGitHubOptions {
  /** Milliseconds since 1970; default: the clock. */
  readonly now?: () => number;
  readonly appId?: number;
  readonly slug?: string;
  /** What the app may do; default: what `app.yml` asks for. */
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

/** A GitHub on this machine with one registered app. */
export interface FakeGitHub {
  /** `http://127.0.0.1:<port>`: the API, for a client that takes a base address. It is under `/api/v3` too. */
  readonly url: string;
  /** `127.0.0.1:<port>`: for `GHE_HOST`, with `GHE_PROTOCOL=http`. */
  readonly host: string;
  readonly app: AppIdentity;
  /** The login of the app's comments. */
  readonly bot: string;
  /** May be changed at any time. */
  readonly limits: Limits;
  /** Everything that was asked, in the order of the answers. */
  readonly requests: readonly LoggedRequest[];
  /** What GitHub's description does not allow. Must be empty at the end of a test. */
  readonly violations: readonly Violation[];
  /** Attempts to deliver, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Webhooks of what the app itself did, oldest first. */
  readonly echoes: readonly Webhook[];

  createRepository(facts: NewRepository): FakeRepository;
  /** A token of a person, as `GITHUB_TOKEN` of somebody at a terminal. */
  createUserToken(login: string): string;
  /** A token of the app for all repositories of an owner, as a workflow has one; by default it may all that the app may. */
  createInstallationToken(owner: string, permissions?: Permissions): string;
  /** Makes all tokens that were issued so far invalid. */
  expireTokens(): void;
  suspend(owner: string): void;

  /** Sends webhooks one after the other; gives the status codes, 0 where nobody answered. */
  deliver(webhooks: readonly Webhook[], target: WebhookTarget): Promise<readonly number[]>;
  /** From now on, what the app does is sent to it too, as on GitHub. */
  connect(target: WebhookTarget): void;

  /** Makes requests fail; the result lifts the rule. */
  fail(rule: FaultRule): () => void;
  /** Makes requests wait. */
  hold(rule: HoldRule): Hold;
  /** How many requests there were, by operation; archives are `codeload`. */
  countRequests(): Readonly<Record<string, number>>;
  forgetRequests(): void;
  /** Waits until the condition holds; throws after `milliseconds`. */
  until(condition: () => boolean, milliseconds?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const requests: LoggedRequest[] = [];
  const violations: Violation[] = [];
  const echoes: Webhook[] = [];
  const waiting = new Set<() => void>();
  const targets: WebhookTarget[] = [];
  const description = DESCRIPTION;
  const faults = makeFaults();
  const limits = { ...GITHUB_LIMITS };
  const now = options.now ?? Date.now;
  const quota = makeQuota({ now, limits });
  let lastId = 1000;

  const server = createServer((request, response) => {
    const parts = {
      world,
      description,
      quota,
      faults,
      requests,
      violations,
      answered: () => waiting.forEach((look) => look()),
    };
    serve(parts, request, response).catch((error: unknown) => {
      violations.push({
        where: `${request.method ?? ""} ${request.url ?? ""}`,
        errors: [`the fake failed: ${String(error)}`],
      });
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world: World = {
    origin: `http://${host}`,
    app: newApp(options),
    now,
    limits,
    users: new Map(),
    installations: new Map(),
    repositories: new Map(),
    tokens: new Map(),
    deliveries: [],
    archives: new Map(),
    nextId: () => (lastId += 1),
    check({ event, action, payload }) {
      const errors = description.webhookErrors(event, action, payload);
      if (errors.length > 0) violations.push({ where: `webhook ${event}.${action}`, errors });
    },
    echo(webhooks) {
      echoes.push(...webhooks);
      for (const webhook of webhooks) for (const target of targets) void deliver(world, webhook, target, "first");
    },
  };

  return {
    url: world.origin,
    host,
    app: world.app,
    bot: botOf(world).login,
    limits,
    requests,
    violations,
    deliveries: world.deliveries,
    echoes,

    createRepository: (facts) => createRepository(world, facts),
    createUserToken: (login) => issueToken(world, { as: "user", user: userOf(world, login) }, Infinity).token,
    createInstallationToken(owner, permissions = world.app.permissions) {
      const installation = [...world.installations.values()].find(({ account }) => account === userOf(world, owner));
      if (installation === undefined) throw new Error(`the app is not installed at \`${owner}\``);
      return issueToken(world, { as: "installation", installation, permissions, repositoryIds: null }).token;
    },
    expireTokens() {
      for (const token of world.tokens.values()) token.expiresAt = 0;
    },
    suspend(owner) {
      for (const installation of world.installations.values()) {
        if (repositoryKey(installation.account.login, "") === repositoryKey(owner, ""))
          installation.suspended = "suspended";
      }
    },

    async deliver(webhooks, target) {
      const codes: number[] = [];
      for (const webhook of webhooks) codes.push((await deliver(world, webhook, target, "first")).statusCode);
      return codes;
    },
    connect: (target) => void targets.push(target),

    fail: (rule) => faults.add(rule),
    hold: (rule) => faults.hold(rule),
    countRequests() {
      const counts: Record<string, number> = {};
      for (const { operation } of requests) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    forgetRequests: () => void requests.splice(0),
    until: (condition, milliseconds = UNTIL_TIMEOUT) =>
      new Promise((resolve, reject) => {
        const stop = (settle: () => void) => {
          waiting.delete(look);
          clearInterval(interval);
          clearTimeout(timeout);
          settle();
        };
        const look = () => {
          if (condition()) stop(resolve);
        };
        const interval = setInterval(look, UNTIL_INTERVAL);
        const timeout = setTimeout(() => {
          stop(() => reject(new Error(`not within ${milliseconds} ms: ${condition.toString()}`)));
        }, milliseconds);
        waiting.add(look);
        look();
      }),
    async close() {
      faults.clear();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function newApp({
  appId = 4711,
  slug = "netpol-bot",
  permissions = PERMISSIONS,
  events = EVENTS,
}: FakeGitHubOptions): AppIdentity {
  return { id: appId, slug, ...KEYS, permissions, events };
}
