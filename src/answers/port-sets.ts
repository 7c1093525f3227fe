import { PROTOCOLS, type Connections, type PortRanges } from "../engine/index.ts";
import type { PortCut } from "./port-cuts.ts";

/** The ports of all cuts together; a protocol without ports adds nothing. */
export function connectionsOf(cuts: readonly PortCut[]): Connections {
  const numbers = cuts.filter((cut) => cut.type === "numbers");
  const ranges = PROTOCOLS.map((protocol) => {
    const own = numbers.filter((cut) => cut.protocol === protocol);
    return [protocol, joinRanges(own.map(({ first, last }) => [first, last]))] as const;
  });
  const names = cuts.flatMap((cut) => (cut.type === "name" ? [{ protocol: cut.protocol, name: cut.name }] : []));
  return { ranges: new Map(ranges.filter(([, some]) => some.length > 0)), names, exceptNames: [] };
}

/**
 * The ports that both hold. `asked` names numbers, or the name of a port that no manifest gives a number: a port that is
 * open by its name may be any of the numbers, so it counts.
 */
export function commonConnections(open: Connections, asked: Connections): Connections {
  const ranges = [...open.ranges].map(([protocol, some]) => {
    return [protocol, intersectRanges(some, asked.ranges.get(protocol) ?? [])] as const;
  });
  const names = open.names.filter(
    ({ protocol, name }) =>
      asked.ranges.has(protocol) || asked.names.some((one) => one.protocol === protocol && one.name === name),
  );
  return { ranges: new Map(ranges.filter(([, some]) => some.length > 0)), names, exceptNames: [] };
}

function intersectRanges(a: PortRanges, b: PortRanges): PortRanges {
  const common = a.flatMap(([first, last]) =>
    b.map(([start, end]) => [Math.max(first, start), Math.min(last, end)] as const),
  );
  return joinRanges(common.filter(([first, last]) => first <= last));
}

/** Sorted, not touching. */
function joinRanges(ranges: PortRanges): PortRanges {
  const result: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}
