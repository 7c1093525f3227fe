import type { Operation } from "./description.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Identity, Repository, World } from "./world.ts";

/** A request that has an operation, a sender who may ask, and nothing against it in the description. */
export interface Call {
  readonly world: World;
  readonly operation: Operation;
  /** Decoded parameters of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Checked against the description; `undefined` without a body. */
  readonly body: unknown;
  readonly identity: Identity;
  readonly media: "json" | "raw";
  /** The address as it was asked, without query; links to other pages start with it. */
  readonly address: string;
}

/** A call about a repository that its sender may see. */
export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content: { readonly json: Json } | { readonly raw: Buffer } | "none";
}

/** An answer of GitHub that is an error. */
export class Refusal extends Error {
  readonly status: number;
  readonly details: JsonObject;

  constructor(status: number, message: string, details: JsonObject = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export function ok(json: Json): Answer {
  return { status: 200, content: { json } };
}

export function created(json: Json): Answer {
  return { status: 201, content: { json } };
}

export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

const PER_PAGE = 30;
const PER_PAGE_MOST = 100;

/** One page of a list, with GitHub's `Link` header; `wrap` makes the body of the page's items. */
export function page<Item>(
  call: Call,
  items: readonly Item[],
  present: (item: Item) => JsonObject,
  wrap: (shown: JsonObject[]) => Json = (shown) => shown,
): Answer {
  const perPage = perPageOf(call);
  const number = Math.max(Number(call.query.get("page") ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const links = [
    ...(number > 1 ? [pageLink(call, { page: String(number - 1) }, "prev")] : []),
    ...(number < last ? [pageLink(call, { page: String(number + 1) }, "next")] : []),
    ...(number < last ? [pageLink(call, { page: String(last) }, "last")] : []),
    ...(number > 1 ? [pageLink(call, { page: "1" }, "first")] : []),
  ];
  const shown = items.slice((number - 1) * perPage, number * perPage).map(present);
  return { ...ok(wrap(shown)), ...(links.length === 0 ? {} : { headers: { link: links.join(", ") } }) };
}

export function perPageOf({ query }: Call): number {
  return Math.min(Math.max(Number(query.get("per_page") ?? PER_PAGE), 1), PER_PAGE_MOST);
}

export function pageLink(call: Call, changes: Readonly<Record<string, string>>, relation: string): string {
  const query = new URLSearchParams(call.query);
  for (const [key, value] of Object.entries(changes)) query.set(key, value);
  return `<${call.address}?${query.toString()}>; rel="${relation}"`;
}
