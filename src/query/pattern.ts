import {
  formatAddress,
  formatSelector,
  toCidrs,
  type Address,
  type AddressRange,
  type Selector,
} from "../engine/index.ts";
import { readAddress, readRange } from "./addresses.ts";
import { MAX_ENDPOINT_LENGTH, problem, quote, type QueryProblem } from "./problem.ts";
import { parseSelector } from "./selector-text.ts";

/** What words for an endpoint mean, before anything is looked up. `*` in a name stands for any characters. */
export type EndpointPattern =
  /** Every public (globally routable) address. */
  | { readonly type: "internet" }
  | { readonly type: "address"; readonly address: Address }
  | { readonly type: "range"; readonly range: AddressRange }
  | NamePattern
  | LabelPattern;

/** Workloads and pods by name; `null`: whichever. */
export interface NamePattern {
  readonly type: "name";
  readonly namespace: string | null;
  readonly kind: string | null;
  readonly name: string;
}

/** Pods by labels, in the namespaces of that name; `*` for all. */
export interface LabelPattern {
  readonly type: "labels";
  readonly namespace: string;
  readonly selector: Selector;
}

const FORMS = "write `internet`, an IP address, a CIDR, `ns/name`, `ns/Kind/name`, `ns/*` or `ns/{app=web}`";

/**
 * Reads the words people use for an endpoint: `internet`, an IP address (IPv6 also in brackets), a CIDR, `name`,
 * `ns/name`, `Kind/name` (kinds begin with a capital), `ns/Kind/name`, `ns/*`, `ns/{app=web,tier in (a,b)}`,
 * `*` + `/{role=api}` or just `{role=api}`.
 */
export function parseEndpointWords(text: string): EndpointPattern | QueryProblem {
  const words = text.trim();
  if (words === "") return problem(`an endpoint is missing: ${FORMS}`);
  if (words.length > MAX_ENDPOINT_LENGTH) {
    return problem(`${quote(words)} is longer than ${MAX_ENDPOINT_LENGTH} characters: ${FORMS}`);
  }
  if (words.toLowerCase() === "internet") return { type: "internet" };
  if (words.endsWith("}")) return parseLabels(words);
  return parsePortless(words) ?? parseAddresses(words) ?? parseName(words);
}

/** Says where the port is, when words are an endpoint and a port; `null` for any others. */
function parsePortless(words: string): QueryProblem | null {
  const endpoint = /^(?<endpoint>[^:]+|\[.*\]|.*\}):[A-Za-z0-9-]+(?:\/[A-Za-z0-9]+)?$/u.exec(words)?.groups?.[
    "endpoint"
  ];
  if (endpoint === undefined || parseEndpointWords(endpoint).type === "problem") return null;
  return problem(`${quote(words)} names a port, and an endpoint alone has none: write ${quote(endpoint)}`);
}

/** The words that mean a pattern again, in their plainest form. */
export function formatPattern(pattern: EndpointPattern): string {
  switch (pattern.type) {
    case "internet":
      return "internet";
    case "address":
      return formatAddress(pattern.address);
    case "range":
      return toCidrs([pattern.range]).join();
    case "name":
      return [pattern.namespace, pattern.kind, pattern.name].filter((part) => part !== null).join("/");
    case "labels": {
      const { requirements } = pattern.selector;
      return `${pattern.namespace}/{${requirements.length === 0 ? "" : formatSelector(pattern.selector)}}`;
    }
  }
}

function parseLabels(words: string): LabelPattern | QueryProblem {
  const open = words.indexOf("{");
  const before = open < 0 ? null : words.slice(0, open);
  if (before === null || (before !== "" && !before.endsWith("/"))) return notUnderstood(words);
  const namespace = before === "" ? "*" : before.slice(0, -1);
  if (!isNamePart(namespace)) return notUnderstood(words);
  const selector = parseSelector(words.slice(open + 1, -1));
  return "message" in selector ? selector : { type: "labels", namespace, selector };
}

/** `null` when the words are no attempt at an address at all. */
function parseAddresses(words: string): EndpointPattern | QueryProblem | null {
  const bare = words.startsWith("[") && words.endsWith("]") ? words.slice(1, -1) : words;
  const address = readAddress(bare);
  if (address !== null) return { type: "address", address };
  const range = readRange(bare);
  if (range !== null) return { type: "range", range };
  const beforeSlash = bare.split("/")[0] ?? "";
  const looksLikeAddress = bare.includes(":") || bare !== words || /^[0-9]+(?:\.[0-9]+){3}$/u.test(beforeSlash);
  return looksLikeAddress ? problem(`${quote(words)} is neither an IP address nor a CIDR`) : null;
}

function parseName(words: string): NamePattern | QueryProblem {
  const parts = words.split("/");
  const [first = "", second = "", third = ""] = parts;
  if (!parts.every(isNamePart)) return notUnderstood(words);
  switch (parts.length) {
    case 1:
      return { type: "name", namespace: null, kind: null, name: first };
    case 2:
      if (/^[A-Z]/u.test(first)) return { type: "name", namespace: null, kind: first, name: second };
      return { type: "name", namespace: first, kind: null, name: second };
    case 3:
      return { type: "name", namespace: first, kind: second, name: third };
    default:
      return notUnderstood(words);
  }
}

/** What Kubernetes names and kinds consist of, and `*`. */
function isNamePart(part: string): boolean {
  return /^[A-Za-z0-9._*-]+$/u.test(part);
}

function notUnderstood(words: string): QueryProblem {
  return problem(`${quote(words)} is no endpoint: ${FORMS}`);
}
