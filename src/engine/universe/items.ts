import { compareText, createInterner, getOrMake } from "../collections.ts";
import type { Address, Cluster, ClusterSettings, Family, Labels, Namespace, Origin, PodFacts, Workload } from "../model.ts";
import { NO_PORTS, type PortSet, type PortSpace } from "../ports.ts";
import { NAMESPACE_NAME_LABEL } from "../selectors.ts";
import type { Intervals } from "./intervals.ts";
import type { PodSpec } from "./patterns.ts";
import type { Program } from "./program.ts";

/** What an item is to a policy; decides what a rule says about it when no set of the rule lists it. */
export type Group = 0 | 1 | 2 | 3 | 4;
export const EXTERNAL: Group = 0;
/** A pod whose addresses are known. */
export const ADDRESSED: Group = 1;
/** A pod whose addresses are not known. */
export const UNADDRESSED: Group = 2;
/** A representative pod: no address, and every port name. */
export const PATTERN: Group = 3;
/** A hostNetwork pod that counts as its node. */
export const HOST: Group = 4;
export const GROUPS: readonly Group[] = [EXTERNAL, ADDRESSED, UNADDRESSED, PATTERN, HOST];

/** Address families as bits. */
export const IPV4 = 1;
export const IPV6 = 2;

/**
 * Everything that pods (or addresses) with one number have in common: no policy can tell them apart, so replicas and
 * look-alikes vanish here.
 */
export interface Item {
  readonly group: Group;
  readonly families: number;
  /** Index into `Items.namespaces`; -1 for external addresses. */
  readonly namespace: number;
  /** Only the keys that some selector asks for. */
  readonly labels: Labels;
  /** Index into `Items.portNames`: what the port names that policies use stand for. */
  readonly portNames: number;
  /** Intervals that hold the addresses, at most one of each family. */
  readonly intervals: readonly number[];
  /** Names of the nodes its pods run on, sorted; `null` when not known (or when it does not matter). */
  readonly nodes: readonly string[] | null;
}

/** Items of all sides in one table. */
export interface Items {
  readonly items: readonly Item[];
  readonly namespaces: readonly Namespace[];
  /** Port sets by `protocol/name`. 0: none; 1: what a representative pod has. */
  readonly portNames: readonly ReadonlyMap<string, PortSet>[];
  /** Item of every interval that lies outside of the cluster; -1 for others. */
  readonly external: readonly number[];
  /** Per side: the items of each workload's pods. */
  readonly workloads: readonly ReadonlyMap<Workload, readonly PodItem[]>[];
  /** Per side: the item of each representative, in the order given. */
  readonly patterns: readonly (readonly number[])[];
}

export interface PodItem {
  /** Name of the pod; `null` for any replica of the template. */
  readonly pod: string | null;
  readonly facts: PodFacts;
  readonly origin: Origin;
  readonly item: number;
}

export interface ItemSources {
  readonly sides: readonly Cluster[];
  readonly settings: ClusterSettings;
  readonly program: Program;
  readonly space: PortSpace;
  readonly intervals: Intervals;
  /** Whether an interval lies outside of the cluster. */
  readonly isExternal: (interval: number) => boolean;
  readonly patterns: readonly PodSpec[];
}

