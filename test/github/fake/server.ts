import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { admit } from "./access.ts";
import { type Answer, type Call, Refusal, type RepositoryCall } from "./answers.ts";
import type { Description, Match } from "./description.ts";
import type { Fault, FaultRule, Faults } from "./faults.ts";
import { commitOf } from "./git/commits.ts";
import { tarball } from "./git/tarball.ts";
import { identityOf } from "./identity.ts";
import type { Quota } from "./quota.ts";
import { REPOSITORY_ROUTES, ROUTES } from "./routes/index.ts";
import { refusals } from "./rules.ts";
import type { Identity, Repository, World } from "./world.ts";

/** Bytes of a request's body before GitHub hangs up. */
const BODY_BYTES = 10 * 1024 * 1024;

/** Where a server for enterprises has its API. */
const ENTERPRISE_PREFIX = "/api/v3";

/** One request as it went, for counting and for looking at what was asked. */
export interface LoggedRequest {
  readonly method: string;
  /** Without the prefix of Enterprise Server, with the query. */
  readonly path: string;
  /** The operation's name in GitHub's description, `codeload` for an archive, `unknown` for what GitHub has not. */
  readonly operation: string;
  readonly identity: Identity["as"];
  /** The body of a write, parsed. */
  readonly body: unknown;
  readonly status: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What GitHub's description does not allow: a bug of the app, or of the fake. */
export interface Violation {
  readonly where: string;
  readonly errors: readonly string[];
}

export interface ServerParts {
  readonly world: World;
  readonly description: Description;
  readonly quota: Quota;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  readonly violations: Violation[];
  /** Called after each request. */
  readonly answered: () => void;
}

/** A request that has arrived whole. */
interface Arrived {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  readonly match: Match | null;
  readonly operation: string;
}

export async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrived = await arrive(parts, request);
  const { method, path, operation, url } = arrived;
  if (path.startsWith("/_codeload/")) {
    await sendArchive(parts, arrived, response);
    return;
  }
  const line = { method, path, operation };
  await parts.faults.wait(line, "request");
  const rule = parts.faults.take(line);
  if (rule?.fault.kind === "slow") await sleep(rule.fault.milliseconds);
  const { answer, identity } = isDone(rule, method) ? answerTo(parts, arrived) : UNDONE;
  await parts.faults.wait(line, "answer");
  const final = rule === null ? answer : (faultAnswer(rule.fault, parts.world) ?? answer);
  const isCut = rule?.fault.kind === "cut";
  parts.requests.push({
    method,
    path: path + url.search,
    operation,
    identity,
    body: method === "GET" ? undefined : jsonOrText(arrived.text),
    status: isCut ? 0 : final.status,
    at: parts.world.now(),
  });
  if (isCut) cut(response, final);
  else send(response, final);
  parts.answered();
}

/** What stands for the answer to a request that was not carried out. */
const UNDONE: { answer: Answer; identity: Identity["as"] } = {
  answer: { status: 500, content: "none" },
  identity: "anonymous",
};

/** Whether GitHub does what a request asks for although something goes wrong. */
function isDone(rule: FaultRule | null, method: string): boolean {
  if (rule === null || rule.effect === "done" || rule.fault.kind === "slow") return true;
  // Half an answer needs one; a write is cut off before it happens.
  return rule.fault.kind === "cut" && method === "GET";
}

async function arrive({ description, world }: ServerParts, request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new Error(`a request of more than ${BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", world.origin);
  const path = url.pathname.startsWith(`${ENTERPRISE_PREFIX}/`)
    ? url.pathname.slice(ENTERPRISE_PREFIX.length)
    : url.pathname;
  const match = description.match(method, path);
  const operation = path.startsWith("/_codeload/") ? "codeload" : (match?.operation.id ?? "unknown");
  return { method, url, path, headers: request.headers, text: Buffer.concat(chunks).toString(), match, operation };
}

/** What GitHub answers, checked against its description, with the headers that every answer has. */
function answerTo(parts: ServerParts, arrived: Arrived): { answer: Answer; identity: Identity["as"] } {
  const { world, quota } = parts;
  let identity: Identity = { as: "anonymous" };
  try {
    identity = identityOf(world, arrived.headers.authorization);
    if (arrived.match === null)
      throw new Violated(parts, arrived, ["GitHub has no such operation, or the extract lacks it"]);
    if (!quota.has(identity)) throw new Refusal(403, "API rate limit exceeded for installation.");
    const repository = admit(world, identity, arrived.match);
    const call = callOf(parts, arrived, arrived.match, identity);
    const answer = conditional(described(parts, arrived, arrived.match, run(call, repository)), arrived);
    // What has not changed costs nothing.
    if (answer.status !== 304) quota.spend(identity);
    return { answer: withHeaders(answer, quota.headers(identity)), identity: identity.as };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!(error instanceof Violated) && quota.has(identity)) quota.spend(identity);
    return { answer: withHeaders(refusalAnswer(error), quota.headers(identity)), identity: identity.as };
  }
}

/** Something that GitHub's description forbids: written down, and answered 500 so that nobody builds on it. */
class Violated extends Refusal {
  constructor({ violations }: ServerParts, { method, path }: Arrived, errors: readonly string[]) {
    super(500, `this violates GitHub's description: ${errors.join("; ")}`);
    violations.push({ where: `${method} ${path}`, errors });
  }
}

