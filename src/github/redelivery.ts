import type { GitHubClient } from "./client.ts";
import { classifyError, dataOf } from "./repository/errors.ts";

export interface RedeliveryOptions {
  /** A client of the app itself, not of an installation. */
  readonly client: () => Promise<GitHubClient>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends a pass between two requests. */
  readonly signal: AbortSignal;
}

/**
 * One pass over the deliveries; gives how many were asked for again. A call while a pass is under way is that pass.
 *
 * @throws what the client throws, rate limits among it: the next pass looks at the same deliveries again
 */
export type Redelivery = () => Promise<number>;

const MINUTE = 60 * 1000;

/** GitHub delivers again what is no older, an Enterprise Server somewhat longer. */
const MAX_AGE = 3 * 24 * 60 * MINUTE;

/** A pass looks back to the one before it, and this much farther: deliveries may be listed late. */
const OVERLAP = 60 * MINUTE;

const PER_PAGE = 100;

/** Most of one pass: pages that are read, and deliveries that are asked for again. */
const MAX_PAGES = 100;
const MAX_ASKED = 100;

/** After so many failures a delivery is given up, whoever asked for it. */
const MAX_ATTEMPTS = 3;

/** Most deliveries of which is remembered that they were asked for again; the oldest is forgotten first. */
const MAX_REMEMBERED = 10_000;

/** A delivery that was asked for again. */
interface Asked {
  /** Id of the failed attempt that this was about. */
  readonly attempt: number;
  readonly times: number;
}

/**
 * Asks for failed deliveries of commands again. GitHub delivers nothing again by itself, and of a command the delivery is
 * all there is: what pull requests lack is found by the sweep, a question that nobody heard is not.
 *
 * Every failed attempt is asked about once, so that one which fails because the server is still hidden from the world is
 * not the last. Which attempts failed is told from their status codes; the API's own filter for failures leaves out what
 * was never answered with a code.
 *
 * Requests: 1 per 100 deliveries since the pass before, and 1 per delivery that is asked for. Source: GitHub, "Handling
 * failed webhook deliveries".
 */
export function createRedelivery({ client, now, signal }: RedeliveryOptions): Redelivery {
  const asked = new Map<string, Asked>();
  let lastPass: number | undefined;

  const pass = async (): Promise<number> => {
    const began = now();
    const since = Math.max(began - MAX_AGE, (lastPass ?? 0) - OVERLAP);
    const app = await client();
    const failed = failures(await listCommands(app, since, signal));
    const wanted = failed.filter(({ guid, attempt, attempts }) => {
      const known = asked.get(guid);
      return attempts < MAX_ATTEMPTS && known?.attempt !== attempt && (known?.times ?? 0) < MAX_ATTEMPTS - 1;
    });
    let count = 0;
    for (const { guid, attempt } of wanted.slice(0, MAX_ASKED)) {
      if (signal.aborted) return count;
      const times = (asked.get(guid)?.times ?? 0) + 1;
      if (await ask(app, attempt)) count += 1;
      remember(asked, guid, { attempt, times });
    }
    if (wanted.length <= MAX_ASKED && !signal.aborted) lastPass = began;
    return count;
  };

  let underWay: Promise<number> | undefined;
  return () =>
    (underWay ??= pass().finally(() => {
      underWay = undefined;
    }));
}

/** One attempt to deliver a comment that was written. */
interface Attempt {
  readonly id: number;
  /** The same for all attempts. */
  readonly guid: string;
  readonly statusCode: number;
}

/** Attempts since an instant, newest first, up to a bound. */
async function listCommands(app: GitHubClient, since: number, signal: AbortSignal): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES && !signal.aborted; page += 1) {
    const response = await app.request("GET /app/hook/deliveries", {
      per_page: PER_PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const { id, guid, event, action, status_code: statusCode, delivered_at: at } of dataOf(response)) {
      if (Date.parse(at) < since) return attempts;
      if (event === "issue_comment" && action === "created") attempts.push({ id: Number(id), guid, statusCode });
    }
    cursor = nextCursor(response.headers.link);
    if (cursor === null) break;
  }
  return attempts;
}

/** Only the cursor is taken from the address, so that no header sends a token elsewhere. */
function nextCursor(link: string | undefined): string | null {
  const [, address] = /<([^<>]+)>; *rel="next"/.exec(link ?? "") ?? [];
  return address !== undefined && URL.canParse(address) ? new URL(address).searchParams.get("cursor") : null;
}

/** A delivery of which no attempt succeeded. */
interface Failure {
  readonly guid: string;
  /** Id of the newest attempt. */
  readonly attempt: number;
  readonly attempts: number;
}

/** Oldest first: who asked first is answered first. */
function failures(newestFirst: readonly Attempt[]): readonly Failure[] {
  const byGuid = new Map<string, Attempt[]>();
  for (const attempt of newestFirst) byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  return [...byGuid.values()]
    .flatMap(([newest, ...older]): Failure[] => {
      if (newest === undefined || [newest, ...older].some(isSuccess)) return [];
      return [{ guid: newest.guid, attempt: newest.id, attempts: 1 + older.length }];
    })
    .reverse();
}

/** As GitHub classifies them. */
function isSuccess({ statusCode }: Attempt): boolean {
  return statusCode >= 200 && statusCode < 400;
}

/** Whether GitHub takes the request; it does not where the delivery is too old by now. */
async function ask(app: GitHubClient, attempt: number): Promise<boolean> {
  try {
    await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", {
      delivery_id: attempt,
      request: { retries: 0 },
    });
    return true;
  } catch (error) {
    const { kind } = classifyError(error, 0);
    if (kind === "gone" || kind === "rejected") return false;
    throw error;
  }
}

function remember(asked: Map<string, Asked>, guid: string, entry: Asked): void {
  asked.delete(guid);
  asked.set(guid, entry);
  const [oldest] = asked.keys();
  if (asked.size > MAX_REMEMBERED && oldest !== undefined) asked.delete(oldest);
}