export function collectItems(sources: ItemSources): Items {
  const { sides, settings, program, space, intervals } = sources;
  const podKeys = new Set<string>();
  const namespaceKeys = new Set<string>();
  for (const set of program.sets) {
    if (set.type === "ipBlock") continue;
    for (const requirement of set.pods.requirements) podKeys.add(requirement.key);
    if (set.type === "across") for (const requirement of set.namespaces.requirements) namespaceKeys.add(requirement.key);
  }
  const usedNames = new Map<string, PortSet>();
  for (const spec of program.ports) {
    for (const { protocol, name } of spec.names) usedNames.set(`${protocol}/${name}`, space.name(protocol, name));
  }
  // Which node a pod runs on matters only where a hostNetwork pod can be the node.
  const nodesMatter = settings.hostNetworkPods === "node" && sides.some((side) => side.workloads.some(hasHostNetwork));

  const items = createInterner<Item>();
  const namespaces = createInterner<Namespace>();
  const portNames = createInterner<ReadonlyMap<string, PortSet>>();
  portNames.intern("", () => new Map());
  portNames.intern("*", () => usedNames);
  const labelIds = createInterner<Labels>();

  const namespaceOf = (namespace: Namespace): number => {
    const labels = project(namespace.labels, namespaceKeys);
    labels.set(NAMESPACE_NAME_LABEL, namespace.name);
    const complete = namespace.labelsComplete;
    return namespaces.intern(`${namespace.name} ${String(complete)} ${labelKey(labels)}`, () => ({ ...namespace, labels }));
  };
  const namesOf = (facts: PodFacts): number => {
    const relevant = usedNames.size === 0 ? [] : facts.namedPorts.filter((port) => usedNames.has(`${port.protocol}/${port.name}`));
    const key = [...new Set(relevant.map((port) => `${port.protocol}/${port.name}=${String(port.number)}`))].sort().join(",");
    return portNames.intern(key, () => {
      const sets = new Map<string, PortSet>();
      for (const { protocol, name, number } of relevant) {
        const known = sets.get(`${protocol}/${name}`) ?? NO_PORTS;
        sets.set(`${protocol}/${name}`, space.union(known, space.range(protocol, number, number)));
      }
      return sets;
    });
  };
  const intern = (item: Omit<Item, "labels">, labels: Map<string, string | null>): number => {
    const labelId = labelIds.intern(labelKey(labels), () => labels);
    const { group, families, namespace, nodes } = item;
    const key = `${String(group)} ${String(families)} ${String(namespace)} ${String(labelId)} ${String(item.portNames)} ${item.intervals.join(",")} ${nodes === null ? "?" : nodes.join(",")}`;
    return items.intern(key, () => ({ ...item, labels: labelIds.values[labelId] ?? labels }));
  };

  const external = intervals.ranges.map((range, index) =>
    sources.isExternal(index)
      ? intern(
          { group: EXTERNAL, families: familyBit(range.family), namespace: -1, portNames: 0, intervals: [index], nodes: null },
          new Map(),
        )
      : -1,
  );

  const seen = new Map<Workload, { readonly namespace: number; readonly result: readonly PodItem[] }>();
  const workloads = sides.map((side) => {
    const bySide = new Map<Workload, readonly PodItem[]>();
    const namespaceIds = new Map(side.namespaces.map((namespace) => [namespace.name, namespaceOf(namespace)]));
    const nodeAddresses = new Map(side.nodes.map((node) => [node.name, node.addresses]));
    for (const workload of side.workloads) {
      const namespace = getOrMake(namespaceIds, workload.namespace, () => namespaceOf(undeclaredNamespace(workload.namespace)));
      const known = seen.get(workload);
      if (known?.namespace === namespace && !hasHostNetwork(workload)) {
        bySide.set(workload, known.result);
        continue;
      }
      const running = workload.pods.filter((pod) => !pod.finished);
      const nodes = nodesMatter ? nodesOf(running) : null;
      const variant = (pod: string | null, facts: PodFacts, origin: Origin, addresses: readonly Address[]): PodItem => {
        const isHost = facts.hostNetwork && settings.hostNetworkPods === "node";
        const firsts = ([4, 6] as const).flatMap((family) => addresses.find((address) => address.family === family) ?? []);
        const item = intern(
          {
            group: isHost ? HOST : firsts.length > 0 ? ADDRESSED : UNADDRESSED,
            families: firsts.length === 0 ? IPV4 | IPV6 : firsts.reduce((bits, address) => bits | familyBit(address.family), 0),
            namespace,
            portNames: isHost ? 0 : namesOf(facts),
            intervals: firsts.map(intervals.find),
            nodes,
          },
          isHost ? new Map() : project(facts.labels, podKeys),
        );
        return { pod, facts, origin, item };
      };
      const result =
        running.length > 0
          ? running.map((pod) => {
              const ofNode = pod.hostNetwork && pod.node !== null ? nodeAddresses.get(pod.node) : undefined;
              return variant(pod.name, pod, pod.origin, pod.addresses.length > 0 ? pod.addresses : (ofNode ?? []));
            })
          : workload.kind === "Pod"
            ? []
            : [variant(null, workload.template, workload.origin, [])];
      seen.set(workload, { namespace, result });
      bySide.set(workload, result);
    }
    return bySide;
  });

  const patterns = sides.map((side) => {
    const declared = new Map(side.namespaces.map((namespace) => [namespace.name, namespace]));
    const ids = new Map<string, number>();
    return sources.patterns.map((pattern) => {
      const namespace = getOrMake(ids, pattern.namespaceKey, () => {
        if (pattern.namespaceLabels !== null) return namespaceOf(hypotheticalNamespace(pattern.namespaceKey, pattern.namespaceLabels));
        return namespaceOf(declared.get(pattern.namespaceKey) ?? undeclaredNamespace(pattern.namespaceKey));
      });
      return intern(
        { group: PATTERN, families: IPV4 | IPV6, namespace, portNames: 1, intervals: [], nodes: null },
        project(pattern.model, podKeys),
      );
    });
  });

  return { items: items.values, namespaces: namespaces.values, portNames: portNames.values, external, workloads, patterns };
}

export function familyBit(family: Family): number {
  return family === 4 ? IPV4 : IPV6;
}

function hasHostNetwork(workload: Workload): boolean {
  return workload.template.hostNetwork || workload.pods.some((pod) => pod.hostNetwork);
}

function nodesOf(pods: Workload["pods"]): readonly string[] | null {
  if (pods.length === 0 || pods.some((pod) => pod.node === null)) return null;
  return [...new Set(pods.map((pod) => pod.node ?? ""))].sort();
}

function undeclaredNamespace(name: string): Namespace {
  return { name, labels: new Map([[NAMESPACE_NAME_LABEL, name]]), labelOrigins: new Map(), labelsComplete: false, origin: null };
}

/** A namespace of whose name nothing is known but that no selector names it. */
function hypotheticalNamespace(name: string, labels: Labels): Namespace {
  return { name, labels, labelOrigins: new Map(), labelsComplete: true, origin: null };
}

function project(labels: Labels, keys: ReadonlySet<string>): Map<string, string | null> {
  const result = new Map<string, string | null>();
  for (const [key, value] of labels) if (keys.has(key)) result.set(key, value);
  return result;
}

function labelKey(labels: Labels): string {
  if (labels.size === 0) return "";
  const parts: string[] = [];
  for (const [key, value] of labels) parts.push(value === null ? `${key}\u0001` : `${key}=${value}`);
  return parts.sort(compareText).join("\u0002");
}
