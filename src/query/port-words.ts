import { problem, quote, type QueryProblem } from "./problem.ts";

/** A port as people write it. Numbers are 1 to 65535, ranges inclusive. */
export type PortWord =
  | { readonly type: "number"; readonly number: number }
  | { readonly type: "range"; readonly first: number; readonly last: number }
  /** What containers call it. */
  | { readonly type: "name"; readonly name: string };

const MAX_PORT = 65535;

/** Those that policies know, and others people ask about: a word outside of this list is rather a slip of the pen. */
const KNOWN_PROTOCOLS: readonly string[] = [
  "TCP",
  "UDP",
  "SCTP",
  "ICMP",
  "ICMPV6",
  "IGMP",
  "GRE",
  "ESP",
  "AH",
  "OSPF",
  "VRRP",
];

/** `443`, `8000-8080`, or a port name such as `http`. */
export function parsePort(text: string): PortWord | QueryProblem {
  const [first = "", last, ...more] = text.split("-");
  if (isDigits(first) && (last === undefined || isDigits(last)) && more.length === 0) {
    return parseNumbers(text, Number(first), last === undefined ? null : Number(last));
  }
  if (isPortName(text)) return { type: "name", name: text };
  return problem(
    `${quote(text)} is no port: write a number from 1 to ${MAX_PORT}, a range such as \`8000-8080\`, or a port name`,
  );
}

/** A protocol in any case, in capitals: `udp` gives `UDP`. */
export function parseProtocol(text: string): string | QueryProblem {
  const name = text.toUpperCase();
  if (KNOWN_PROTOCOLS.includes(name)) return name;
  return problem(`${quote(text)} is no protocol: write \`TCP\`, \`UDP\` or \`SCTP\``);
}

function parseNumbers(text: string, first: number, last: number | null): PortWord | QueryProblem {
  const inBounds = [first, last ?? first].every((number) => number >= 1 && number <= MAX_PORT);
  if (!inBounds) return problem(`${quote(text)} is out of range: ports are 1 to ${MAX_PORT}`);
  if (last === null) return { type: "number", number: first };
  return first <= last ? { type: "range", first, last } : problem(`${quote(text)} ends before it begins`);
}

function isDigits(text: string): boolean {
  return /^[0-9]+$/u.test(text);
}

/** Source: core/v1 ContainerPort.name (IANA_SVC_NAME). */
function isPortName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9-]+$/u.test(text) && /[a-z]/u.test(text);
}
