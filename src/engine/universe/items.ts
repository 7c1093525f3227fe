import { at, compareText, createInterner, getOrMake } from "../collections.ts";
import type {
  Address,
  Cluster,
  ClusterSettings,
  Family,
  Labels,
  Namespace,
  Origin,
  PodFacts,
  Workload,
} from "../model.ts";
import { NO_PORTS, type PortSet, type PortSpace } from "../ports.ts";
import { NAMESPACE_NAME_LABEL, undeclaredNamespace } from "../selectors.ts";
import { workloadId } from "../workload-id.ts";
import type { Intervals } from "./intervals.ts";
import type { PodSpec } from "./patterns.ts";
import type { Program } from "./program.ts";

/** What an item is to a policy; decides what a rule says about it when no set of the rule lists it. */
export type Group = 0 | 1 | 2 | 3 | 4 | 5;
export const EXTERNAL: Group = 0;
/** A pod whose addresses are known. */
const ADDRESSED: Group = 1;
/** A pod whose addresses are not known. */
export const UNADDRESSED: Group = 2;
/** A representative pod: no address, and every port name. */
export const PATTERN: Group = 3;
/** A hostNetwork pod that counts as its node. */
export const HOST: Group = 4;
/** Addresses of nodes. */
const NODE: Group = 5;
export const GROUPS: readonly Group[] = [EXTERNAL, ADDRESSED, UNADDRESSED, PATTERN, HOST, NODE];

/** Whether the end is a node: policies do not select it, and it may be the very node a pod runs on. */
export function isNode(group: Group): boolean {
  return group === HOST || group === NODE;
}

/** Whether the end is an address only, inside of no pod. */
export function isAddress(group: Group): boolean {
  return group === EXTERNAL || group === NODE;
}

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
  /** Per side: the item of every interval that lies outside of the cluster or belongs to nodes; -1 for those of pods. */
  readonly external: readonly (readonly number[])[];
  /** Per side: the items of each workload's pods. */
  readonly workloads: readonly ReadonlyMap<Workload, readonly PodItem[]>[];
  /** Per side: the item of each representative, in the order given. */
  readonly patterns: readonly (readonly number[])[];
  /** Whether it matters which node a pod runs on. */
  readonly nodesMatter: boolean;
}

export interface PodItem {
  /** Name of the pod; `null` for any replica of the template. */
  readonly pod: string | null;
  readonly facts: PodFacts;
  readonly origin: Origin;
  readonly item: number;
}

/** Whose addresses an interval holds. `nodes`: names of the nodes, when all of them are known. */
export type IntervalOwner =
  | { readonly type: "external" }
  | { readonly type: "pods" }
  | { readonly type: "nodes"; readonly nodes: readonly string[] | null };

export interface ItemSources {
  readonly sides: readonly Cluster[];
  readonly settings: ClusterSettings;
  readonly program: Program;
  readonly space: PortSpace;
  readonly intervals: Intervals;
  /** Per side: whose the addresses of every interval are. */
  readonly owners: readonly (readonly IntervalOwner[])[];
  /** Ids of workloads whose pods are told apart, so that each is on a node of its own. */
  readonly split: ReadonlySet<string>;
  readonly patterns: readonly PodSpec[];
}

