/** Names for sets of addresses: the fewest CIDRs, or all but a few. */
import { toCidrs, type AddressRange, type Family } from "../engine/index.ts";

/** Most CIDRs a name spells out. */
const MAX_CIDRS = 3;

/** What `cidrs` hold together: "10.0.0.0/8", "10.0.0.0/8 except 10.1.0.0/16", "192.0.2.1/32, … and 7 more CIDRs". */
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
  const merged = gaps(wholeFamily(family), gaps(wholeFamily(family), ranges));
  const covered = toCidrs(merged);
  if (covered.length <= 1) return covered.join("");
  const block = enclosingBlock(merged);
  const except = toCidrs(gaps(block, merged));
  const without = `${toCidrs([block]).join("")} except `;
  if (except.length < covered.length && except.length <= MAX_CIDRS) return without + except.join(", ");
  if (covered.length <= MAX_CIDRS) return covered.join(", ");
  // Neither form is short: the start of the shorter one.
  return except.length < covered.length ? without + some(except) : some(covered);
}

function wholeFamily(family: Family): AddressRange {
  return { family, first: 0n, last: (1n << bitsOf(family)) - 1n };
}

/** The smallest CIDR that holds all of these ranges; at least one, ascending. */
function enclosingBlock(ranges: readonly AddressRange[]): AddressRange {
  const first = ranges[0]?.first ?? 0n;
  const last = ranges.at(-1)?.last ?? 0n;
  let free = 0n;
  while (first >> free !== last >> free) free += 1n;
  const start = (first >> free) << free;
  return { family: ranges[0]?.family ?? 4, first: start, last: start + (1n << free) - 1n };
}

function bitsOf(family: Family): bigint {
  return family === 4 ? 32n : 128n;
}

/** The addresses of the block outside of the ranges in it; ascending, not touching. */
function gaps(block: AddressRange, ranges: readonly AddressRange[]): readonly AddressRange[] {
  const { family } = block;
  const result: AddressRange[] = [];
  let next = block.first;
  for (const { first, last } of [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (first > next) result.push({ family, first: next, last: first - 1n });
    if (last >= next) next = last + 1n;
  }
  if (next <= block.last) result.push({ family, first: next, last: block.last });
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
  const free = bitsOf(family) - BigInt(bits);
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
