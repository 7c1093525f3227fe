import { describe, expect, it } from "vitest";
import { parseAddress, parseCidr } from "../../src/manifests/index.ts";

function canonical(text: string): string {
  const cidr = parseCidr(text);
  return cidr.type === "cidr" ? cidr.canonical : "error";
}

function strict(text: string): readonly string[] {
  const cidr = parseCidr(text);
  return cidr.type === "cidr" ? cidr.strictProblems : ["error"];
}

describe("parseCidr", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["192.168.1.7/24", "192.168.1.0/24"],
    ["010.0.0.0/8", "10.0.0.0/8"],
    ["10.0.0.0/08", "10.0.0.0/8"],
    ["1.2.3.4/32", "1.2.3.4/32"],
    ["::/0", "::/0"],
    ["2001:DB8:0:0::/64", "2001:db8::/64"],
    ["2001:00000db8::/32", "2001:db8::/32"],
    ["1:2:3:4:5:6:7::/128", "1:2:3:4:5:6:7:0/128"],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["::ffff:a00:1/128", "10.0.0.1/32"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["::ffff:10.0.0.0/95", "::fffe:0:0/95"],
    ["::10.0.0.0/104", "::a00:0/104"],
    ["::1.2.3.4/128", "::102:304/128"],
  ])("reads %s as %s", (text, expected) => expect(canonical(text)).toBe(expected));

  it.each([
    "10.0.0.1",
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.0.0/8",
    "256.0.0.0/8",
    "0x0a.0.0.0/8",
    "10.0.0.0/",
    "10.0.0.0/+8",
    "10.0.0.0/8/8",
    " 10.0.0.0/8",
    "/8",
    "ten",
    "",
    "2001:db8::/129",
    "fe80::1%eth0/64",
    "1:2:3:4:5:6:7::8/128",
    "1::2::3/64",
    ":::/0",
    ":1:2:3:4:5:6:7/64",
    "1:2:3:4:5:6:7:8:9/64",
    "12345::/16",
    "::1.2.3/128",
    "1.2.3.4::/64",
  ])("refuses %j", (text) => {
    expect(parseCidr(text)).toEqual({
      type: "error",
      message: "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
    });
  });

  it("gives the range and the length as written", () => {
    expect(parseCidr("::ffff:10.0.0.0/104")).toEqual({
      type: "cidr",
      range: { family: 4, first: 0x0a000000n, last: 0x0affffffn },
      canonical: "10.0.0.0/8",
      prefixLength: 104,
      strictProblems: ["must not have an IPv4-mapped IPv6 address"],
    });
  });

  it.each([
    ["10.0.0.0/8", []],
    ["2001:0db8::/32", []],
    ["192.168.1.7/24", ["must not have bits set beyond the prefix length"]],
    ["010.0.0.1/8", ["must not have leading 0s in IP or prefix length"]],
    ["10.0.0.0/08", ["must not have leading 0s in IP or prefix length"]],
    ["2001:00db8::/32", ["must not have leading 0s in IP or prefix length"]],
    [
      "::ffff:10.0.0.1/104",
      ["must not have an IPv4-mapped IPv6 address", "must not have bits set beyond the prefix length"],
    ],
  ])("knows why newer versions refuse %s", (text, expected) => expect(strict(text)).toEqual(expected));
});

describe("parseAddress", () => {
  it("reads both families, and IPv4-mapped IPv6 as IPv4", () => {
    expect(parseAddress("10.1.2.3")).toEqual({ family: 4, value: 0x0a010203n });
    expect(parseAddress("::1")).toEqual({ family: 6, value: 1n });
    expect(parseAddress("::ffff:10.1.2.3")).toEqual({ family: 4, value: 0x0a010203n });
  });

  it.each(["127.1", "10.0.0.0/8", "localhost", "", "1.2.3.4 ", "::g"])("refuses %j", (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});
