import type { Connections, Flow } from "../../engine/index.ts";
import type { PortList } from "../../query/index.ts";
import { groupBy, remember } from "../collections.ts";
import type { Demands } from "./demand.ts";
import type { Members } from "./members.ts";
import { portionOf, type Demand, type Portion } from "./portion.ts";
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
  /** The parts of flows inside of a region, on the ports of a list. */
  readonly cut: <F extends Flow>(flows: readonly F[], region: Region, ports: PortList | null) => Cut<F>;
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
    cut: <F extends Flow>(flows: readonly F[], region: Region, ports: PortList | null): Cut<F> => {
      const [insideFrom, insideTo] = [inside(region.from), inside(region.to)];
      const [sure, unsure]: [F[], F[]] = [[], []];
      for (const flow of flows) {
        const from = insideFrom(flow.from);
        if (from.length === 0) continue;
        for (const [demand, to] of grouped(insideTo(flow.to), ports)) {
          const { connections, perhaps } = portion(flow.connections, demand);
          if (connections !== null)
            (flow.certainty === "unknown" ? unsure : sure).push(narrowedTo(flow, from, to, connections));
          if (perhaps) unsure.push(narrowedTo(flow, from, to, flow.connections));
        }
      }
      return { sure, perhaps: unsure };
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

/** The flow itself where nothing of it is left out. */
function narrowedTo<F extends Flow>(
  flow: F,
  from: readonly number[],
  to: readonly number[],
  connections: Connections,
): F {
  const isWhole = from === flow.from && to === flow.to && connections === flow.connections;
  return isWhole ? flow : { ...flow, from, to, connections };
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
function createInside(): (members: Members) => (indices: readonly number[]) => readonly number[] {
  const known = new Map<Members, Map<readonly number[], readonly number[]>>();
  return (members) => {
    const ofMembers = remember(known, members, () => new Map<readonly number[], readonly number[]>());
    return (indices) =>
      remember(ofMembers, indices, () => {
        const inner = indices.filter((index) => members[index] === 1);
        return inner.length === indices.length ? indices : inner;
      });
  };
}
