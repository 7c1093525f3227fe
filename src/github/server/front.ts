import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { Log } from "../logging.ts";
import type { Address } from "../settings.ts";
import { answer } from "./answer.ts";
import { readDelivery, type Delivery, type Refusal } from "./delivery.ts";
import type { FrontLimits } from "./limits.ts";
import { listen, stop } from "./listen.ts";
import { cachedProbe } from "./readiness.ts";
import { createReceiver } from "./receiving.ts";

/** What became of a delivery. `refused` lets GitHub record it as failed, so that it can be asked for again. */
export type Acceptance = "accepted" | "ignored" | "refused";

/** What became of a request to the webhook's path. */
export type DeliveryOutcome = Acceptance | Refusal | "failed";

export interface FrontOptions {
  readonly address: Address;
  readonly webhookPath: string;
  readonly webhookSecret: string;
  readonly limits: FrontLimits;
  /** Takes a delivery without working on it: GitHub waits for the answer. */
  readonly accept: (delivery: Delivery) => Acceptance;
  /** Whether GitHub and all else that work needs can be reached. Asked every few seconds at most. */
  readonly ready: () => Promise<boolean>;
  /** Hears of every request to the webhook's path; `event` is null where no signature vouches for it. */
  readonly observe: (event: string | null, outcome: DeliveryOutcome) => void;
  readonly log: Log;
}

export interface Front {
  readonly port: number;
  /**
   * Reports not ready at once, keeps accepting for `graceMilliseconds` while load balancers notice, then stops. Resolves
   * when no connection is left.
   */
  close(graceMilliseconds: number): Promise<void>;
}

/** How often connections are looked at for time-outs, per the shortest of these. */
const CHECKS_PER_TIMEOUT = 4;
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Starts the HTTP server that faces the world. It takes signed webhooks, and reports its own state at `/healthz` and
 * `/readyz`. No answer says more than its status.
 *
 * @throws Error when it cannot listen
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { limits, log } = options;
  const takeWebhook = webhookTaker(options);
  const ready = cachedProbe(options.ready);
  let phase: "open" | "draining" | "stopping" = "open";

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<Reply> => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    const isGet = request.method === "GET" || request.method === "HEAD";
    switch (path) {
      case options.webhookPath:
        return request.method === "POST" ? takeWebhook(request, response) : { status: 405, allow: "POST" };
      case "/healthz":
        return isGet ? { status: 200 } : { status: 405, allow: "GET, HEAD" };
      case "/readyz":
        if (!isGet) return { status: 405, allow: "GET, HEAD" };
        return { status: phase === "open" && (await ready()) ? 200 : 503 };
      default:
        return { status: 404 };
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, allow } = await route(request, response).catch((error: unknown): Reply => {
      log.failure("request failed", error);
      return { status: 500 };
    });
    const headers: OutgoingHttpHeaders = {
      ...(allow === undefined ? {} : { allow }),
      ...(phase === "stopping" ? { connection: "close" } : {}),
    };
    answer(request, response, { status, headers }, limits.lingerMilliseconds);
  };

  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headersMilliseconds,
    requestTimeout: limits.requestMilliseconds,
    keepAliveTimeout: limits.idleMilliseconds,
    connectionsCheckingInterval: Math.min(limits.headersMilliseconds, limits.requestMilliseconds) / CHECKS_PER_TIMEOUT,
  });
  server.maxConnections = limits.connections;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => undefined);
    void handle(request, response);
  };
  // A client that waits for "100 Continue" hears of a refusal before it sends anything.
  server.on("request", onRequest).on("checkContinue", onRequest);
  const port = await listen(server, options.address);
  server.on("error", (error) => log.failure("server failed", error));

  const close = async (graceMilliseconds: number): Promise<void> => {
    phase = "draining";
    await new Promise((resolve) => setTimeout(resolve, graceMilliseconds));
    phase = "stopping";
    await stop(server, limits.requestMilliseconds);
  };
  let closed: Promise<void> | undefined;
  return { port, close: (graceMilliseconds) => (closed ??= close(graceMilliseconds)) };
}

interface Reply {
  readonly status: number;
  readonly allow?: string;
}

/** The same for a signature that is missing and one that is wrong. */
const statuses: Readonly<Record<DeliveryOutcome, number>> = {
  accepted: 202,
  ignored: 202,
  refused: 503,
  unsupported: 415,
  unsigned: 401,
  malformed: 400,
  "too-large": 413,
  "no-room": 503,
  "cut-off": 400,
  failed: 500,
};

function webhookTaker({ webhookSecret, limits, accept, observe, log }: FrontOptions) {
  const receive = createReceiver(limits);

  const decide = (delivery: Delivery): Acceptance | "failed" => {
    try {
      return accept(delivery);
    } catch (error) {
      log.failure("delivery could not be taken", error, { event: delivery.name, delivery: delivery.id });
      return "failed";
    }
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<Reply> => {
    const delivery = await readDelivery(request, response, {
      secret: webhookSecret,
      receive,
      nesting: limits.nesting,
    });
    if (typeof delivery === "string") {
      observe(null, delivery);
      log.info("delivery refused", { outcome: delivery });
      return { status: statuses[delivery] };
    }
    const outcome = decide(delivery);
    observe(delivery.name, outcome);
    log.info("delivery", { event: delivery.name, delivery: delivery.id, outcome });
    return { status: statuses[outcome] };
  };
}
