import ipaddr from "ipaddr.js";
import type { Address, AddressRange } from "../../src/engine/model.ts";

/** `10.0.0.1` or `fd00::1` as an engine address. Throws on anything else. */
export function address(text: string): Address {
  const parsed = ipaddr.parse(text);
  let value = 0n;
  for (const byte of parsed.toByteArray()) value = (value << 8n) | BigInt(byte);
  return { family: parsed.kind() === "ipv4" ? 4 : 6, value };
}

/** `10.0.0.0/8` or `fd00::/64` as an engine range; host bits are masked off. Throws on anything else. */
export function range(cidr: string): AddressRange {
  const [base = "", prefix = ""] = cidr.split("/");
  const { family, value } = address(base);
  const size = 1n << BigInt((family === 4 ? 32 : 128) - Number(prefix));
  const first = (value / size) * size;
  return { family, first, last: first + size - 1n };
}
