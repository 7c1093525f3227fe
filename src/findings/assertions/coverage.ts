import {
  PROTOCOLS,
  type Connections,
  type Family,
  type Flow,
  type PortRanges,
  type Protocol,
} from "../../engine/index.ts";
import { portionOf, type Demand, type DemandedName } from "./portion.ts";
import { ALL_NUMBERS, normalRanges, subtractRanges } from "./port-ranges.ts";

/** Ports, by number and by name: what of a demand is meant. */
export type Ports = Demand;

/** What of the ports that an assertion needs is not let through. The two do not overlap. */
export interface Gap {
  /** Surely denied, or under the assumptions. */
  readonly broken: Ports;
  /** Not decidable, or let through under an assumption only. */
  readonly doubtful: Ports;
}

/** The gap over each address family; where they are equal they are the same value. */
export type Gaps = Readonly<Record<Family, Gap>>;

/** Something over both families. */
export function overBoth(gap: Gap): Gaps {
  return { 4: gap, 6: gap };
}

/** What `flows` between two ends leave open of what is demanded. A flow of no family exists over all that both ends have. */
export function gapsBetween(demand: Demand, flows: readonly Flow[]): Gaps {
  if (flows.every(({ family }) => family === null)) return overBoth(gapOf(demand, flows));
  const over = (wanted: Family): Gap =>
    gapOf(
      demand,
      flows.filter(({ family }) => family === null || family === wanted),
    );
  return { 4: over(4), 6: over(6) };
}

function gapOf(demand: Demand, flows: readonly Flow[]): Gap {
  const without = (certainties: readonly Flow["certainty"][]): Ports =>
    uncovered(
      demand,
      flows.filter(({ certainty }) => certainties.includes(certainty)),
    );
  const broken = without(["certain", "assumed", "unknown"]);
  const perhaps = flows.some(({ connections }) => portionOf(connections, demand).perhaps);
  // A port known by its number may be one that is let through by its name, and the other way round.
  if (perhaps) return { broken: NO_PORTS, doubtful: without(["certain"]) };
  return { broken, doubtful: subtractPorts(without(["certain"]), broken) };
}

export const NO_PORTS: Ports = { ranges: new Map(), names: [] };

export function isEmpty({ ranges, names }: Ports): boolean {
  return ranges.size === 0 && names.length === 0;
}

export function subtractPorts(a: Ports, b: Ports): Ports {
  return {
    ranges: mapRanges(a.ranges, (own, protocol) => subtractRanges(own, b.ranges.get(protocol) ?? [])),
    names: a.names.filter((one) => !hasName(b.names, one)),
  };
}

export function unionPorts(a: Ports, b: Ports): Ports {
  const protocols = PROTOCOLS.filter((protocol) => a.ranges.has(protocol) || b.ranges.has(protocol));
  return {
    ranges: new Map(
      protocols.map((protocol) => [
        protocol,
        normalRanges([...(a.ranges.get(protocol) ?? []), ...(b.ranges.get(protocol) ?? [])]),
      ]),
    ),
    names: [...a.names, ...b.names.filter((one) => !hasName(a.names, one))],
  };
}

export function toConnections({ ranges, names }: Ports): Connections {
  return { ranges, names: names.map(({ protocol, name }) => ({ protocol: protocol ?? "TCP", name })), exceptNames: [] };
}

function uncovered(demand: Demand, flows: readonly Flow[]): Ports {
  const found = flows.flatMap(({ connections }) => portionOf(connections, demand).connections ?? []);
  return {
    ranges: mapRanges(demand.ranges, (own, protocol) =>
      subtractRanges(
        own,
        found.flatMap((one) => one.ranges.get(protocol) ?? []),
      ),
    ),
    names: demand.names.filter((name) => !found.some((one) => reaches(one, name))),
  };
}

function reaches({ names, ranges, exceptNames }: Connections, { protocol, name }: DemandedName): boolean {
  return PROTOCOLS.filter((one) => (protocol ?? one) === one).some((one) => {
    if (isNamed(names, one, name)) return true;
    return subtractRanges(ALL_NUMBERS, ranges.get(one) ?? []).length === 0 && !isNamed(exceptNames, one, name);
  });
}

function isNamed(list: Connections["names"], protocol: Protocol, name: string): boolean {
  return list.some((one) => one.protocol === protocol && one.name === name);
}

function mapRanges(
  ranges: ReadonlyMap<Protocol, PortRanges>,
  change: (own: PortRanges, protocol: Protocol) => PortRanges,
): ReadonlyMap<Protocol, PortRanges> {
  return new Map(
    [...ranges]
      .map(([protocol, own]) => [protocol, change(own, protocol)] as const)
      .filter(([, left]) => left.length > 0),
  );
}

function hasName(list: readonly DemandedName[], { protocol, name }: DemandedName): boolean {
  return list.some((one) => one.protocol === protocol && one.name === name);
}
