import ipaddr from "ipaddr.js";
import { formatAddress } from "../engine/index.ts";
import type { Address, AddressRange } from "../engine/index.ts";

/** A CIDR as the API server reads it (its legacy reading, which every version accepts for stored objects). */
export interface Cidr {
  readonly type: "cidr";
  /** Host bits masked off; an IPv4-mapped IPv6 block of prefix length 96 or more is the IPv4 block. */
  readonly range: AddressRange;
  /** The one spelling that is right everywhere, such as `10.0.0.0/8`. */
  readonly canonical: string;
  /** As written, so that `::ffff:10.0.0.0/104` has 104. The API server compares these lengths. */
  readonly prefixLength: number;
  /**
   * Why Kubernetes 1.36 and later refuse the spelling for new values, in the API server's words. Empty: they do not.
   */
  readonly strictProblems: readonly string[];
}

/** Not a CIDR; `message` is the API server's. */
export interface NoCidr {
  readonly type: "error";
  readonly message: string;
}

const NOT_A_CIDR: NoCidr = {
  type: "error",
  message: "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
};

const MAPPED_PREFIX = 0xffffn;

/**
 * Reads a CIDR as Go's `net.ParseCIDR` did before 1.17 and as Kubernetes still does for legacy fields: leading zeros
 * are decimal, host bits are masked off.
 * Source: apimachinery `validation.IsValidCIDRForLegacyField`, `netutils.ParseCIDRSloppy`.
 */
export function parseCidr(text: string): Cidr | NoCidr {
  const slash = text.indexOf("/");
  if (slash < 0) return NOT_A_CIDR;
  const address = parseAddress(text.slice(0, slash), "keep-mapped");
  const prefixText = text.slice(slash + 1);
  if (address === null || !/^[0-9]+$/.test(prefixText)) return NOT_A_CIDR;
  const prefixLength = Number(prefixText);
  if (prefixLength > bitsOf(address)) return NOT_A_CIDR;

  const masked = mask(address, prefixLength);
  const isUnmapped = isMapped(masked.first) && prefixLength >= 96 && address.family === 6;
  const range = isUnmapped ? unmapped(masked) : masked;
  const length = isUnmapped ? prefixLength - 96 : prefixLength;
  return {
    type: "cidr",
    range,
    canonical: `${formatAddress({ family: range.family, value: range.first })}/${String(length)}`,
    prefixLength,
    strictProblems: strictProblemsOf(text, address, masked),
  };
}

/**
 * Reads one IP address as Kubernetes does for legacy fields; an IPv4-mapped IPv6 address is the IPv4 address.
 * `null` for anything else: `127.1`, a zone, hexadecimal IPv4, blanks.
 * Source: apimachinery `netutils.ParseIPSloppy`.
 */
export function parseAddress(text: string, mapped: "unmap" | "keep-mapped" = "unmap"): Address | null {
  const ipv4 = parseIPv4(text);
  if (ipv4 !== null) return { family: 4, value: ipv4 };
  const ipv6 = parseIPv6(text);
  if (ipv6 === null) return null;
  if (mapped === "unmap" && isMapped(ipv6)) return { family: 4, value: ipv6 & 0xffffffffn };
  return { family: 6, value: ipv6 };
}

/** Four decimal parts with any number of leading zeros, none above 255. */
function parseIPv4(text: string): bigint | null {
  if (!/^[0-9]+(?:\.[0-9]+){3}$/.test(text)) return null;
  let value = 0;
  for (const part of text.split(".")) {
    const number = Number(part);
    if (number > 255) return null;
    value = value * 256 + number;
  }
  return BigInt(value);
}

/** The package expands `::`; what it accepts beyond Go (zones, odd embedded IPv4) is refused here first. */
function parseIPv6(text: string): bigint | null {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(":")) return null;
  const tail = text.slice(text.lastIndexOf(":") + 1);
  let groups = text;
  if (tail.includes(".")) {
    const ipv4 = parseIPv4(tail);
    if (ipv4 === null) return null;
    groups = `${text.slice(0, -tail.length)}${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`;
  }
  const plain = groups.replace(/[0-9a-fA-F]+/g, (group) => group.replace(/^0+(?=.)/, ""));
  if (!/^(?:[0-9a-fA-F]{0,4}:)+[0-9a-fA-F]{0,4}$/.test(plain) || !ipaddr.IPv6.isValid(plain)) return null;
  return ipaddr.IPv6.parse(plain)
    .toByteArray()
    .reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function bitsOf(address: Address): number {
  return address.family === 4 ? 32 : 128;
}

function mask(address: Address, prefixLength: number): AddressRange {
  const hostBits = BigInt(bitsOf(address) - prefixLength);
  const first = (address.value >> hostBits) << hostBits;
  return { family: address.family, first, last: first + (1n << hostBits) - 1n };
}

function isMapped(value: bigint): boolean {
  return value >> 32n === MAPPED_PREFIX;
}

function unmapped(range: AddressRange): AddressRange {
  return { family: 4, first: range.first & 0xffffffffn, last: range.last & 0xffffffffn };
}

/** Source: apimachinery validation/ip.go `parseCIDR` with strict validation. */
function strictProblemsOf(text: string, address: Address, masked: AddressRange): readonly string[] {
  if (hasLeadingZeros(text)) return ["must not have leading 0s in IP or prefix length"];
  const problems: string[] = [];
  if (address.family === 6 && isMapped(address.value)) problems.push("must not have an IPv4-mapped IPv6 address");
  if (address.value !== masked.first) problems.push("must not have bits set beyond the prefix length");
  return problems;
}

/** What Go's `netip.ParsePrefix` refuses: `010.0.0.0/8`, `10.0.0.0/08`, a group of more than four digits. */
function hasLeadingZeros(text: string): boolean {
  const address = text.slice(0, text.indexOf("/"));
  if (/\/0[0-9]/.test(text)) return true;
  if (/(?:^|:)[0-9a-fA-F]{5,}(?::|$)/.test(address)) return true;
  const ipv4 = address.slice(address.lastIndexOf(":") + 1);
  return ipv4.includes(".") && /(?:^|\.)0[0-9]/.test(ipv4);
}