export function collectItems(sources: ItemSources): Items {
  const { sides, settings, program, space, intervals, split } = sources;
  const podKeys = new Set<string>();
  const namespaceKeys = new Set<string>();
  for (const set of program.sets) {
    if (set.type === "ipBlock") continue;
    for (const requirement of set.pods.requirements) podKeys.add(requirement.key);
    if (set.type === "across")
      for (const requirement of set.namespaces.requirements) namespaceKeys.add(requirement.key);
  }
  const usedNames = new Map<string, PortSet>();
  for (const spec of program.ports) {
    for (const { protocol, name } of spec.names) usedNames.set(`${protocol}/${name}`, space.name(protocol, name));
  }
  // Which node a pod runs on matters only where the other end can be that node.
  const nodesMatter =
    sources.owners.some((side) => side.some((owner) => owner.type === "nodes")) ||
    (settings.hostNetworkPods === "node" && [...new Set(sides.flatMap((side) => side.workloads))].some(hasHostNetwork));

  const items = createInterner<Item>();
  const namespaces = createInterner<Namespace>();
  const portNames = createInterner<ReadonlyMap<string, PortSet>>();
  portNames.intern("", () => new Map());
  portNames.intern("*", () => usedNames);
  const labelIds = createInterner<Labels>();

  const namespaceOf = (namespace: Namespace): number => {
    const complete = namespace.labelsComplete;
    return namespaces.intern(
      `${namespace.name} ${String(complete)} ${labelKey(namespace.labels, namespaceKeys)}`,
      () => {
        const labels = project(namespace.labels, namespaceKeys);
        return { ...namespace, labels: labels.set(NAMESPACE_NAME_LABEL, namespace.name) };
      },
    );
  };
  const namesOf = (facts: PodFacts): number => {
    if (usedNames.size === 0 || facts.namedPorts.length === 0) return 0;
    const relevant = facts.namedPorts.filter((port) => usedNames.has(`${port.protocol}/${port.name}`));
    if (relevant.length === 0) return 0;
    const key = [...new Set(relevant.map((port) => `${port.protocol}/${port.name}=${String(port.number)}`))]
      .sort()
      .join(",");
    return portNames.intern(key, () => {
      const sets = new Map<string, PortSet>();
      for (const { protocol, name, number } of relevant) {
        const known = sets.get(`${protocol}/${name}`) ?? NO_PORTS;
        sets.set(`${protocol}/${name}`, space.union(known, space.range(protocol, number, number)));
      }
      return sets;
    });
  };
  const intern = (item: Omit<Item, "labels">, labels: Labels): number => {
    const labelId = labelIds.intern(labelKey(labels, podKeys), () => project(labels, podKeys));
    const { group, families, namespace, nodes, portNames: names, intervals: places } = item;
    const address = places.length === 0 ? "" : places.length === 1 ? at(places, 0) : places.join(",");
    const key = `${group} ${families} ${namespace} ${labelId} ${names} ${address} ${nodes === null ? "?" : nodes.join(",")}`;
    return items.intern(key, () => ({ ...item, labels: at(labelIds.values, labelId) }));
  };

  const external = sources.owners.map((owners) =>
    owners.map((owner, index) => {
      if (owner.type === "pods") return -1;
      const group = owner.type === "nodes" ? NODE : EXTERNAL;
      const nodes = owner.type === "nodes" ? owner.nodes : null;
      const families = familyBit(at(intervals.ranges, index).family);
      return intern({ group, families, namespace: -1, portNames: 0, intervals: [index], nodes }, NO_LABELS);
    }),
  );

  const seen = new Map<
    Workload,
    { readonly namespace: number; readonly hosts: boolean; readonly result: readonly PodItem[] }
  >();
  const workloads = sides.map((side) => {
    const bySide = new Map<Workload, readonly PodItem[]>();
    const namespaceIds = new Map(side.namespaces.map((namespace) => [namespace.name, namespaceOf(namespace)]));
    const nodeAddresses = new Map(side.nodes.map((node) => [node.name, node.addresses]));
    for (const workload of side.workloads) {
      const namespace = getOrMake(namespaceIds, workload.namespace, () =>
        namespaceOf(undeclaredNamespace(workload.namespace)),
      );
      const known = seen.get(workload);
      if (known?.namespace === namespace && !known.hosts) {
        bySide.set(workload, known.result);
        continue;
      }
      const running = workload.pods.filter((pod) => !pod.finished);
      const isSplit = split.has(workloadId(workload));
      const together = nodesMatter ? nodesOf(running) : null;
      const variant = (pod: string | null, facts: PodFacts, origin: Origin, addresses: readonly Address[]): PodItem => {
        const isHost = facts.hostNetwork && settings.hostNetworkPods === "node";
        const firsts = firstOfEachFamily(addresses);
        const item = intern(
          {
            group: isHost ? HOST : firsts.length > 0 ? ADDRESSED : UNADDRESSED,
            families: familiesOf(firsts.length > 0 ? firsts : isHost ? settings.nodeRanges : settings.podRanges),
            namespace,
            portNames: isHost ? 0 : namesOf(facts),
            intervals: firsts.map(intervals.find),
            nodes: !nodesMatter ? null : isSplit ? nodesOf(running.filter(({ name }) => name === pod)) : together,
          },
          isHost ? NO_LABELS : facts.labels,
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
      seen.set(workload, { namespace, hosts: hasHostNetwork(workload), result });
      bySide.set(workload, result);
    }
    return bySide;
  });

  const patterns = sides.map((side) => {
    const declared = new Map(side.namespaces.map((namespace) => [namespace.name, namespace]));
    const ids = new Map<string, number>();
    return sources.patterns.map((pattern) => {
      const namespace = getOrMake(ids, pattern.namespaceKey, () => {
        if (pattern.namespaceLabels !== null)
          return namespaceOf(hypotheticalNamespace(pattern.namespaceKey, pattern.namespaceLabels));
        return namespaceOf(declared.get(pattern.namespaceKey) ?? undeclaredNamespace(pattern.namespaceKey));
      });
      return intern(
        {
          group: PATTERN,
          families: familiesOf(settings.podRanges),
          namespace,
          portNames: 1,
          intervals: [],
          nodes: null,
        },
        pattern.model,
      );
    });
  });

  return {
    items: items.values,
    namespaces: namespaces.values,
    portNames: portNames.values,
    external,
    workloads,
    patterns,
    nodesMatter,
  };
}

function familyBit(family: Family): number {
  return family === 4 ? IPV4 : IPV6;
}

/** The families of addresses, or of the ranges they come from; both when nothing is known. */
function familiesOf(known: readonly { readonly family: Family }[]): number {
  return known.length === 0 ? IPV4 | IPV6 : known.reduce((bits, { family }) => bits | familyBit(family), 0);
}

function hasHostNetwork(workload: Workload): boolean {
  return workload.template.hostNetwork || workload.pods.some((pod) => pod.hostNetwork);
}

function nodesOf(pods: Workload["pods"]): readonly string[] | null {
  if (pods.length === 0 || pods.some((pod) => pod.node === null)) return null;
  return [...new Set(pods.map((pod) => pod.node ?? ""))].sort();
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

/** A text that is equal for labels that are equal as far as these keys go. */
function labelKey(labels: Labels, keys: ReadonlySet<string>): string {
  if (labels.size === 0) return "";
  const parts: string[] = [];
  for (const [key, value] of labels) if (keys.has(key)) parts.push(value === null ? `${key}\u0001` : `${key}=${value}`);
  return parts.length < 2 ? (parts[0] ?? "") : parts.sort(compareText).join("\u0002");
}

const NO_LABELS: Labels = new Map();

function firstOfEachFamily(addresses: readonly Address[]): readonly Address[] {
  if (addresses.length < 2) return addresses;
  return ([4, 6] as const).flatMap((family) => addresses.find((address) => address.family === family) ?? []);
}
