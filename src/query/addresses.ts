import type { Address, AddressRange } from "../engine/index.ts";
import { parseAddress, parseCidr } from "../manifests/index.ts";

/** One IP address, as Kubernetes reads it; `null` for anything else. */
export function readAddress(text: string): Address | null {
  return parseAddress(text);
}

/** A CIDR, as Kubernetes reads it; `null` for anything else. */
export function readRange(text: string): AddressRange | null {
  const cidr = parseCidr(text);
  return cidr.type === "cidr" ? cidr.range : null;
}

/** The addresses that both hold; `null` when there are none. */
export function overlap(a: AddressRange, b: AddressRange): AddressRange | null {
  const first = a.first > b.first ? a.first : b.first;
  const last = a.last < b.last ? a.last : b.last;
  return a.family === b.family && first <= last ? { family: a.family, first, last } : null;
}

export function contains(range: AddressRange, address: Address): boolean {
  return overlap(range, { family: address.family, first: address.value, last: address.value }) !== null;
}
