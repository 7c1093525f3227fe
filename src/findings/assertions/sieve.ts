import type { Flow } from "../../engine/index.ts";
import { remember } from "../collections.ts";
import { indicesOf, type Members } from "./members.ts";
import type { Region } from "./region.ts";

/** Which of the regions a flow touches: their numbers, ascending. */
export type Sieve = (flow: Pick<Flow, "from" | "to">) => readonly number[];

const WORD = 32;

/**
 * Prepares to ask many flows for many regions at once: every endpoint knows its regions as bits, so that a flow is gone
 * through once, not once for each region.
 */
export function createSieve(regions: readonly Region[], endpoints: number): Sieve {
  const words = Math.ceil(regions.length / WORD);
  const bitsOf = (members: (region: Region) => Members): Int32Array => {
    const bits = new Int32Array(endpoints * words);
    // Regions share their ends.
    const known = new Map<Members, readonly number[]>();
    regions.forEach((region, number) => {
      const [word, bit] = [Math.floor(number / WORD), number % WORD];
      for (const index of remember(known, members(region), () => indicesOf(members(region))))
        set(bits, index * words + word, bit);
    });
    return bits;
  };
  const gather = (bits: Int32Array): ((members: readonly number[]) => Int32Array) => {
    // Flows share the lists of their ends.
    const known = new Map<readonly number[], Int32Array>();
    return (members) => {
      const remembered = known.get(members);
      if (remembered !== undefined) return remembered;
      const all = new Int32Array(words);
      for (const member of members)
        for (let word = 0; word < words; word += 1) all[word] = (all[word] ?? 0) | (bits[member * words + word] ?? 0);
      known.set(members, all);
      return all;
    };
  };
  const from = gather(bitsOf((region) => region.from));
  const to = gather(bitsOf((region) => region.to));
  return (flow) => {
    const [sources, destinations] = [from(flow.from), to(flow.to)];
    const touched: number[] = [];
    sources.forEach((word, index) => {
      const both = word & (destinations[index] ?? 0);
      if (both === 0) return;
      for (let bit = 0; bit < WORD; bit += 1) if ((both & (1 << bit)) !== 0) touched.push(index * WORD + bit);
    });
    return touched;
  };
}

function set(bits: Int32Array, at: number, bit: number): void {
  bits[at] = (bits[at] ?? 0) | (1 << bit);
}
