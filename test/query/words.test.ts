import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatPattern,
  parseEndpointWords,
  parsePort,
  parseProbeArrow,
  parseProtocol,
  parseSelector,
  parseTarget,
} from "../../src/query/index.ts";
import { address, range } from "../support/addresses.ts";
import { selector } from "../support/cluster.ts";

function messageOf(result: object): string {
  return "message" in result ? String(result.message) : `no problem: ${JSON.stringify(result)}`;
}

describe("parseEndpointWords", () => {
  it("reads internet, addresses and CIDRs", () => {
    expect(parseEndpointWords(" Internet ")).toEqual({ type: "internet" });
    expect(parseEndpointWords("10.0.0.7")).toEqual({ type: "address", address: address("10.0.0.7") });
    expect(parseEndpointWords("fd00::1")).toEqual({ type: "address", address: address("fd00::1") });
    expect(parseEndpointWords("[fd00::1]")).toEqual({ type: "address", address: address("fd00::1") });
    expect(parseEndpointWords("10.0.0.0/8")).toEqual({ type: "range", range: range("10.0.0.0/8") });
    expect(parseEndpointWords("fd00::/8")).toEqual({ type: "range", range: range("fd00::/8") });
  });

  it("reads names; a kind begins with a capital", () => {
    const name = (namespace: string | null, kind: string | null, own: string): object => ({
      type: "name",
      namespace,
      kind,
      name: own,
    });
    expect(parseEndpointWords("web")).toEqual(name(null, null, "web"));
    expect(parseEndpointWords("shop/web")).toEqual(name("shop", null, "web"));
    expect(parseEndpointWords("Deployment/web")).toEqual(name(null, "Deployment", "web"));
    expect(parseEndpointWords("shop/Deployment/web.v1")).toEqual(name("shop", "Deployment", "web.v1"));
    expect(parseEndpointWords("shop/*")).toEqual(name("shop", null, "*"));
  });

  it("reads labels, in any namespace when none is given", () => {
    const labels = selector("app=web", "tier in a b");
    expect(parseEndpointWords("shop/{app=web,tier in (a,b)}")).toEqual({
      type: "labels",
      namespace: "shop",
      selector: labels,
    });
    expect(parseEndpointWords("*/{app=web}")).toEqual({
      type: "labels",
      namespace: "*",
      selector: selector("app=web"),
    });
    expect(parseEndpointWords("{}")).toEqual({ type: "labels", namespace: "*", selector: selector() });
  });

  it("writes patterns back", () => {
    const texts = [
      "internet",
      "10.0.0.7",
      "fd00::/8",
      "web",
      "Deployment/web",
      "shop/*",
      "shop/{}",
      "shop/{app=web,tier in (a,b)}",
    ];
    const again = texts.map((text) => {
      const pattern = parseEndpointWords(text);
      return pattern.type === "problem" ? pattern.message : formatPattern(pattern);
    });
    expect(again).toEqual(texts);
  });

  it("says what to write instead", () => {
    expect(messageOf(parseEndpointWords(""))).toMatch(/^an endpoint is missing: write `internet`, /);
    expect(messageOf(parseEndpointWords("a/b/c/d"))).toMatch(/^`a\/b\/c\/d` is no endpoint: write /);
    expect(messageOf(parseEndpointWords("10.0.0.0/33"))).toBe("`10.0.0.0/33` is neither an IP address nor a CIDR");
    expect(messageOf(parseEndpointWords("10.0.0.300"))).toBe("`10.0.0.300` is neither an IP address nor a CIDR");
    expect(messageOf(parseEndpointWords("fd00:::1"))).toBe("`fd00:::1` is neither an IP address nor a CIDR");
    expect(messageOf(parseEndpointWords("a:b:80"))).toBe("`a:b:80` is neither an IP address nor a CIDR");
  });

  it.each([
    ["shop/web:80", "shop/web"],
    ["shop/{app=web}:http", "shop/{app=web}"],
    ["10.0.0.7:53/UDP", "10.0.0.7"],
    ["[fd00::1]:443", "[fd00::1]"],
  ])("takes no port: %s", (words, endpoint) => {
    expect(messageOf(parseEndpointWords(words))).toBe(
      `\`${words}\` names a port, and an endpoint alone has none: write \`${endpoint}\``,
    );
    expect(messageOf(parseEndpointWords("shop{app=web}"))).toMatch(/^`shop\{app=web\}` is no endpoint/);
    expect(messageOf(parseEndpointWords("shop/{app=}x}"))).toMatch(/cannot stand in the selector/);
  });

  it("quotes hostile text harmlessly", () => {
    expect(messageOf(parseEndpointWords("a\u001b[31m`\u202e/b"))).toMatch(
      /^`a\ufffd\[31m\ufffd\ufffd\/b` is no endpoint/,
    );
    expect(messageOf(parseEndpointWords("x".repeat(1001)))).toMatch(/^`x{80}…` is longer than 1000 characters/);
  });
});

