import { at, compareText, createInterner, createSequences, getOrMake } from "../collections.ts";
import type { Labels, Namespace, PodFacts } from "../model.ts";
import { NO_PORTS, type PortSet, type PortSpace } from "../ports.ts";
import { NAMESPACE_NAME_LABEL } from "../selectors.ts";
import { GROUPS, type Item, type Items } from "./items.ts";
import type { Program } from "./program.ts";

/** Items by number: equal ones, as far as the policies can see, have equal numbers. */
export interface ItemTable extends Pick<Items, "items" | "namespaces" | "portNames"> {
  readonly intern: (item: Omit<Item, "labels" | "traits">, labels: Labels) => number;
  /** Number of a namespace; of its labels only the keys that selectors ask for count. */
  readonly namespace: (namespace: Namespace) => number;
  /** Number of what the port names that policies use stand for on a pod. */
  readonly portNamesOf: (facts: PodFacts) => number;
}

export function createItemTable(program: Program, space: PortSpace): ItemTable {
  const { podKeys, namespaceKeys } = keysInUse(program);
  const usedNames = new Map<string, PortSet>();
  for (const spec of program.ports) {
    for (const { protocol, name } of spec.names) usedNames.set(`${protocol}/${name}`, space.name(protocol, name));
  }

  const namespaces = createInterner<Namespace>();
  const portNames = createInterner<ReadonlyMap<string, PortSet>>();
  portNames.intern("", () => new Map());
  portNames.intern("*", () => usedNames);
  const namedPorts = new Map<PodFacts["namedPorts"], number>();
  const findPortNames = (list: PodFacts["namedPorts"]): number => {
    const relevant = list.filter((port) => usedNames.has(`${port.protocol}/${port.name}`));
    if (relevant.length === 0) return 0;
    const words = relevant.map((port) => `${port.protocol}/${port.name}=${String(port.number)}`);
    return portNames.intern([...new Set(words)].sort().join(","), () => {
      const sets = new Map<string, PortSet>();
      for (const { protocol, name, number } of relevant) {
        const known = sets.get(`${protocol}/${name}`) ?? NO_PORTS;
        sets.set(`${protocol}/${name}`, space.union(known, space.range(protocol, number, number)));
      }
      return sets;
    });
  };

  // Replicas of one template share its labels: a look at the object spares most of the texts.
  const labelIds = createInterner<Labels>();
  const labelsSeen = new Map<Labels, number>();
  const labelId = (labels: Labels): number =>
    getOrMake(labelsSeen, labels, () => labelIds.intern(labelKey(labels, podKeys), () => project(labels, podKeys)));
  const nodeIds = new Map<string, number>();
  const nodeId = (nodes: readonly string[]): number => getOrMake(nodeIds, nodes.join(","), () => nodeIds.size + 1);

  const traits = new Map<number, number>();
  const traitsOf = ({ families, group, portNames, nodes }: Omit<Item, "labels" | "traits">): number => {
    const kind = (families * GROUPS.length + group) * 0x100000 + portNames;
    const place = nodes === null ? 0 : nodeId(nodes);
    return getOrMake(traits, place * 0x2000000 + kind, () => traits.size);
  };

  const items: Item[] = [];
  const keys = createSequences();
  const byKey: (number | undefined)[] = [];
  return {
    items,
    namespaces: namespaces.values,
    portNames: portNames.values,
    intern: (item, labels) => {
      const id = labelId(labels);
      const own = traitsOf(item);
      let key = keys.append(keys.append(keys.append(0, own), item.namespace + 1), id);
      for (const interval of item.intervals) key = keys.append(key, interval);
      return (byKey[key] ??= items.push(withLabels(item, at(labelIds.values, id), own)) - 1);
    },
    namespace: ({ name, labels, ...rest }) =>
      namespaces.intern(`${name} ${String(rest.labelsComplete)} ${labelKey(labels, namespaceKeys)}`, () => ({
        ...rest,
        name,
        labels: project(labels, namespaceKeys).set(NAMESPACE_NAME_LABEL, name),
      })),
    portNamesOf: (facts) =>
      usedNames.size === 0 || facts.namedPorts.length === 0
        ? 0
        : getOrMake(namedPorts, facts.namedPorts, () => findPortNames(facts.namedPorts)),
  };
}

function withLabels(item: Omit<Item, "labels" | "traits">, labels: Labels, traits: number): Item {
  const { group, families, namespace, portNames, intervals, nodes } = item;
  return { group, families, namespace, labels, portNames, intervals, nodes, traits };
}

/** The label keys that selectors ask pods and namespaces for. */
function keysInUse({ sets }: Program): {
  readonly podKeys: ReadonlySet<string>;
  readonly namespaceKeys: ReadonlySet<string>;
} {
  const podKeys = new Set<string>();
  const namespaceKeys = new Set<string>();
  for (const set of sets) {
    if (set.type === "ipBlock") continue;
    for (const { key } of set.pods.requirements) podKeys.add(key);
    if (set.type === "across") for (const { key } of set.namespaces.requirements) namespaceKeys.add(key);
  }
  return { podKeys, namespaceKeys };
}

function project(labels: Labels, keys: ReadonlySet<string>): Map<string, string | null> {
  const result = new Map<string, string | null>();
  for (const [key, value] of labels) if (keys.has(key)) result.set(key, value);
  return result;
}

/** A text that is equal for labels that are equal as far as these keys go. */
function labelKey(labels: Labels, keys: ReadonlySet<string>): string {
  if (labels.size === 0) return "";
  const parts: string[] = [];
  for (const [key, value] of labels) if (keys.has(key)) parts.push(value === null ? `${key}\u0001` : `${key}=${value}`);
  return parts.length < 2 ? (parts[0] ?? "") : parts.sort(compareText).join("\u0002");
}
