import type { Address, AddressRange, Family, IpBlockPeer } from "./model.ts";

/** Every address of a family. */
export function wholeFamily(family: Family): AddressRange {
  return { family, first: 0n, last: family === 4 ? (1n << 32n) - 1n : (1n << 128n) - 1n };
}

export function isWholeFamily(range: AddressRange): boolean {
  return range.first === 0n && range.last === wholeFamily(range.family).last;
}

export function contains(range: AddressRange, address: Address): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

/** Whether the block matches the address. Source: NetworkPolicy, "ipBlock"; networking/v1 `IPBlock`. */
export function blockContains(block: IpBlockPeer, address: Address): boolean {
  return contains(block.cidr, address) && !block.except.some((range) => contains(range, address));
}

/** The parts of `ranges` outside of every range of `removed`; sorted by family and start when `ranges` is. */
export function subtract(ranges: readonly AddressRange[], removed: readonly AddressRange[]): readonly AddressRange[] {
  let rest = ranges;
  for (const gap of removed) rest = rest.flatMap((range) => without(range, gap));
  return rest;
}

function without(range: AddressRange, gap: AddressRange): AddressRange[] {
  if (gap.family !== range.family || gap.last < range.first || range.last < gap.first) return [range];
  const parts: AddressRange[] = [];
  if (range.first < gap.first) parts.push({ ...range, last: gap.first - 1n });
  if (gap.last < range.last) parts.push({ ...range, first: gap.last + 1n });
  return parts;
}

/** The fewest CIDRs that cover exactly the ranges; in the order of the ranges. */
export function toCidrs(ranges: readonly AddressRange[]): readonly string[] {
  return ranges.flatMap(rangeToCidrs);
}

function rangeToCidrs({ family, first, last }: AddressRange): string[] {
  const bits = family === 4 ? 32 : 128;
  const cidrs: string[] = [];
  let start = first;
  while (start <= last) {
    let free = 0;
    while (
      free < bits &&
      (start & ((1n << BigInt(free + 1)) - 1n)) === 0n &&
      start + (1n << BigInt(free + 1)) - 1n <= last
    )
      free += 1;
    cidrs.push(`${formatAddress({ family, value: start })}/${String(bits - free)}`);
    start += 1n << BigInt(free);
  }
  return cidrs;
}

/** Dotted decimal, or the canonical text of RFC 5952. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString()).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16));
  const zeros = longestZeroRun(groups);
  if (zeros.length < 2) return groups.join(":");
  return `${groups.slice(0, zeros.start).join(":")}::${groups.slice(zeros.start + zeros.length).join(":")}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === "0") length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}