function callOf(parts: ServerParts, arrived: Arrived, match: Match, identity: Identity): Call {
  const { world, description } = parts;
  const { url, text, headers } = arrived;
  if (headers["user-agent"] === undefined)
    throw new Refusal(
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
    );
  const body = parsed(text);
  const errors = description.requestErrors(match, url.searchParams, body);
  if (errors.length > 0) throw new Violated(parts, arrived, errors);
  const refused = body === undefined ? [] : refusals(match.operation, body);
  if (refused.length > 0) {
    parts.violations.push({ where: `${arrived.method} ${arrived.path}`, errors: refused });
    const details = refused.map((message) => ({
      resource: "IssueComment",
      code: "unprocessable",
      field: "data",
      message,
    }));
    throw new Refusal(422, "Validation Failed", { errors: details });
  }
  return {
    world,
    operation: match.operation,
    parameters: match.parameters,
    query: url.searchParams,
    body,
    identity,
    media: /application\/vnd\.github\.(?:[\w-]+\.)?raw\b/.test(headers.accept ?? "") ? "raw" : "json",
    address: world.origin + url.pathname,
  };
}

function run(call: Call, repository: Repository | null): Answer {
  const plain = ROUTES[call.operation.id];
  if (plain !== undefined) return plain(call);
  const route = REPOSITORY_ROUTES[call.operation.id];
  if (route === undefined || repository === null) throw new Error(`\`${call.operation.id}\` has no route`);
  const repositoryCall: RepositoryCall = { ...call, repository };
  return route(repositoryCall);
}

function described(parts: ServerParts, arrived: Arrived, { operation }: Match, answer: Answer): Answer {
  const { content, status } = answer;
  if (content !== "none" && "raw" in content) return answer;
  const body = content === "none" ? undefined : content.json;
  const errors = parts.description.responseErrors(operation, status, body);
  if (errors.length > 0) throw new Violated(parts, arrived, errors);
  return answer;
}

/** 304 when the sender has seen this very answer. */
function conditional(answer: Answer, { method, headers }: Arrived): Answer {
  if (method !== "GET" || answer.status !== 200) return answer;
  const etag = `W/"${createHash("sha256").update(bytesOf(answer)).digest("hex")}"`;
  const tagged = withHeaders(answer, { etag });
  const seen = (headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return seen.includes(etag.slice(2)) ? { status: 304, headers: { etag }, content: "none" } : tagged;
}

function refusalAnswer({ status, message, details }: Refusal): Answer {
  const documentation_url = "https://docs.github.com/rest";
  return { status, content: { json: { message, ...details, documentation_url, status: String(status) } } };
}

function faultAnswer(fault: Fault, world: World): Answer | null {
  switch (fault.kind) {
    case "status": {
      const { status, message = "something went wrong", headers = {} } = fault;
      return withHeaders(refusalAnswer(new Refusal(status, message)), headers);
    }
    case "secondary-limit": {
      const refusal = new Refusal(
        fault.status,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      );
      return withHeaders(refusalAnswer(refusal), { "retry-after": String(fault.retryAfter) });
    }
    case "primary-limit": {
      const refusal = new Refusal(403, "API rate limit exceeded for installation.");
      return withHeaders(refusalAnswer(refusal), {
        "x-ratelimit-limit": String(world.limits.requestsPerHour),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-used": String(world.limits.requestsPerHour),
        "x-ratelimit-reset": String(Math.ceil(world.now() / 1000) + fault.resetIn),
        "x-ratelimit-resource": "core",
      });
    }
    case "slow":
    case "cut":
      return null;
  }
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function bytesOf({ content }: Answer): Buffer {
  if (content === "none") return Buffer.alloc(0);
  return "raw" in content ? content.raw : Buffer.from(JSON.stringify(content.json));
}

function send(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  const type = answer.content === "none" ? {} : { "content-type": "application/json; charset=utf-8" };
  const length = answer.status === 204 || answer.status === 304 ? {} : { "content-length": String(bytes.length) };
  response.writeHead(answer.status, { ...type, ...length, ...answer.headers });
  response.end(bytes);
}

/** The head of the answer and half of its body, then nothing. */
function cut(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, { "content-type": "application/json", "content-length": String(bytes.length + 1) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** The archive behind a redirect; its token is all it asks for. */
async function sendArchive(parts: ServerParts, arrived: Arrived, response: ServerResponse): Promise<void> {
  const { world, faults } = parts;
  const { method, path, operation, url } = arrived;
  const line = { method, path, operation };
  await faults.wait(line, "request");
  const rule = faults.take(line);
  const archive = world.archives.get(url.searchParams.get("token") ?? "");
  const usable = archive !== undefined && archive.expiresAt > world.now();
  const faulty = rule === null ? null : faultAnswer(rule.fault, world);
  if (rule?.fault.kind === "slow") await sleep(rule.fault.milliseconds);
  const status = faulty?.status ?? (usable ? 200 : 404);
  parts.requests.push({ method, path, operation, identity: "anonymous", body: undefined, status, at: world.now() });
  if (faulty !== null) send(response, faulty);
  else if (!usable) send(response, refusalAnswer(new Refusal(404, "Not Found")));
  else {
    const { repository, commit } = archive;
    const folder = `${repository.owner.login}-${repository.name}-${commit.slice(0, 7)}`;
    response.writeHead(200, { "content-type": "application/x-gzip" });
    const stream = tarball(repository.store, commitOf(repository, commit).tree, folder, commit);
    if (rule?.fault.kind === "cut")
      stream.once("data", (chunk: Buffer) =>
        response.write(chunk.subarray(0, chunk.length / 2), () => response.destroy()),
      );
    else stream.pipe(response);
  }
  parts.answered();
}

function jsonOrText(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}
