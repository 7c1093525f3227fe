/** Random clusters that keep every invariant of the model, made so that its features meet one another. */
import type {
  Address,
  Cluster,
  ClusterSettings,
  Labels,
  NamedPort,
  Namespace,
  Origin,
  Pod,
  PodFacts,
  Workload,
} from "../../src/engine/model.ts";
import { randomPolicy } from "./generate-policy.ts";
import type { Random } from "./random.ts";
import * as words from "./vocabulary.ts";

/** What a generated cluster may hold. */
export interface Shape {
  readonly namespaces: readonly string[];
  readonly undeclared: readonly string[];
  readonly podKeys: readonly string[];
  readonly namespaceKeys: readonly string[];
  readonly values: readonly string[];
  readonly operators: "all" | "positive";
  /** `names`: mostly named ports, and often without a peer: the name is then that of whoever is dialled. */
  readonly ports: "all" | "names";
  readonly workloads: number;
  readonly policies: number;
}

/** Some of everything. */
export const EVERYTHING: Shape = {
  namespaces: words.NAMESPACES,
  undeclared: words.UNDECLARED_NAMESPACES,
  podKeys: words.POD_KEYS,
  namespaceKeys: words.NAMESPACE_KEYS,
  values: words.VALUES,
  operators: "all",
  ports: "all",
  workloads: 4,
  policies: 5,
};

/** Few policies, mostly about named ports. */
export const PORT_NAMES_ONLY: Shape = { ...EVERYTHING, ports: "names", policies: 3 };

/** Hands out origins that no two facts share, so that a cause can be traced to its fact. */
export type NextOrigin = () => Origin;

export function createOrigins(path: string): NextOrigin {
  let line = 0;
  return () => {
    line += 1;
    return { path, line, column: 1 };
  };
}

export function randomCluster(random: Random, shape: Shape, next: NextOrigin): Cluster {
  const workloads = uniqueBy(
    random.several(0, shape.workloads, () => randomWorkload(random, shape, next)),
    (workload) => `${workload.namespace}/${workload.kind}/${workload.name}`,
  );
  const policies = uniqueBy(
    random.several(0, shape.policies, () => randomPolicy(random, shape, next)),
    (policy) => `${policy.namespace}/${policy.name}`,
  );
  const declared = shape.namespaces
    .filter(() => !random.once(6))
    .map((name) => randomNamespace(random, shape, name, next));
  const nodes = words.NODES.filter(() => !random.once(3)).map((node) => ({ ...node, origin: next() }));
  return closeCluster({ namespaces: declared, workloads, policies, nodes });
}

/** Adds the namespaces that are used and not declared, and takes addresses from pods where two would share one. */
export function closeCluster(cluster: Cluster): Cluster {
  const used = [...cluster.workloads, ...cluster.policies].map((object) => object.namespace);
  const missing = [...new Set(used)].filter((name) => !cluster.namespaces.some((namespace) => namespace.name === name));
  const added = missing.map((name): Namespace => {
    return { name, labels: withName(name, new Map()), labelOrigins: new Map(), labelsComplete: false, origin: null };
  });
  const taken = new Set<string>();
  const workloads = cluster.workloads.map((workload) => ({ ...workload, pods: ownAddresses(workload.pods, taken) }));
  return { ...cluster, namespaces: [...cluster.namespaces, ...added], workloads };
}

function ownAddresses(pods: readonly Pod[], taken: Set<string>): readonly Pod[] {
  return pods.map((pod) => {
    if (pod.hostNetwork || pod.finished) return pod;
    const key = (address: Address): string => `${String(address.family)}/${String(address.value)}`;
    const addresses = pod.addresses.filter((address) => !taken.has(key(address)));
    for (const address of addresses) taken.add(key(address));
    return { ...pod, addresses };
  });
}

export function randomNamespace(random: Random, shape: Shape, name: string, next: NextOrigin): Namespace {
  const labels = withName(name, randomLabels(random, shape.namespaceKeys, shape.values));
  const labelOrigins = new Map([...labels.keys()].map((key) => [key, next()]));
  labelOrigins.delete("kubernetes.io/metadata.name");
  return { name, labels, labelOrigins, labelsComplete: true, origin: next() };
}

export function randomWorkload(random: Random, shape: Shape, next: NextOrigin): Workload {
  const workload = workloadWithPods(random, shape, next);
  return { ...workload, podsComplete: workload.kind === "Pod" || (workload.pods.length > 0 && !random.once(4)) };
}

