import { parseEndpointWords, type EndpointPattern } from "./pattern.ts";
import { problem, quote, type QueryProblem } from "./problem.ts";
import { readAddress, readRange } from "./addresses.ts";
import { parsePort, parseProtocol, type PortWord } from "./port-words.ts";

/** An endpoint and, perhaps, a port of it. `port` and `protocol` are `null` when they were not written. */
export interface Target {
  readonly type: "target";
  readonly endpoint: EndpointPattern;
  readonly port: PortWord | null;
  /** In capitals. */
  readonly protocol: string | null;
}

/** `from -> to:port`. */
export interface ProbeArrow {
  readonly type: "arrow";
  readonly from: EndpointPattern;
  readonly to: Target;
}

/**
 * Reads `<endpoint>[:<port>[/<protocol>]]`: `shop/db`, `shop/db:5432`, `shop/db:http/TCP`, `shop/db:8000-8080/udp`.
 * An IPv6 address with a port stands in brackets: `[fd00::1]:443`; without them its colons are all its own.
 */
export function parseTarget(text: string): Target | QueryProblem {
  const split = splitPort(text.trim());
  if ("message" in split) return split;
  const endpoint = parseEndpointWords(split.endpoint);
  if (endpoint.type === "problem") return endpoint;
  if (split.port === null) return { type: "target", endpoint, port: null, protocol: null };
  const slash = split.port.indexOf("/");
  const portText = slash < 0 ? split.port : split.port.slice(0, slash);
  const port = parsePort(portText);
  if (port.type === "problem") return port;
  const protocol = slash < 0 ? null : parseProtocol(split.port.slice(slash + 1));
  if (protocol !== null && typeof protocol !== "string") return protocol;
  return { type: "target", endpoint, port, protocol };
}

/** Reads `a -> b:443`; the arrow is `->`, `→` or the word `to`. Without a port, every port is meant. */
export function parseProbeArrow(text: string): ProbeArrow | QueryProblem {
  const [fromWords, toWords, ...more] = splitAtArrows(text);
  if (fromWords === undefined || toWords === undefined || more.length > 0) {
    return problem(`${quote(text)} is not of the form \`from -> to:port\``);
  }
  const from = parseTarget(fromWords);
  if (from.type === "problem") return from;
  if (from.port !== null)
    return problem(`the port belongs behind the destination, not behind ${quote(fromWords.trim())}`);
  const to = parseTarget(toWords);
  return to.type === "problem" ? to : { type: "arrow", from: from.endpoint, to };
}

function splitAtArrows(text: string): readonly string[] {
  const byArrow = text.split(/->|→/u);
  if (byArrow.length > 1) return byArrow;
  const words = text.split(/\s+/u);
  const places = words.flatMap((word, index) => (word.toLowerCase() === "to" ? [index] : []));
  const [place] = places;
  if (place === undefined || places.length > 1) return [text];
  return [words.slice(0, place).join(" "), words.slice(place + 1).join(" ")];
}

interface Split {
  readonly endpoint: string;
  readonly port: string | null;
}

function splitPort(text: string): Split | QueryProblem {
  const close = text.startsWith("[") ? text.indexOf("]") : text.lastIndexOf("}");
  if (close >= 0) return splitBehind(text, close + 1);
  if (readAddress(text) !== null || readRange(text) !== null) return { endpoint: text, port: null };
  const last = text.lastIndexOf(":");
  if (last < 0) return { endpoint: text, port: null };
  const before = text.slice(0, last);
  if (before.includes(":") && readRange(before) === null) {
    return problem(`${quote(text)} has too many colons: an IPv6 address with a port is written \`[fd00::1]:443\``);
  }
  return splitBehind(text, last);
}

/** The endpoint ends at `end`; nothing or a colon must follow. */
function splitBehind(text: string, end: number): Split | QueryProblem {
  const rest = text.slice(end);
  if (rest === "") return { endpoint: text, port: null };
  if (rest.startsWith(":")) return { endpoint: text.slice(0, end), port: rest.slice(1) };
  return problem(`expected \`:port\` but found ${quote(rest)} in ${quote(text)}`);
}
