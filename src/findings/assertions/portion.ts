import {
  PROTOCOLS,
  type Connections,
  type NamedConnection,
  type PortRanges,
  type Protocol,
} from "../../engine/index.ts";
import { ALL_NUMBERS, intersectRanges } from "./port-ranges.ts";

/** The ports that an assertion speaks of, as they are at a destination. Equal ones are the same value. */
export interface Demand {
  readonly ranges: ReadonlyMap<Protocol, PortRanges>;
  /** Names whose numbers nobody knows: the destination is pods that the manifests do not hold. */
  readonly names: readonly DemandedName[];
}

/** `null`: of whichever protocol. */
export interface DemandedName {
  readonly protocol: Protocol | null;
  readonly name: string;
}

/** What of some connections an assertion speaks of. */
export interface Portion {
  /** `null`: surely nothing, but for what `perhaps` says. */
  readonly connections: Connections | null;
  /** Whether more of them may be meant: one is known by its name, the other by its number. */
  readonly perhaps: boolean;
}

export function portionOf(connections: Connections, { ranges, names }: Demand): Portion {
  const numbers = new Map(
    PROTOCOLS.flatMap((protocol): (readonly [Protocol, PortRanges])[] => {
      const both = intersectRanges(connections.ranges.get(protocol) ?? [], ranges.get(protocol) ?? []);
      return both.length === 0 ? [] : [[protocol, both]];
    }),
  );
  const isEverything = PROTOCOLS.every((protocol) => isWhole(ranges.get(protocol)));
  if (isEverything) return { connections, perhaps: false };
  const wanted = names.flatMap(({ protocol, name }) =>
    PROTOCOLS.filter((one) => protocol === null || protocol === one).map((one) => ({ protocol: one, name })),
  );
  const named = [
    // A protocol that is meant as a whole is meant by every name.
    ...connections.names.filter((one) => isWhole(ranges.get(one.protocol)) || has(wanted, one)),
    ...wanted.filter((one) => !has(connections.names, one) && isReachedByNumber(connections, one)),
  ];
  const perhaps =
    connections.names.some((one) => !has(named, one) && ranges.has(one.protocol)) ||
    wanted.some(
      (one) => !has(named, one) && !has(connections.exceptNames, one) && connections.ranges.has(one.protocol),
    );
  const exceptNames = connections.exceptNames.filter(({ protocol }) => isWhole(ranges.get(protocol)));
  return {
    connections: numbers.size === 0 && named.length === 0 ? null : { ranges: numbers, names: named, exceptNames },
    perhaps,
  };
}

/** Whether any number is let through, so that the number behind the name does not matter. */
function isReachedByNumber({ ranges, exceptNames }: Connections, name: NamedConnection): boolean {
  return isWhole(ranges.get(name.protocol)) && !has(exceptNames, name);
}

function isWhole(ranges: PortRanges | undefined): boolean {
  const [first] = ranges ?? [];
  return ranges?.length === 1 && first?.[0] === ALL_NUMBERS[0]?.[0] && first?.[1] === ALL_NUMBERS[0]?.[1];
}

function has(list: readonly NamedConnection[], { protocol, name }: NamedConnection): boolean {
  return list.some((one) => one.protocol === protocol && one.name === name);
}
