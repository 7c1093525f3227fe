import { compareText, createInterner, getOrMake } from "../collections.ts";
import type { Policy, PolicyPort, Protocol, Rule } from "../model.ts";
import { ALL_PORTS, NO_PORTS, type PortKey, type PortSet, type PortSpace } from "../ports.ts";

/** Ports of a rule: numbers, and names that each destination resolves for itself. */
export interface PortSpec {
  readonly fixed: PortSet;
  readonly names: readonly PortKey[];
}

/** Every port name that the policies refer to, some more than once. */
export function portKeysOf(policies: Iterable<Policy>): readonly PortKey[] {
  const keys: PortKey[] = [];
  const addFrom = (rules: readonly Rule[] | null): void => {
    for (const { ports } of rules ?? [])
      for (const port of ports ?? []) if (port.type === "name") keys.push({ protocol: port.protocol, name: port.name });
  };
  for (const { ingress, egress } of policies) {
    addFrom(ingress);
    addFrom(egress);
  }
  return keys;
}

/** Port specs by number: what a list of ports means, however it is written. */
export function createPortTable(space: PortSpace): {
  readonly ports: readonly PortSpec[];
  readonly portSpec: (list: readonly PolicyPort[] | null) => number;
} {
  const specs = createInterner<PortSpec>();
  const intern = (spec: PortSpec): number =>
    specs.intern(
      `${String(spec.fixed)} ${spec.names.map((name) => `${name.protocol}/${name.name}`).join(",")}`,
      () => spec,
    );
  const everyPort = intern({ fixed: ALL_PORTS, names: [] });
  const asWritten = new Map<string, number>();
  const single: Record<Protocol, Map<number, number>> = { TCP: new Map(), UDP: new Map(), SCTP: new Map() };
  const make = (list: readonly PolicyPort[]): number => intern(toPortSpec(list, space));
  return {
    ports: specs.values,
    portSpec: (list) => {
      if (list === null) return everyPort;
      const [first] = list;
      // Most rules name one number.
      if (list.length === 1 && first?.type === "range")
        return getOrMake(single[first.protocol], first.first * 0x10000 + first.last, () => make(list));
      return getOrMake(asWritten, list.map(portKey).join(","), () => make(list));
    },
  };
}

function portKey(port: PolicyPort): string {
  return port.type === "name"
    ? `${port.protocol}/${port.name}`
    : `${port.protocol} ${String(port.first)}-${String(port.last)}`;
}

function toPortSpec(list: readonly PolicyPort[], space: PortSpace): PortSpec {
  const fixed = space.ranges(list.filter((port) => port.type === "range"));
  const names = new Map<string, PortKey>();
  for (const port of list) {
    if (port.type === "name") names.set(`${port.protocol}/${port.name}`, { protocol: port.protocol, name: port.name });
  }
  return { fixed, names: [...names].sort(([a], [b]) => compareText(a, b)).map(([, key]) => key) };
}

/** The ports of a rule towards a destination. `names`: what the destination's port names stand for, by `protocol/name`. */
export function portsOf(spec: PortSpec, names: ReadonlyMap<string, PortSet>, space: PortSpace): PortSet {
  return spec.names.reduce(
    (set, key) => space.union(set, names.get(`${key.protocol}/${key.name}`) ?? NO_PORTS),
    spec.fixed,
  );
}
