import { Probot, ProbotOctokit } from "probot";
import type { PublishedReview } from "./analysis/published-review.ts";
import { createPool } from "./analysis/pool.ts";
import type { GitHubClient } from "./client.ts";
import { acceptComment, acceptRetraction, type Question } from "./commands/accept.ts";
import { createBudget } from "./commands/budget.ts";
import { mayBeCommands } from "./commands/candidate-lines.ts";
import { react } from "./commands/reply.ts";
import { intentsOf, type Intent } from "./events.ts";
import { jobOf, jobOfQuestion, keyOf, keyOfAnswer, type Job } from "./jobs.ts";
import { probotLog, type Log } from "./logging.ts";
import type { CacheName, Metrics } from "./metrics.ts";
import { createWritePace } from "./pace.ts";
import { EmbeddedQueue } from "./queue/embedded.ts";
import type { OfferResult, Queue } from "./queue/queue.ts";
import { retryOfRequest } from "./queue/retry.ts";
import { createRedelivery } from "./redelivery.ts";
import { createRemembered } from "./remembered.ts";
import { createCache } from "./repository/cache.ts";
import { classifyError, unreachedReason } from "./repository/errors.ts";
import type { Listing } from "./repository/listing.ts";
import { mergePatience } from "./repository/pull-request.ts";
import type { Delivery } from "./server/delivery.ts";
import type { Acceptance } from "./server/front.ts";
import type { Settings } from "./settings.ts";
import { createSweep } from "./sweep/sweep.ts";
import { createOpenRuns } from "./work/open-runs.ts";
import { createWorker } from "./worker.ts";

/** The app without its HTTP server. */
export interface App {
  /** Takes a delivery, without working on it. */
  readonly accept: (delivery: Delivery) => Acceptance;
  /** Looks at all open pull requests for those that nobody judged. */
  readonly sweep: () => Promise<void>;
  /** Asks for deliveries of commands again that nobody took. */
  readonly redeliver: () => Promise<void>;
  /** Whether GitHub knows the app. */
  readonly ready: () => Promise<boolean>;
  /** Finishes what it can in that time, then stops. */
  readonly close: (milliseconds: number) => Promise<void>;
}

/** Bounds of the work. */
const LIMITS = {
  waiting: 10_000,
  heard: 10_000,
  debounceMilliseconds: 1500,
  runMilliseconds: 10 * 60 * 1000,
  analysisMilliseconds: 2 * 60 * 1000,
  /** To find the commands of a comment, which takes milliseconds unless it is written to take long. */
  commentMilliseconds: 5 * 1000,
  analysisMegabytes: 1024,
  listingBytes: 128 * 1024 * 1024,
  blobBytes: 256 * 1024 * 1024,
  reviewBytes: 32 * 1024 * 1024,
} as const;