describe("parseSelector", () => {
  it("reads what kubectl -l reads, sorted and without duplicates", () => {
    expect(parseSelector("b!=1, a==2 ,c in ( y , x ),!d,e notin(z),f,a=2")).toEqual({
      requirements: [
        { key: "a", operator: "In", values: ["2"] },
        { key: "b", operator: "NotIn", values: ["1"] },
        { key: "c", operator: "In", values: ["x", "y"] },
        { key: "d", operator: "DoesNotExist", values: [] },
        { key: "e", operator: "NotIn", values: ["z"] },
        { key: "f", operator: "Exists", values: [] },
      ],
    });
    expect(parseSelector("example.com/a=")).toEqual(selector("example.com/a="));
    expect(parseSelector(" ")).toEqual(selector());
  });

  it("says where it does not understand", () => {
    expect(messageOf(parseSelector("a=b c"))).toBe("expected a comma but found `c` in the selector `a=b c`");
    expect(messageOf(parseSelector("a,"))).toBe("expected another requirement but found the end in the selector `a,`");
    expect(messageOf(parseSelector(",a"))).toBe("expected a label key but found `,` in the selector `,a`");
    expect(messageOf(parseSelector("!"))).toBe("expected a label key but found the end in the selector `!`");
    expect(messageOf(parseSelector("a in b"))).toBe(
      "expected values in parentheses, as in `tier in (a,b)` but found `b` in the selector `a in b`",
    );
    expect(messageOf(parseSelector("a in (b"))).toBe(
      "expected a closing parenthesis but found the end in the selector `a in (b`",
    );
    expect(messageOf(parseSelector("a in (b c)"))).toBe(
      "expected values separated by commas but found `c` in the selector `a in (b c)`",
    );
    expect(messageOf(parseSelector("a in ()"))).toBe("values are missing between the parentheses of `a in ()`");
    expect(messageOf(parseSelector("a > 1"))).toBe("`>` cannot stand in the selector `a > 1`");
    expect(messageOf(parseSelector("a,".repeat(50) + "a"))).toMatch(/^more than 50 requirements in /);
  });
});

