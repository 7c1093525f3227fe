import type { AddressRange, Endpoint } from "../engine/index.ts";
import { parseCidr } from "../manifests/index.ts";

/**
 * Blocks whose addresses nobody on the internet has. Sources: RFC 1918, RFC 6598 (shared address space), RFC 3927 and
 * RFC 4291 (link-local), RFC 4193 (unique local), RFC 1122 (loopback).
 */
const PRIVATE: readonly AddressRange[] = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
].map(rangeOf);

/** Prepares to ask whether an endpoint stands for addresses outside of the cluster, not all of which are of private networks. */
export function createIsInternet(endpoints: readonly Endpoint[]): (index: number) => boolean {
  const isInternet = Uint8Array.from(endpoints, (endpoint) =>
    Number(endpoint.type === "external" && !endpoint.cidrs.every((cidr) => isPrivate(rangeOf(cidr)))),
  );
  return (index) => isInternet[index] === 1;
}

function isPrivate({ family, first, last }: AddressRange): boolean {
  return PRIVATE.some((block) => block.family === family && block.first <= first && last <= block.last);
}

function rangeOf(text: string): AddressRange {
  const cidr = parseCidr(text);
  if (cidr.type === "error") throw new Error(`invariant: ${text} is a CIDR`);
  return cidr.range;
}
