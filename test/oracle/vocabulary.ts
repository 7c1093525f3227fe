/** The small world from which clusters are generated: few enough words that selectors, labels and ports collide. */
import type { Address, AddressRange, Family } from "../../src/engine/model.ts";

export const NAMESPACES = ["a", "b", "c"] as const;
/** Namespaces that workloads and policies may be in although nothing declares them. */
export const UNDECLARED_NAMESPACES = ["u", "v"] as const;
export const POD_KEYS = ["app", "tier", "role"] as const;
export const NAMESPACE_KEYS = ["team", "env"] as const;
export const VALUES = ["x", "y", "z"] as const;
export const PORT_NAMES = ["web", "db"] as const;
export const NUMBERS = [53, 80, 81, 443, 8080] as const;
export const RANGES = [
  [1, 65535],
  [80, 81],
  [80, 443],
  [1, 1024],
  [443, 8080],
  [1024, 8080],
  [8081, 9000],
] as const;

/** Blocks by nesting: each is followed by blocks inside of it, so that some overlap and some do not. */
export const BLOCKS = [
  "0.0.0.0/0",
  "0.0.0.0/1",
  "10.0.0.0/8",
  "10.0.0.0/16",
  "10.0.0.0/24",
  "10.0.0.0/30",
  "10.0.0.2/32",
  "172.16.0.0/12",
  "172.16.0.1/32",
  "203.0.113.0/24",
  "203.0.113.128/25",
  "::/0",
  "fd00::/8",
  "fd00::/64",
  "fd00::2/128",
  "fd01::/64",
  "2001:db8::/32",
  "2001:db8:0:1::/64",
].map(cidr);

export const POD_ADDRESSES = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.5", "10.0.1.1", "10.1.0.1"].map(address);
export const POD_ADDRESSES_6 = ["fd00::1", "fd00::2", "fd00::3", "fd00:0:0:1::1"].map(address);
export const NODES = [
  { name: "node-1", addresses: ["172.16.0.1", "fd01::1"].map(address) },
  { name: "node-2", addresses: ["172.16.0.2"].map(address) },
] as const;
export const POD_RANGES = ["10.0.0.0/16", "10.0.0.0/8", "fd00::/64"].map(cidr);
export const NODE_RANGES = ["172.16.0.0/24", "fd01::/64", "172.16.0.0/30"].map(cidr);

/** Addresses worth probing: in and out of the blocks, the nodes and the ranges. */
export const ADDRESSES = [
  ...["10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.7.7", "10.200.0.1", "172.16.0.1", "172.16.0.3", "172.31.0.1"],
  ...["203.0.113.1", "203.0.113.129", "198.51.100.1", "8.8.8.8"],
  ...["fd00::2", "fd00::9", "fd01::1", "fd01::9", "2001:db8::1", "2001:db8:0:1::1", "2600::1"],
].map(address);

/** Reads `10.0.0.0/8` or `fd00::/8`; host bits are zero. */
export function cidr(text: string): AddressRange {
  const [start = "", length = ""] = text.split("/");
  const { family, value } = address(start);
  const size = 1n << BigInt((family === 4 ? 32 : 128) - Number(length));
  return { family, first: value, last: value + size - 1n };
}

/** Reads an address in dotted decimal, or in hexadecimal groups with at most one `::`. */
function address(text: string): Address {
  const family: Family = text.includes(":") ? 6 : 4;
  if (family === 4) return { family, value: text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return { family, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}