function workloadWithPods(random: Random, shape: Shape, next: NextOrigin): Omit<Workload, "podsComplete"> {
  const namespace =
    random.once(6) && shape.undeclared.length > 0 ? random.pick(shape.undeclared) : random.pick(shape.namespaces);
  const name = random.pick(["one", "two", "three"]);
  // Pods of one namespace have names of their own, whatever they belong to.
  const podName = (kind: string): string => `${name}-${kind.toLowerCase()}`;
  const hostNetwork = random.once(8);
  const facts = randomFacts(random, shape, hostNetwork, next);
  const base = { namespace, name, template: facts, origin: next() };
  switch (random.integer(6)) {
    case 0: // a bare Pod
      return { ...base, kind: "Pod", pods: [randomPod(random, name, facts, next)] };
    case 1: // a Deployment in a dump, some of its pods from before the last change of its template
      return {
        ...base,
        kind: "Deployment",
        pods: podsOf(random, shape, podName("Deployment"), hashed(facts, null), next),
      };
    case 2: // a StatefulSet: every ordinal carries its name as a label
      return { ...base, kind: "StatefulSet", pods: ordinals(random, podName("StatefulSet"), facts, next) };
    case 3:
      return {
        ...base,
        kind: "DaemonSet",
        pods: random.once(2) ? [] : podsOf(random, shape, podName("DaemonSet"), facts, next),
      };
    case 4:
      return { ...base, kind: "Job", pods: random.once(2) ? [] : podsOf(random, shape, podName("Job"), facts, next) };
    default: // a Deployment as written in a repository
      return { ...base, kind: "Deployment", template: hashed(facts, null), pods: [] };
  }
}

/** Deployments add a label whose value is not in the manifests. */
function hashed(facts: PodFacts, value: string | null): PodFacts {
  return { ...facts, labels: new Map([...facts.labels, ["pod-template-hash", value]]) };
}

function podsOf(random: Random, shape: Shape, name: string, facts: PodFacts, next: NextOrigin): readonly Pod[] {
  let count = 0;
  return random.several(1, 3, () => {
    count += 1;
    const own = random.once(3) ? randomFacts(random, shape, facts.hostNetwork, next) : facts;
    const labelled = facts.labels.has("pod-template-hash") ? hashed(own, random.pick(["x", "y"])) : own;
    return randomPod(random, `${name}-${String(count)}`, labelled, next);
  });
}

function ordinals(random: Random, name: string, facts: PodFacts, next: NextOrigin): readonly Pod[] {
  let ordinal = -1;
  return random.several(1, 2, () => {
    ordinal += 1;
    const podName = `${name}-${String(ordinal)}`;
    const labels = new Map([...facts.labels, ["statefulset.kubernetes.io/pod-name", podName]]);
    const pod = { ...facts, labels, name: podName, addresses: [], node: null, finished: false, origin: next() };
    return random.once(2) ? pod : randomPod(random, podName, { ...facts, labels }, next);
  });
}

function randomPod(random: Random, name: string, facts: PodFacts, next: NextOrigin): Pod {
  const node = random.once(3) ? null : random.pick([...words.NODES.map((known) => known.name), "node-3"]);
  // A hostNetwork pod has the addresses of its node: `ends.ts` finds them there.
  const addresses = facts.hostNetwork ? [] : randomAddresses(random);
  return { ...facts, name, addresses, node, finished: random.once(8), origin: next() };
}

export function randomAddresses(random: Random): readonly Address[] {
  switch (random.integer(4)) {
    case 0:
      return [];
    case 1:
      return [random.pick(words.POD_ADDRESSES), random.pick(words.POD_ADDRESSES_6)];
    case 2:
      return [random.pick(words.POD_ADDRESSES_6)];
    default:
      return [random.pick(words.POD_ADDRESSES)];
  }
}

export function randomFacts(random: Random, shape: Shape, hostNetwork: boolean, next: NextOrigin): PodFacts {
  const labels = new Map<string, string | null>(randomLabels(random, shape.podKeys, shape.values));
  const firstKey = shape.podKeys[0];
  if (firstKey !== undefined && random.once(10)) labels.set(firstKey, null);
  const labelOrigins = new Map([...labels.keys()].map((key) => [key, next()]));
  return { labels, labelOrigins, namedPorts: randomNamedPorts(random, next), hostNetwork, hostNetworkOrigin: null };
}

export function randomNamedPorts(random: Random, next: NextOrigin): readonly NamedPort[] {
  return random.several(0, 3, () => ({
    name: random.pick(words.PORT_NAMES),
    protocol: random.once(4) ? random.pick(["UDP", "SCTP"] as const) : "TCP",
    number: random.pick([...words.NUMBERS, 7000]),
    origin: next(),
  }));
}

function randomLabels(random: Random, keys: readonly string[], values: readonly string[]): Labels {
  return new Map(keys.filter(() => !random.once(3)).map((key) => [key, random.pick(values)]));
}

function withName(name: string, labels: Labels): Labels {
  return new Map([...labels, ["kubernetes.io/metadata.name", name]]);
}

export function randomSettings(random: Random): ClusterSettings {
  return {
    podRanges: random.once(2) ? [] : random.some(words.POD_RANGES),
    nodeRanges: random.once(2) ? [] : random.some(words.NODE_RANGES),
    ipBlocks: random.once(4) ? "external-only" : "pods-and-external",
    hostNetworkPods: random.once(4) ? "pod" : "node",
  };
}

/** The first of every key. */
export function uniqueBy<T>(list: readonly T[], key: (item: T) => string): T[] {
  return list.filter((item, index) => list.findIndex((other) => key(other) === key(item)) === index);
}
