import { causeKey } from "./cause-lists.ts";
import { ABSENT, type Element } from "./cells.ts";
import { at, getOrMake } from "./collections.ts";
import type { EndpointDetail } from "./endpoints/placed.ts";
import type { Population } from "./endpoints/population.ts";
import type { LabelOrigins, Labels, NamedPort, Namespace, Node, Origin, PodFacts } from "./model.ts";
import type { PortSet } from "./ports.ts";
import type { Cause, CauseKind, Side } from "./result.ts";
import type { Universe } from "./universe/universe.ts";
import { workloadId } from "./workload-id.ts";

/** Bound on the endpoints of one flow whose own manifests are named as causes. */
export const MAX_NAMED_ENDPOINTS = 100;

/** Causes in the ends themselves rather than in policies. */
export interface FactCauses {
  /** The workload is new or gone. */
  readonly existence: (element: Element) => readonly Cause[];
  /** Labels, ports, addresses or namespace labels that differ. */
  readonly differences: (element: Element) => readonly Cause[];
}

export function createFactCauses(universe: Universe, population: Population): FactCauses {
  const namespaces = universe.sides.map(
    (side) => new Map(side.namespaces.map((namespace) => [namespace.name, namespace])),
  );
  const known = new Map<Element, readonly Cause[]>();
  const detailsOf = (element: Element): readonly EndpointDetail[] =>
    element.endpoints.slice(0, MAX_NAMED_ENDPOINTS).map((index) => at(population.details, index));
  const itemOf = (classIndex: number): Universe["items"]["items"][number] =>
    at(universe.items.items, at(universe.partition.classes.sample, classIndex));

  const ofNamespace = (name: string): readonly Cause[] => {
    const [before, after] = [namespaces[0]?.get(name), namespaces[1]?.get(name)];
    const keys = relevantKeys(universe, name);
    const changed = labelCauses(before, after, keys, "namespace-labels", `Namespace ${name}`);
    if (changed.length > 0 || before?.labelsComplete === after?.labelsComplete) return changed;
    const [now, old] = [after?.origin ?? null, before?.origin ?? null];
    if (now !== null) return [cause("namespace-labels", "head", `Namespace ${name}`, null, now)];
    return old === null ? [] : [cause("namespace-labels", "base", `Namespace ${name}`, null, old)];
  };
  const ofDetail = ({ before, after }: EndpointDetail, element: Element): readonly Cause[] => {
    if (before === null || after === null) return [];
    const object = `${after.workload.kind} ${after.workload.namespace}/${after.workload.name}`;
    const [old, now] = [itemOf(element.before), itemOf(element.after)];
    const fallback = after.pod.origin;
    const keys = new Set([...old.labels.keys(), ...now.labels.keys()]);
    const labels = labelCauses(before.pod.facts, after.pod.facts, keys, "labels", object, fallback);
    const ofOwnNamespace = old.namespace === now.namespace ? [] : ofNamespace(after.workload.namespace);
    if (before.pod.facts.hostNetwork !== after.pod.facts.hostNetwork && old.group !== now.group) {
      // Ports and addresses that are the node's instead of the pod's are a consequence.
      return [...labels, ...ofOwnNamespace, hostNetworkCause(before.pod.facts, after.pod.facts, object, fallback)];
    }
    const names = changedNames(
      at(universe.items.portNames, old.portNames),
      at(universe.items.portNames, now.portNames),
    );
    const ports = names.map((name) => namedPortCause(name, before.pod.facts, after.pod.facts, object, fallback));
    const elsewhere =
      old.group === now.group &&
      old.families === now.families &&
      old.intervals.join(",") === now.intervals.join(",") &&
      old.nodes?.join(",") === now.nodes?.join(",")
        ? []
        : [cause("addresses", "head", object, null, fallback)];
    return [...labels, ...ofOwnNamespace, ...ports, ...elsewhere];
  };
  const ofPatterns = (element: Element): readonly Cause[] =>
    element.endpoints.slice(0, MAX_NAMED_ENDPOINTS).flatMap((index) => {
      const endpoint = at(population.endpoints, index);
      if (endpoint.type !== "pods") return [];
      return endpoint.patterns.flatMap(({ namespace }) =>
        namespace.type === "name" ? ofNamespace(namespace.name) : [],
      );
    });

  // Addresses outside of pods move from one class to another only when they become those of a node, or cease to be.
  const [nodesBefore, nodesAfter] = universe.sides.map(
    (side) => new Map(side.nodes.map((node) => [nodeKey(node), node])),
  );
  const nodeCauses = [
    ...[...(nodesAfter ?? [])]
      .filter(([key]) => nodesBefore?.has(key) !== true)
      .map(([, node]) => nodeCause("head", node)),
    ...[...(nodesBefore ?? [])]
      .filter(([key]) => nodesAfter?.has(key) !== true)
      .map(([, node]) => nodeCause("base", node)),
  ];
  const ofAddresses = (element: Element): readonly Cause[] =>
    element.endpoints.some((index) => at(population.endpoints, index).type === "external")
      ? nodeCauses.slice(0, MAX_NAMED_ENDPOINTS)
      : [];

  return {
    existence: (element) => {
      const only: Side | null = element.before === ABSENT ? "head" : element.after === ABSENT ? "base" : null;
      if (only === null) return [];
      return detailsOf(element).flatMap(({ before, after }) => {
        const present = after ?? before;
        if (present === null) return [];
        const { workload, pod } = present;
        const object =
          pod.pod === null || workloadId(workload).endsWith(`/Pod/${pod.pod}`)
            ? `${workload.kind} ${workload.namespace}/${workload.name}`
            : `Pod ${workload.namespace}/${pod.pod}`;
        return [cause("workload", only, object, null, pod.origin)];
      });
    },
    differences: (element) =>
      getOrMake(known, element, () =>
        unique([
          ...detailsOf(element).flatMap((detail) => ofDetail(detail, element)),
          ...ofPatterns(element),
          ...ofAddresses(element),
        ]),
      ),
  };
}

