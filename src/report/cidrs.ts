/** Names for sets of addresses: the fewest CIDRs, or all but a few. */
import { toCidrs, type AddressRange, type Family } from "../engine/index.ts";

/** Most CIDRs a name spells out. */
const MAX_CIDRS = 3;

/** What `cidrs` hold together: "10.0.0.0/8", "0.0.0.0/0 except 10.0.0.0/8", "192.0.2.1/32, … and 7 more CIDRs". */
export function addressesText(cidrs: readonly string[]): string {
  const ranges = cidrs.map(parseCidr);
  const families: readonly Family[] = [4, 6];
  return families
    .map((family) =>
      familyText(
        family,
        ranges.filter((range) => range.family === family),
      ),
    )
    .filter((words) => words !== "")
    .join(", ");
}

function familyText(family: Family, ranges: readonly AddressRange[]): string {
  const whole = gaps(family, []);
  const missing = gaps(family, ranges);
  const covered = toCidrs(gaps(family, missing));
  const except = toCidrs(missing);
  if (covered.length <= 1) return covered.join("");
  if (except.length < covered.length && except.length <= MAX_CIDRS) {
    return `${toCidrs(whole).join("")} except ${except.join(", ")}`;
  }
  if (covered.length <= MAX_CIDRS) return covered.join(", ");
  // Neither form is short: the start of the shorter one.
  return except.length < covered.length ? `${toCidrs(whole).join("")} except ${some(except)}` : some(covered);
}

/** The addresses of the family outside of the ranges; ascending, not touching. The gaps of nothing are all of it. */
function gaps(family: Family, ranges: readonly AddressRange[]): readonly AddressRange[] {
  const end = 1n << (family === 4 ? 32n : 128n);
  const result: AddressRange[] = [];
  let next = 0n;
  for (const { first, last } of [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (first > next) result.push({ family, first: next, last: first - 1n });
    if (last >= next) next = last + 1n;
  }
  if (next < end) result.push({ family, first: next, last: end - 1n });
  return result;
}

function some(cidrs: readonly string[]): string {
  const rest = cidrs.length - MAX_CIDRS;
  const shown = cidrs.slice(0, MAX_CIDRS).join(", ");
  return rest > 0 ? `${shown} and ${String(rest)} more ${rest === 1 ? "CIDR" : "CIDRs"}` : shown;
}

/** The addresses of a CIDR that the engine wrote (canonical text, so no zone and no IPv4 tail). */
function parseCidr(cidr: string): AddressRange {
  const [address = "", bits = "0"] = cidr.split("/");
  const family: Family = address.includes(":") ? 6 : 4;
  const first = family === 4 ? parseGroups(address.split("."), 8n, 10) : parseGroups(groupsOf(address), 16n, 16);
  const free = BigInt((family === 4 ? 32 : 128) - Number(bits));
  return { family, first, last: first + (1n << free) - 1n };
}

function parseGroups(groups: readonly string[], bits: bigint, radix: number): bigint {
  return groups.reduce((sum, group) => (sum << bits) + BigInt(Number.parseInt(group || "0", radix)), 0n);
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly string[] {
  const [front = "", back] = address.split("::");
  const head = front === "" ? [] : front.split(":");
  if (back === undefined) return head;
  const tail = back === "" ? [] : back.split(":");
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => "0"), ...tail];
}
