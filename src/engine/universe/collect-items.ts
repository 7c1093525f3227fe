import { at, getOrMake } from "../collections.ts";
import type {
  Address,
  Cluster,
  ClusterSettings,
  Family,
  Labels,
  Namespace,
  Node,
  Pod,
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
  type PodItems,
} from "./items.ts";
import type { PodSpec } from "./patterns.ts";
import { findRunningPods, haveOneTemplate, type RunningPods } from "./running-pods.ts";
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
  const known = new Map<Workload, Known>();
  const knownOf = (workload: Workload): Known =>
    getOrMake(known, workload, () => ({ running: findRunningPods(workload), namespace: -1, items: NO_PODS }));
  const isOnHostNetwork = (workload: Workload): boolean => knownOf(workload).running.onHostNetwork;
  // Which node a pod runs on matters only where the other end can be that node.
  const nodesMatter =
    sources.owners.some((side) => side.some((owner) => owner.type === "nodes")) ||
    (settings.hostNetworkPods === "node" && sides.some((side) => side.workloads.some(isOnHostNetwork)));
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

  const itemOf = (
    facts: PodFacts,
    addresses: readonly Address[],
    namespace: number,
    nodes: readonly string[] | null,
  ): number => {
    const isNode = facts.hostNetwork && settings.hostNetworkPods === "node";
    if (addresses.length === 0 && !isNode) {
      const portNames = table.portNamesOf(facts);
      const unaddressed = { group: UNADDRESSED, families: ofUnknown, namespace, portNames, intervals: NOWHERE, nodes };
      return table.intern(unaddressed, facts.labels);
    }
    const firsts = firstOfEachFamily(addresses);
    const place = { namespace, nodes, intervals: firsts.map(intervals.find) };
    if (isNode) {
      const families = familiesOf(firsts.length > 0 ? firsts : settings.nodeRanges);
      return table.intern({ ...place, group: HOST, families, portNames: 0 }, NO_LABELS);
    }
    const portNames = table.portNamesOf(facts);
    return table.intern({ ...place, group: ADDRESSED, families: familiesOf(firsts), portNames }, facts.labels);
  };
  const hasFurtherReplicas = (workload: Workload): boolean =>
    !workload.podsComplete && knownOf(workload).running.pods.length > 0;
  const incomplete = new Set(sides.flatMap((side) => side.workloads.filter(hasFurtherReplicas).map(workloadId)));
  const podsOf = (
    workload: Workload,
    { pods, areReplicas }: RunningPods,
    namespace: number,
    nodes: ReadonlyMap<string, Node>,
  ): PodItems => {
    const ofTemplate = (): PodItems => ({ pods: [null], items: [itemOf(workload.template, [], namespace, null)] });
    if (pods.length === 0) return workload.kind === "Pod" ? NO_PODS : ofTemplate();
    // What one side knows replicas of is compared with replicas of the other side's template.
    const further = incomplete.size > 0 && incomplete.has(workloadId(workload)) ? ofTemplate() : NO_PODS;
    const isSplit = nodesMatter && split.has(workloadId(workload));
    const together = nodesMatter && further === NO_PODS ? nodesOf(pods) : null;
    if (areReplicas && !isSplit && further === NO_PODS)
      return { pods, items: [itemOf(at(pods, 0), [], namespace, together)] };
    const items: number[] = [];
    pods.forEach((pod, index) => {
      const [before, previous] = [items[index - 1], pods[index - 1]];
      if (before !== undefined && previous !== undefined && !isSplit && areLookAlikes(previous, pod, intervals)) {
        items.push(before);
        return;
      }
      const ofNode = pod.hostNetwork && pod.node !== null ? nodes.get(pod.node)?.addresses : undefined;
      const addresses = pod.addresses.length > 0 ? pod.addresses : (ofNode ?? []);
      items.push(itemOf(pod, addresses, namespace, isSplit ? nodesOf([pod]) : together));
    });
    return { pods: [...pods, ...further.pods], items: [...items, ...further.items] };
  };

  const workloads = sides.map((side) => {
    const namespaceIds = new Map(side.namespaces.map((namespace) => [namespace.name, table.namespace(namespace)]));
    const nodes = new Map(side.nodes.map((node) => [node.name, node]));
    return side.workloads.map((workload) => {
      const namespace = getOrMake(namespaceIds, workload.namespace, () =>
        table.namespace(undeclaredNamespace(workload.namespace)),
      );
      const own = knownOf(workload);
      // The addresses of pods on their host's network are those of the side's nodes.
      if (own.namespace === namespace && !own.running.onHostNetwork) return own.items;
      own.namespace = namespace;
      own.items = podsOf(workload, own.running, namespace, nodes);
      return own.items;
    });
  });

  /** Per side, the number of the namespace of each pattern. */
  const places = sides.map((side) => {
    const declared = new Map(side.namespaces.map((namespace) => [namespace.name, namespace]));
    const ids = new Map<string, number>();
    return sources.patterns.map(({ namespaceKey, namespaceLabels }) =>
      getOrMake(ids, namespaceKey, () =>
        table.namespace(
          namespaceLabels === null
            ? (declared.get(namespaceKey) ?? undeclaredNamespace(namespaceKey))
            : hypotheticalNamespace(namespaceKey, namespaceLabels),
        ),
      ),
    );
  });
  const patterns: (readonly number[])[] = [];
  for (const own of places) {
    const [others, known] = [places[0], patterns[0]];
    patterns.push(
      sources.patterns.map(({ model }, index) => {
        const namespace = at(own, index);
        if (known !== undefined && others?.[index] === namespace) return at(known, index);
        return table.intern(
          { group: PATTERN, families: ofUnknown, namespace, portNames: 1, intervals: [], nodes: null },
          model,
        );
      }),
    );
  }

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

/** What was found for a workload; the sides share most of theirs. */
interface Known {
  readonly running: RunningPods;
  /** In which namespace, by number, its pods are these items; -1: not found yet. */
  namespace: number;
  items: PodItems;
}

function familyBit(family: Family): number {
  return family === 4 ? IPV4 : IPV6;
}

/** The families of addresses, or of the ranges they come from; both when nothing is known. */
function familiesOf(known: readonly { readonly family: Family }[]): number {
  return known.length === 0 ? IPV4 | IPV6 : known.reduce((bits, { family }) => bits | familyBit(family), 0);
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
const NOWHERE: readonly number[] = [];
const NO_PODS: PodItems = { pods: [], items: [] };

/** Two pods made from one template, each with no address or with one in the same interval. */
function areLookAlikes(a: Pod, b: Pod, intervals: Intervals): boolean {
  if (!haveOneTemplate(a, b) || a.hostNetwork || a.addresses.length !== b.addresses.length) return false;
  const [ofA, ofB] = [a.addresses[0], b.addresses[0]];
  if (ofA === undefined || ofB === undefined) return true;
  return a.addresses.length === 1 && intervals.find(ofA) === intervals.find(ofB);
}

function firstOfEachFamily(addresses: readonly Address[]): readonly Address[] {
  if (addresses.length < 2) return addresses;
  return ([4, 6] as const).flatMap((family) => addresses.find((address) => address.family === family) ?? []);
}
