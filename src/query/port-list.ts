import { PROTOCOLS, type Protocol } from "../engine/index.ts";
import { parsePort } from "./port-words.ts";
import { problem, quote, type QueryProblem } from "./problem.ts";

/** Ports of destinations: numbers `first` to `last` of a protocol, or whatever number a destination gives to a name. */
export type PortItem =
  | { readonly type: "range"; readonly protocol: Protocol; readonly first: number; readonly last: number }
  /** `null`: of whichever protocol the port of that name is. */
  | { readonly type: "name"; readonly protocol: Protocol | null; readonly name: string };

/** At least one; in the order written. */
export type PortList = readonly PortItem[];

/** Longest text that is taken for a list of ports. */
const MAX_LENGTH = 1000;

const FORMS =
  "write `TCP 80, 443, 8000-8080; UDP 53`, a protocol alone for all its ports, or a port name such as `http`";

/**
 * Reads ports as people list them: groups with a semicolon between them, each a protocol and its ports. Without a
 * protocol numbers are those of TCP, and a name is that of any protocol.
 */
export function parsePortList(text: string): PortList | QueryProblem {
  if (text.length > MAX_LENGTH) return problem(`${quote(text)} is longer than ${MAX_LENGTH} characters: ${FORMS}`);
  const groups = text.split(";").map((group) => parseGroup(group.trim()));
  const wrong = groups.find((group): group is QueryProblem => "message" in group);
  return wrong ?? (groups as readonly PortList[]).flat();
}

function parseGroup(text: string): PortList | QueryProblem {
  if (text === "") return problem(`ports are missing: ${FORMS}`);
  const [first = "", ...rest] = text.split(/\s+/u);
  const protocol = PROTOCOLS.find((one) => one === first.toUpperCase()) ?? null;
  if (protocol !== null && rest.length === 0) return [{ type: "range", protocol, first: 1, last: 65535 }];
  const words = (protocol === null ? text : text.slice(first.length)).split(",").map((word) => word.trim());
  const items = words.map((word) => parseItem(word, protocol));
  const wrong = items.find((item): item is QueryProblem => item.type === "problem");
  return wrong ?? (items as PortList);
}

function parseItem(word: string, protocol: Protocol | null): PortItem | QueryProblem {
  if (word === "") return problem(`a port is missing between commas: ${FORMS}`);
  if (/\s/u.test(word)) return problem(`${quote(word)} is no port: ${FORMS}`);
  const port = parsePort(word);
  switch (port.type) {
    case "problem":
      return port;
    case "number":
      return { type: "range", protocol: protocol ?? "TCP", first: port.number, last: port.number };
    case "range":
      return { type: "range", protocol: protocol ?? "TCP", first: port.first, last: port.last };
    case "name":
      return { type: "name", protocol, name: port.name };
  }
}
