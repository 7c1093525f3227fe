import type { Connections, Flow } from "../../engine/index.ts";
import type { PortList } from "../../query/index.ts";
import { groupBy, remember } from "../collections.ts";
import type { Demand, Demands } from "./demand.ts";
import type { Members } from "./members.ts";
import { portionOf, type Portion } from "./portion.ts";
import type { Region } from "./region.ts";
import type { Standing } from "./verdict.ts";

/** The parts of flows that an assertion speaks of. */
export interface Cut<F extends Flow> {
  /** Allowed for sure, or under the assumptions that the result names. */
  readonly sure: readonly F[];
  /** Not decidable, or between a port known by its name and one known by its number. */
  readonly perhaps: readonly F[];
}

/** Cuts flows to what an assertion speaks of. Answers about ports are remembered: most flows have the same few. */
export interface Cutter {
  /** The part of a flow inside of a region, on the ports of a list. */
  readonly cut: <F extends Flow>(flow: F, region: Region, ports: PortList | null) => Cut<F>;
  /** What a flow with both ends in the region is to an assertion that denies it. */
  readonly grade: (flow: Flow, region: Region, ports: PortList | null) => Standing;
}

export function createCutter(demands: Demands): Cutter {
  const known = new WeakMap<Connections, Map<Demand, Portion>>();
  const portion = (connections: Connections, demand: Demand): Portion => {
    const ofConnections = known.get(connections) ?? new Map<Demand, Portion>();
    known.set(connections, ofConnections);
    return remember(ofConnections, demand, () => portionOf(connections, demand));
  };
  const inside = createInside();
  const grouped = (to: readonly number[], ports: PortList | null): Iterable<readonly [Demand, readonly number[]]> => {
    const [first] = to;
    if (first === undefined) return [];
    return namesPorts(ports) ? groupBy(to, (index) => demands(ports, index)) : [[demands(ports, first), to]];
  };
  return {
    cut: (flow, region, ports) => {
      const from = inside(flow.from, region.from);
      if (from.length === 0) return NOTHING;
      const [meant, doubted]: [(typeof flow)[], (typeof flow)[]] = [[], []];
      for (const [demand, to] of grouped(inside(flow.to, region.to), ports)) {
        const { connections, perhaps } = portion(flow.connections, demand);
        if (connections !== null) meant.push({ ...flow, from, to, connections });
        if (perhaps) doubted.push({ ...flow, from, to });
      }
      if (meant.length + doubted.length === 0) return NOTHING;
      return flow.certainty === "unknown"
        ? { sure: [], perhaps: [...meant, ...doubted] }
        : { sure: meant, perhaps: doubted };
    },
    grade: (flow, region, ports) => {
      let standing: Standing = "kept";
      for (const demand of demandsAt(flow, region.to, ports, demands)) {
        const { connections, perhaps } = portion(flow.connections, demand);
        if (connections !== null && flow.certainty !== "unknown") return "broken";
        if (connections !== null || perhaps) standing = "doubtful";
      }
      return standing;
    },
  };
}

/** Where no ports are named, they are the same at every destination. */
function* demandsAt(flow: Flow, to: Members, ports: PortList | null, demands: Demands): Iterable<Demand> {
  const isNamed = namesPorts(ports);
  for (const index of flow.to) {
    if (to[index] !== 1) continue;
    yield demands(ports, index);
    if (!isNamed) return;
  }
}

function namesPorts(ports: PortList | null): boolean {
  return ports?.some(({ type }) => type === "name") ?? false;
}

/** The part of a list of endpoints that is in a set. Flows share the lists of their ends, and regions their sets. */
function createInside(): (indices: readonly number[], members: Members) => readonly number[] {
  const known = new Map<Members, Map<readonly number[], readonly number[]>>();
  return (indices, members) => {
    const ofMembers = remember(known, members, () => new Map<readonly number[], readonly number[]>());
    return remember(ofMembers, indices, () => indices.filter((index) => members[index] === 1));
  };
}

const NOTHING = { sure: [], perhaps: [] } as const;
