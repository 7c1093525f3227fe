/** What a team of the benchmark asserts about its network. */
import type { Assertion, Claim } from "../src/findings/index.ts";
import { parseEndpointWords, parsePortList, type PortList } from "../src/query/index.ts";

/** Assertions about the namespaces of a generated cluster, of every kind: half of them of one namespace, half of all. */
export function makeAssertions(count: number, namespaces: readonly string[]): readonly Assertion[] {
  return Array.from({ length: count }, (_, index) => makeAssertion(index, namespaces[index % namespaces.length] ?? ""));
}

function makeAssertion(index: number, namespace: string): Assertion {
  const place = index % 2 === 0 ? namespace : "*";
  const [claim, ports] = CLAIMS[index % CLAIMS.length]?.(place, namespace) ?? never();
  return {
    name: `assertion-${String(index)}`,
    description: null,
    level: "failure",
    enforce: index % 8 === 0 ? "always" : "regression",
    claim,
    ports,
    origin: { path: ".github/netpol.yml", line: index + 1, column: 1 },
  };
}

const CLAIMS: readonly ((place: string, namespace: string) => readonly [Claim, PortList | null])[] = [
  (place) => [claimOf("deny", "internet", `${place}/{tier=data}`), null],
  (place, namespace) => [claimOf("deny", `${place}/{tier=web}`, `${namespace}/{tier=data}`), listOf("TCP 1-10000")],
  (place) => [claimOf("only-from", `${place}/{tier=api}`, `${place}/{tier=data}`), listOf("TCP 5432")],
  (_, namespace) => [claimOf("allow", `${namespace}/{tier=web}`, `${namespace}/{tier=api}`), listOf("http")],
  (place) => [claimOf("only-to", `${place}/{tier=web}`, `${place}/{tier=api}`), null],
];

function claimOf(type: Claim["type"], from: string, to: string): Claim {
  const words = (text: string): Claim["from"] => {
    const pattern = parseEndpointWords(text);
    if (pattern.type === "problem") throw new Error(pattern.message);
    return [{ text, pattern }];
  };
  return { type, from: words(from), to: words(to) };
}

function listOf(text: string): PortList {
  const list = parsePortList(text);
  if ("message" in list) throw new Error(list.message);
  return list;
}

function never(): never {
  throw new Error("there are claims");
}