/** `script`: the compiled script of the analysis. @throws Error when GitHub cannot be asked who the app is */
export async function startApp(settings: Settings, log: Log, metrics: Metrics, script: URL): Promise<App> {
  const probot = createProbot(settings, log);
  const app = await probot.auth();
  const { host } = new URL(settings.apiUrl);
  // Without an answer the client asks again for a quarter of a minute.
  log.info("asking GitHub who the app is", { host });
  const author = { login: `${await readSlug(app, host)}[bot]`, appId: settings.appId };

  const clients = {
    app: (): Promise<GitHubClient> => probot.auth(),
    installation: (id: number): Promise<GitHubClient> => observed(probot, id, metrics),
  };
  const pool = createPool({
    script,
    processes: settings.concurrency,
    milliseconds: ({ type }) => (type === "commands" ? LIMITS.commentMilliseconds : LIMITS.analysisMilliseconds),
    megabytes: LIMITS.analysisMegabytes,
    observe: ({ remembered, read }) => {
      metrics.cache("documents", "hit", remembered);
      metrics.cache("documents", "miss", read);
    },
  });
  const counted = (name: CacheName) => ({
    onHit: () => {
      metrics.cache(name, "hit");
    },
    onMiss: () => {
      metrics.cache(name, "miss");
    },
  });
  const listings = createCache<Listing>({ limitBytes: LIMITS.listingBytes, ...counted("trees") });
  const blobs = createCache<Uint8Array>({ limitBytes: LIMITS.blobBytes, ...counted("blobs") });
  const reviews = createCache<PublishedReview>({ limitBytes: LIMITS.reviewBytes, ...counted("results") });

  const conclusions = new WeakMap<Job, "success" | "neutral" | "failure" | "superseded">();
  const work = createWorker({
    client: clients.installation,
    appId: settings.appId,
    secret: settings.webhookSecret,
    author,
    pool,
    reader: (installation, client, repository) => ({
      client,
      repository,
      listings: listings.forInstallation(String(installation)),
      blobs: blobs.forInstallation(String(installation)),
    }),
    reviews: (installation) => reviews.forInstallation(String(installation)),
    patience: mergePatience,
    offer: (job) => void queue.offer(keyOf(job), job),
    openRuns: createOpenRuns(),
    webUrl: webUrlOf(settings.apiUrl),
    concluded: (job, conclusion) => {
      conclusions.set(job, conclusion);
    },
  });
  const queue: Queue<Job> = new EmbeddedQueue<Job>({
    work,
    retry: retryOfRequest,
    settled: ({ key, job, outcome, attempt, seconds, error }) => {
      const ended = outcome === "done" ? (conclusions.get(job) ?? "dropped") : RUN_OUTCOMES[outcome];
      metrics.run(ended, seconds);
      const fields = { key, installation: job.installation, outcome: ended, attempt, milliseconds: seconds * 1000 };
      // What failed for GitHub's sake gets another chance with the sweep.
      if (outcome === "failed" && retryOfRequest(error, 0) !== null) heard.forget(key);
      if (outcome === "failed") log.failure("the job came to no result", error, fields);
      else log.info("the job ended", fields);
    },
    limits: {
      running: settings.concurrency,
      // One is left to others, however slow the pull requests of one installation are.
      runningPerInstallation: Math.max(1, settings.concurrency - 1),
      waiting: LIMITS.waiting,
      debounceMilliseconds: LIMITS.debounceMilliseconds,
      runMilliseconds: LIMITS.runMilliseconds,
    },
  });
  metrics.watchQueue(() => queue.state());

  const budget = createBudget(Date.now);
  /** Comments that this process answers, did, or refuses to: their keys as jobs. */
  const heard = createRemembered<string, true>(LIMITS.heard);
  const stopped = new AbortController();
  const ask = (question: Question): OfferResult => {
    const job = jobOfQuestion(question);
    const taken = queue.ensure(keyOf(job), job);
    if (taken !== "full" && taken !== "closed") heard.set(keyOf(job), true);
    return taken;
  };
  const acceptCommands = (payload: unknown): Acceptance => {
    const question = acceptComment(payload);
    if (question === null) return "ignored";
    const { installation, repository } = question.place;
    const spending = budget({ ...question, commands: mayBeCommands(question.body) });
    if (spending === "first-refusal") {
      const name = { owner: repository.owner, repo: repository.repo };
      void clients
        .installation(installation)
        .then((client) => react(client, name, question.comment, "confused"))
        .catch((error: unknown) => log.failure("a reaction was not made", error, { installation }));
    }
    if (spending !== "granted") {
      heard.set(keyOfAnswer(repository.id, question.comment), true);
      return "ignored";
    }
    // The same comment once more asks for nothing else: one that is being answered is not begun anew.
    const taken = ask(question);
    // A question is told once: let GitHub record the delivery as failed, so that it can be asked for again.
    return taken === "full" || taken === "closed" ? "refused" : "accepted";
  };
  /** Approvals that were edited or deleted do not count any more. */
  const acceptChange = (payload: unknown): Acceptance => {
    const retraction = acceptRetraction(payload);
    if (retraction === null) return "ignored";
    acceptIntent({ type: "review", ...retraction });
    return "accepted";
  };
  const acceptIntent = (intent: Intent): void => {
    const job = jobOf(intent);
    queue.offer(keyOf(job), job);
  };

  const sweep = createSweep({
    clients,
    appId: settings.appId,
    author,
    now: Date.now,
    signal: stopped.signal,
    isHeard: ({ repository }, comment) => heard.get(keyOfAnswer(repository.id, comment)) === true,
    unjudged: (place, number) => {
      const job = jobOf({ type: "review", place, number });
      queue.ensure(keyOf(job), job);
    },
    unjudgedGroup: (place, group) => {
      const job = jobOf({ type: "review-group", place, ...group });
      queue.ensure(keyOf(job), job);
    },
    unanswered: (question) => {
      const { installation, repository } = question.place;
      log.info("a command that nobody answered was found", {
        installation,
        key: keyOfAnswer(repository.id, question.comment),
      });
      ask(question);
    },
    failed: (error, where) => {
      log.failure("a part of the sweep failed", error, { repository: where });
    },
  });
  const redelivery = createRedelivery({ client: clients.app, now: Date.now, signal: stopped.signal });

  return {
    accept: ({ name, payload }) => {
      if (name === "issue_comment") {
        const commands = acceptCommands(payload);
        return commands === "ignored" ? acceptChange(payload) : commands;
      }
      const intents = intentsOf(name, payload, settings.appId);
      intents.forEach(acceptIntent);
      return intents.length === 0 ? "ignored" : "accepted";
    },
    sweep,
    redeliver: async () => {
      const count = await redelivery();
      if (count > 0) log.info("failed deliveries of commands were asked for again", { count });
    },
    ready: () =>
      app.request("GET /app").then(
        // What answers every request with a page of its own, a proxy for example, is no GitHub.
        ({ data }) => typeof data?.id === "number",
        () => false,
      ),
    close: async (milliseconds) => {
      stopped.abort();
      const unfinished = await queue.drain(milliseconds);
      await pool.close();
      if (unfinished.length > 0) log.warn("jobs were left for the next start", { count: unfinished.length });
    },
  };
}

