import { at, getOrMake } from "../collections.ts";
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
import type { PortSpace } from "../ports.ts";
import { undeclaredNamespace } from "../selectors.ts";
import { workloadId } from "../workload-id.ts";
import type { Intervals } from "./intervals.ts";
import { createItemTable } from "./item-table.ts";
import {
  ADDRESSED,
  EXTERNAL,
  HOST,
  IPV4,
  IPV6,
  NODE,
  PATTERN,
  UNADDRESSED,
  type IntervalOwner,
  type Items,
  type PodItem,
} from "./items.ts";
import type { PodSpec } from "./patterns.ts";
import type { Program } from "./program.ts";

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

/** The pods, representatives and addresses of all sides as items. */
export function collectItems(sources: ItemSources): Items {
  const { sides, settings, program, space, intervals, split } = sources;
  const table = createItemTable(program, space);
  // Which node a pod runs on matters only where the other end can be that node.
  const nodesMatter =
    sources.owners.some((side) => side.some((owner) => owner.type === "nodes")) ||
    (settings.hostNetworkPods === "node" && sides.some((side) => side.workloads.some(hasHostNetwork)));
  const ofUnknown = familiesOf(settings.podRanges);

  const external = sources.owners.map((owners) =>
    owners.map((owner, index) => {
      if (owner.type === "pods") return -1;
      const group = owner.type === "nodes" ? NODE : EXTERNAL;
      const nodes = owner.type === "nodes" ? owner.nodes : null;
      const families = familyBit(at(intervals.ranges, index).family);
      return table.intern({ group, families, namespace: -1, portNames: 0, intervals: [index], nodes }, NO_LABELS);
    }),
  );

  const seen = new Map<
    Workload,
    { readonly namespace: number; readonly hosts: boolean; readonly result: readonly PodItem[] }
  >();
  const workloads = sides.map((side) => {
    const bySide = new Map<Workload, readonly PodItem[]>();
    const namespaceIds = new Map(side.namespaces.map((namespace) => [namespace.name, table.namespace(namespace)]));
    const nodeAddresses = new Map(side.nodes.map((node) => [node.name, node.addresses]));
    for (const workload of side.workloads) {
      const namespace = getOrMake(namespaceIds, workload.namespace, () =>
        table.namespace(undeclaredNamespace(workload.namespace)),
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
        const item = table.intern(
          {
            group: isHost ? HOST : firsts.length > 0 ? ADDRESSED : UNADDRESSED,
            families: firsts.length > 0 ? familiesOf(firsts) : isHost ? familiesOf(settings.nodeRanges) : ofUnknown,
            namespace,
            portNames: isHost ? 0 : table.portNamesOf(facts),
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
          return table.namespace(hypotheticalNamespace(pattern.namespaceKey, pattern.namespaceLabels));
        return table.namespace(declared.get(pattern.namespaceKey) ?? undeclaredNamespace(pattern.namespaceKey));
      });
      return table.intern(
        { group: PATTERN, families: ofUnknown, namespace, portNames: 1, intervals: [], nodes: null },
        pattern.model,
      );
    });
  });

  return {
    items: table.items,
    namespaces: table.namespaces,
    portNames: table.portNames,
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

const NO_LABELS: Labels = new Map();

function firstOfEachFamily(addresses: readonly Address[]): readonly Address[] {
  if (addresses.length < 2) return addresses;
  return ([4, 6] as const).flatMap((family) => addresses.find((address) => address.family === family) ?? []);
}