function nodeKey(node: Node): string {
  return `${node.name} ${node.addresses.map(({ family, value }) => `${String(family)}:${value.toString(36)}`).join(" ")}`;
}

function nodeCause(side: Side, node: Node): Cause {
  return cause("addresses", side, `Node ${node.name}`, null, node.origin);
}

function relevantKeys(universe: Universe, namespace: string): ReadonlySet<string> {
  return new Set(
    universe.items.namespaces
      .filter((variant) => variant.name === namespace)
      .flatMap((variant) => [...variant.labels.keys()]),
  );
}

/** The `protocol/name`s that stand for other numbers, sorted. */
function changedNames(before: ReadonlyMap<string, PortSet>, after: ReadonlyMap<string, PortSet>): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** At a port that has the name only now, else at one that had it. */
function namedPortCause(key: string, before: PodFacts, after: PodFacts, object: string, fallback: Origin): Cause {
  const portsOf = ({ namedPorts }: PodFacts): readonly NamedPort[] =>
    namedPorts.filter(({ protocol, name }) => `${protocol}/${name}` === key);
  const missingIn = (ports: readonly NamedPort[], others: readonly NamedPort[]): NamedPort | undefined =>
    ports.find(({ number }) => others.every((other) => other.number !== number));
  const now = missingIn(portsOf(after), portsOf(before));
  const old = missingIn(portsOf(before), portsOf(after));
  const name = key.slice(key.indexOf("/") + 1);
  if (now === undefined && old !== undefined) return cause("named-port", "base", object, name, old.origin);
  return cause("named-port", "head", object, name, now?.origin ?? fallback);
}

/** Where `hostNetwork` is written now, else where it was. */
function hostNetworkCause(before: PodFacts, after: PodFacts, object: string, fallback: Origin): Cause {
  const [old, now] = [before.hostNetworkOrigin, after.hostNetworkOrigin];
  if (now === null && old !== null) return cause("addresses", "base", object, "hostNetwork", old);
  return cause("addresses", "head", object, "hostNetwork", now ?? fallback);
}

interface Labelled {
  readonly labels: Labels;
  readonly labelOrigins: LabelOrigins;
}

function labelCauses(
  before: Labelled | Namespace | undefined,
  after: Labelled | Namespace | undefined,
  keys: ReadonlySet<string>,
  kind: CauseKind,
  object: string,
  fallback?: Origin,
): readonly Cause[] {
  return [...keys].sort().flatMap((key) => {
    if (before?.labels.get(key) === after?.labels.get(key) && before?.labels.has(key) === after?.labels.has(key))
      return [];
    const [now, old] = [after?.labelOrigins.get(key), before?.labelOrigins.get(key)];
    if (now !== undefined) return [cause(kind, "head", object, key, now)];
    if (old !== undefined) return [cause(kind, "base", object, key, old)];
    return fallback === undefined ? [] : [cause(kind, "head", object, key, fallback)];
  });
}

function cause(kind: CauseKind, side: Side, object: string, rule: string | null, origin: Origin): Cause {
  return { kind, side, object, rule, origin };
}

/** Without repeats, in the order given. */
function unique(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((c) => [causeKey(c), c])).values()];
}
