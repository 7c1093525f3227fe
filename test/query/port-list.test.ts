import { expect, test } from "vitest";
import { parsePortList } from "../../src/query/index.ts";

function told(text: string): readonly string[] | string {
  const list = parsePortList(text);
  if ("message" in list) return list.message;
  return list.map((item) =>
    item.type === "range"
      ? `${item.protocol} ${String(item.first)}-${String(item.last)}`
      : `${item.protocol ?? "any"} ${item.name}`,
  );
}

test.each([
  ["TCP 80, 443, 8000-8080; UDP 53", ["TCP 80-80", "TCP 443-443", "TCP 8000-8080", "UDP 53-53"]],
  ["5432", ["TCP 5432-5432"]],
  ["udp 53,54", ["UDP 53-53", "UDP 54-54"]],
  ["sctp", ["SCTP 1-65535"]],
  ["http", ["any http"]],
  ["TCP http, 81; dns", ["TCP http", "TCP 81-81", "any dns"]],
  ["tcp", ["TCP 1-65535"]],
])("`%s` are ports", (text, items) => {
  expect(told(text)).toEqual(items);
});

test.each([
  ["", "ports are missing: write"],
  ["TCP 80;", "ports are missing: write"],
  ["TCP 80,,81", "a port is missing between commas: write"],
  ["TCP 80 81", "`80 81` is no port: write"],
  ["ICMP 8", "`ICMP 8` is no port: write"],
  ["0", "`0` is out of range"],
  ["TCP 90-80", "`90-80` ends before it begins"],
  ["UPPER", "`UPPER` is no port"],
  ["x".repeat(1001), "is longer than 1000 characters"],
])("`%s` are none", (text, message) => {
  expect(told(text)).toContain(message);
});
