import type { AddressRange } from "../engine/index.ts";
import { overlap, readRange } from "./addresses.ts";

/** IPv4 blocks that no host on the internet has. Source: IANA IPv4 Special-Purpose Address Registry; multicast. */
const NOT_PUBLIC_IPV4: readonly string[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
];

/** Of IPv6, only 2000::/3 is given out at all. Source: IANA IPv6 Special-Purpose Address Registry. */
const NOT_PUBLIC_IPV6: readonly string[] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const PUBLIC: readonly AddressRange[] = [
  ...without(ranges(["0.0.0.0/0"]), NOT_PUBLIC_IPV4),
  ...without(ranges(["2000::/3"]), NOT_PUBLIC_IPV6),
];

/** The public (globally routable) addresses: disjoint, IPv4 first, ascending. */
export function publicRanges(): readonly AddressRange[] {
  return PUBLIC;
}

function ranges(cidrs: readonly string[]): readonly AddressRange[] {
  return cidrs.flatMap((cidr) => readRange(cidr) ?? []);
}

function without(whole: readonly AddressRange[], cidrs: readonly string[]): readonly AddressRange[] {
  return ranges(cidrs).reduce((rest, gap) => rest.flatMap((range) => remove(range, gap)), whole);
}

function remove(range: AddressRange, gap: AddressRange): readonly AddressRange[] {
  if (overlap(range, gap) === null) return [range];
  const before = { ...range, last: gap.first - 1n };
  const after = { ...range, first: gap.last + 1n };
  return [before, after].filter(({ first, last }) => first <= last);
}