/** The name that GitHub made of the app's own. @throws Error that says what to do when GitHub does not tell */
async function readSlug(app: GitHubClient, host: string): Promise<string> {
  try {
    const { data: self } = await app.request("GET /app");
    if (self?.slug === undefined) throw new Error("the answer holds no name");
    return self.slug;
  } catch (cause) {
    const unreached = unreachedReason(cause);
    if (unreached !== null) throw unreachedError(host, unreached);
    const { kind } = classifyError(cause, 0);
    const message =
      kind === "forbidden" || kind === "gone"
        ? "GitHub does not know the app: see to it that `PRIVATE_KEY` belongs to `APP_ID`, that `GHE_HOST` names the " +
          "server where it is registered, and that the clock of this machine is right"
        : "GitHub cannot be asked who the app is";
    throw new Error(message, { cause });
  }
}

/** Without its cause, whose status 500 nobody answered with. */
function unreachedError(host: string, reason: string): Error {
  const remedy = "see to it that this machine finds and may reach it (DNS, proxy, certificate, network policy)";
  return new Error(`\`${host}\` cannot be reached: ${reason}; ${remedy}`);
}

const RUN_OUTCOMES = { superseded: "superseded", retrying: "retried", failed: "failed", stopped: "dropped" } as const;

function createProbot(settings: Settings, log: Log): Probot {
  const write = createWritePace();
  return new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    baseUrl: settings.apiUrl,
    log: probotLog(log),
    // Limits are the queue's business: a client that waits an hour inside of a request holds up everybody else's work.
    Octokit: ProbotOctokit.defaults((options: object) => ({
      ...options,
      throttle: {
        ...("throttle" in options && typeof options.throttle === "object" ? options.throttle : {}),
        write,
        onRateLimit: () => false,
        onSecondaryRateLimit: () => false,
      },
    })),
  });
}

/** The client of one installation; every answer is counted. */
async function observed(probot: Probot, installation: number, metrics: Metrics): Promise<GitHubClient> {
  const client = await probot.auth(installation);
  client.hook.after("request", ({ status, headers }) => {
    const remaining = Number(headers["x-ratelimit-remaining"] ?? Number.NaN);
    metrics.apiRequest(installation, status, Number.isNaN(remaining) ? null : remaining);
  });
  client.hook.error("request", (error) => {
    const status = "status" in error && typeof error.status === "number" ? error.status : null;
    metrics.apiRequest(installation, status, null);
    throw error;
  });
  return client;
}

/** Of the host that the API belongs to: `https://api.github.com` is `https://github.com`, `…/api/v3` its own host. */
function webUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return host === "api.github.com" ? "https://github.com" : `${protocol}//${host}`;
}