describe("parseTarget", () => {
  const db = { type: "name", namespace: "shop", kind: null, name: "db" };

  it("reads an endpoint with or without port and protocol", () => {
    expect(parseTarget("shop/db")).toEqual({ type: "target", endpoint: db, port: null, protocol: null });
    expect(parseTarget("shop/db:5432")).toEqual({
      type: "target",
      endpoint: db,
      port: { type: "number", number: 5432 },
      protocol: null,
    });
    expect(parseTarget("shop/db:8000-8080/udp")).toEqual({
      type: "target",
      endpoint: db,
      port: { type: "range", first: 8000, last: 8080 },
      protocol: "UDP",
    });
    expect(parseTarget("shop/db:http/TCP")).toEqual({
      type: "target",
      endpoint: db,
      port: { type: "name", name: "http" },
      protocol: "TCP",
    });
    expect(parseTarget("shop/{app=db}:53")).toEqual({
      type: "target",
      endpoint: { type: "labels", namespace: "shop", selector: selector("app=db") },
      port: { type: "number", number: 53 },
      protocol: null,
    });
  });

  it("tells the colons of an address from the one before the port", () => {
    const read = (text: string): object => {
      const target = parseTarget(text);
      if (target.type === "problem") return target;
      return [
        formatPattern(target.endpoint),
        target.port === null ? null : target.port.type === "number" ? target.port.number : target.port,
      ];
    };
    expect(read("fd00::1")).toEqual(["fd00::1", null]);
    expect(read("fd00::1:443")).toEqual(["fd00::1:443", null]);
    expect(read("[fd00::1]:443")).toEqual(["fd00::1", 443]);
    expect(read("[fd00::/8]:443")).toEqual(["fd00::/8", 443]);
    expect(read("fd00::/8:443")).toEqual(["fd00::/8", 443]);
    expect(read("fd00::/8")).toEqual(["fd00::/8", null]);
    expect(read("10.0.0.0/8:443")).toEqual(["10.0.0.0/8", 443]);
    expect(read("10.0.0.7:443/TCP")).toEqual(["10.0.0.7", 443]);
  });

  it("says what is wrong", () => {
    expect(messageOf(parseTarget("shop/db:0"))).toBe("`0` is out of range: ports are 1 to 65535");
    expect(messageOf(parseTarget("shop/db:90-80"))).toBe("`90-80` ends before it begins");
    expect(messageOf(parseTarget("shop/db:"))).toMatch(/^`` is no port: write a number from 1 to 65535/);
    expect(messageOf(parseTarget("shop/db:80/TPC"))).toBe("`TPC` is no protocol: write `TCP`, `UDP` or `SCTP`");
    expect(messageOf(parseTarget("a:b:80"))).toBe(
      "`a:b:80` has too many colons: an IPv6 address with a port is written `[fd00::1]:443`",
    );
    expect(messageOf(parseTarget("[fd00::1]443"))).toBe("expected `:port` but found `443` in `[fd00::1]443`");
  });
});

describe("parsePort and parseProtocol", () => {
  it("tell numbers, ranges and names apart", () => {
    expect(parsePort("65535")).toEqual({ type: "number", number: 65535 });
    expect(parsePort("80-80")).toEqual({ type: "range", first: 80, last: 80 });
    expect(parsePort("web-2")).toEqual({ type: "name", name: "web-2" });
    expect(messageOf(parsePort("a".repeat(16)))).toMatch(/is no port/);
    expect(parseProtocol("icmp")).toBe("ICMP");
  });
});

describe("parseProbeArrow", () => {
  it("takes ->, an arrow and the word to", () => {
    const expected = {
      type: "arrow",
      from: { type: "name", namespace: "shop", kind: null, name: "web" },
      to: { type: "target", endpoint: { type: "internet" }, port: { type: "number", number: 443 }, protocol: null },
    };
    expect(parseProbeArrow("shop/web -> internet:443")).toEqual(expected);
    expect(parseProbeArrow("shop/web→internet:443")).toEqual(expected);
    expect(parseProbeArrow("shop/web TO internet:443")).toEqual(expected);
  });

  it("says what is wrong", () => {
    expect(messageOf(parseProbeArrow("shop/web"))).toBe("`shop/web` is not of the form `from -> to:port`");
    expect(messageOf(parseProbeArrow("a -> b -> c"))).toBe("`a -> b -> c` is not of the form `from -> to:port`");
    expect(messageOf(parseProbeArrow("a:80 -> b"))).toBe("the port belongs behind the destination, not behind `a:80`");
  });
});

it("never throws, whatever the text", () => {
  const isObject = (value: object): boolean => typeof value === "object";
  assert(property(string({ maxLength: 60, unit: "binary" }), (text) => isObject(parseProbeArrow(text))));
  const marks = constantFrom(...Array.from("{}[]()/:,.=!*-> \t"), "in", "notin", "to", "a", "1", "fd00::", "10.0.0.0");
  assert(property(string({ maxLength: 40, unit: marks }), (text) => isObject(parseTarget(text))));
  assert(property(string({ maxLength: 40, unit: marks }), (text) => isObject(parseEndpointWords(`a/{${text}}`))));
});
