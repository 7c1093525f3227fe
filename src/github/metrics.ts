import { createServer } from "node:http";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { QueueState } from "./queue/queue.ts";
import type { DeliveryOutcome } from "./server/front.ts";
import { listen, stop } from "./server/listen.ts";
import type { Address } from "./settings.ts";

/** How an analysis ended: its conclusion, or why it has none. */
export type RunOutcome = "success" | "neutral" | "failure" | "superseded" | "dropped" | "retried" | "failed";

/** What Prometheus can ask for. Every method costs nanoseconds and throws never. */
export interface Metrics {
  /** `event` is null where no signature vouches for it. */
  delivery(event: string | null, outcome: DeliveryOutcome): void;
  /** `seconds` from the offer to the end. */
  run(outcome: RunOutcome, seconds: number): void;
  /** A request to GitHub's API. `status` is null where no answer came, `remaining` where the answer has no quota. */
  apiRequest(installation: number, status: number | null, remaining: number | null): void;
  cache(name: CacheName, result: "hit" | "miss", times?: number): void;
  /** Asks for the state of the queue whenever metrics are read. */
  watchQueue(read: () => QueueState): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
}

/** Each becomes a label, so the list is closed. */
export type CacheName = "trees" | "blobs" | "documents" | "results";

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Events that the app subscribes to. Others count together, so that nobody makes time series by inventing names. */
const knownEvents: ReadonlySet<string> = new Set([
  "check_run",
  "check_suite",
  "installation",
  "installation_repositories",
  "issue_comment",
  "merge_group",
  "ping",
  "pull_request",
]);

/** Of so many installations the remaining quota is kept: those that were asked last. */
const MAX_INSTALLATIONS = 500;

/** From a warm analysis to one that waited for GitHub. */
const RUN_SECONDS = [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600];

/** Counts for one server, in a registry of its own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter({ name: `netpol_${name}`, help, labelNames, registers });

  const deliveries = counter("deliveries_total", "Webhook requests by event and outcome.", "event", "outcome");
  const runs = new Histogram({
    name: "netpol_run_seconds",
    help: "Seconds from the offer of a pull request to the end of its analysis, by outcome.",
    labelNames: ["outcome"],
    buckets: RUN_SECONDS,
    registers,
  });
  const superseded = counter("runs_superseded_total", "Analyses that a newer commit made pointless.");
  const requests = counter("api_requests_total", "Requests to GitHub's API by class of status.", "status");
  const remaining = new Gauge({
    name: "netpol_api_quota_remaining",
    help: "Requests that an installation may still make until its quota is filled up, as GitHub said last.",
    labelNames: ["installation"],
    registers,
  });
  const caches = counter("cache_requests_total", "Look-ups by cache and result.", "cache", "result");
  const installations = new Set<number>();
  watchProcess(registers);

  return {
    delivery: (event, outcome) => {
      deliveries.inc({ event: event === null ? "none" : knownEvents.has(event) ? event : "other", outcome });
    },
    run: (outcome, seconds) => {
      runs.observe({ outcome }, seconds);
      if (outcome === "superseded") superseded.inc();
    },
    apiRequest: (installation, status, left) => {
      requests.inc({ status: status === null ? "none" : `${Math.trunc(status / 100)}xx` });
      if (left === null) return;
      installations.delete(installation);
      installations.add(installation);
      remaining.set({ installation }, left);
      const [stalest] = installations;
      if (installations.size <= MAX_INSTALLATIONS || stalest === undefined) return;
      installations.delete(stalest);
      remaining.remove({ installation: stalest });
    },
    cache: (cache, result, times = 1) => caches.inc({ cache, result }, times),
    watchQueue: (read) => {
      watch(registers, "queue_waiting", "Jobs that wait.", () => read().waiting);
      watch(registers, "queue_running", "Jobs that are being worked on.", () => read().running);
      watch(registers, "queue_oldest_seconds", "For how long the oldest job waits.", () => read().oldestSeconds);
    },
    text: () => registry.metrics(),
  };
}

/**
 * Serves `/metrics` on a port of its own, which the world need not reach.
 *
 * @throws Error when it cannot listen
 */
export async function startMetricsServer(metrics: Metrics, address: Address): Promise<MetricsServer> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 75_000 });
  server.maxConnections = 20;
  server.on("request", (request, response) => {
    response.on("error", () => undefined);
    if (request.url !== "/metrics") response.writeHead(404).end();
    else if (request.method !== "GET") response.writeHead(405, { allow: "GET" }).end();
    else {
      metrics.text().then(
        (text) => response.writeHead(200, { "content-type": Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
        () => response.writeHead(500).end(),
      );
    }
  });
  const port = await listen(server, address);
  return { port, close: () => stop(server, 1000) };
}

/** What the process takes, its threads included but for the heap, under the names that every dashboard knows. */
function watchProcess(registers: Registry[]): void {
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Total user and system CPU time spent in seconds.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory size in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Process heap size used from Node.js in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
}

function watch(registers: Registry[], name: string, help: string, read: () => number): void {
  new Gauge({
    name: `netpol_${name}`,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
