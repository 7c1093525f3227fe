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
  const grouped = (flow: Flow, to: Members, ports: PortList | null): ReadonlyMap<Demand, readonly number[]> =>
    groupBy(
      flow.to.filter((index) => to[index] === 1),
      (index) => demands(ports, index),
    );
  return {
    cut: (flow, region, ports) => {
      if (!isSomewhere(flow.from, region.from)) return NOTHING;
      const parts = [...grouped(flow, region.to, ports)].flatMap(([demand, to]) => {
        const { connections, perhaps } = portion(flow.connections, demand);
        return connections === null && !perhaps ? [] : [{ to, connections, perhaps }];
      });
      if (parts.length === 0) return NOTHING;
      const from = flow.from.filter((index) => region.from[index] === 1);
      const meant = parts.flatMap(({ to, connections }) =>
        connections === null ? [] : [{ ...flow, from, to, connections }],
      );
      const doubted = parts.flatMap(({ to, perhaps }) => (perhaps ? [{ ...flow, from, to }] : []));
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
  const isNamed = ports?.some(({ type }) => type === "name") ?? false;
  for (const index of flow.to) {
    if (to[index] !== 1) continue;
    yield demands(ports, index);
    if (!isNamed) return;
  }
}

function isSomewhere(indices: readonly number[], members: Members): boolean {
  return indices.some((index) => members[index] === 1);
}

const NOTHING = { sure: [], perhaps: [] } as const;
