import type { Flow, Side } from "../../engine/index.ts";
import type { Demand } from "./portion.ts";
import type { Region } from "./region.ts";

/** Ends of an assertion that all flows treat alike, on both sides. */
export interface Group {
  /** Ascending; at least one. */
  readonly members: readonly number[];
  /** Numbers of the flows that have them at this end, ascending. */
  readonly flows: Readonly<Record<Side, readonly number[]>>;
  /** What is asked of them; `null` for sources. */
  readonly demand: Readonly<Record<Side, Demand | null>>;
  /** Whether the assertion means them in the base. */
  readonly meantBefore: boolean;
}

/** The ends of a region in the head, in groups. Takes as long as the flows are large, whatever their number of pairs. */
export function groupsOf(
  region: Readonly<Record<Side, Region>>,
  flows: Readonly<Record<Side, readonly Flow[]>>,
  end: "from" | "to",
  demandOf: (side: Side, index: number) => Demand | null,
): readonly Group[] {
  const meant = region.head[end];
  const touching = (side: Side): ReadonlyMap<number, readonly number[]> => {
    const result = new Map<number, number[]>();
    flows[side].forEach((flow, number) => {
      for (const index of flow[end]) {
        if (meant[index] !== 1) continue;
        const known = result.get(index);
        if (known === undefined) result.set(index, [number]);
        else known.push(number);
      }
    });
    return result;
  };
  const byFlows = { base: touching("base"), head: touching("head") };
  const numbers = new Map<Demand | null, number>();
  const numberOf = (demand: Demand | null): number => {
    const number = numbers.get(demand) ?? numbers.size;
    numbers.set(demand, number);
    return number;
  };
  const groups = new Map<string, Group & { readonly members: number[] }>();
  meant.forEach((one, index) => {
    if (one !== 1) return;
    const own = { base: byFlows.base.get(index) ?? [], head: byFlows.head.get(index) ?? [] };
    const demand = { base: demandOf("base", index), head: demandOf("head", index) };
    const meantBefore = region.base[end][index] === 1;
    const key = [own.base.join(), own.head.join(), numberOf(demand.base), numberOf(demand.head), meantBefore].join(" ");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { members: [index], flows: own, demand, meantBefore });
    else known.members.push(index);
  });
  return [...groups.values()];
}
