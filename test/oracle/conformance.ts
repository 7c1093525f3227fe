/**
 * Reads the conformance cases that lie beside the checkout into worlds and expected verdicts. A reader of its own, as
 * plain as the oracle: what it makes of a policy shares nothing with `src/manifests`.
 */
import { parse } from "yaml";
import type {
  ClusterSettings,
  Node,
  Origin,
  Peer,
  Policy,
  PolicyPort,
  Protocol,
  Requirement,
  Rule,
  Selector,
  Workload,
} from "../../src/engine/model.ts";
import { addressEnd, livePods, type End, type World } from "./ends.ts";
import { address, cidr } from "./vocabulary.ts";

/* What the file holds; fields that the oracle does not need are left out. */
interface SelectorText {
  readonly matchLabels?: Readonly<Record<string, string | null>> | null;
  readonly matchExpressions?:
    readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[] | null;
}
interface PeerText {
  readonly podSelector?: SelectorText | null;
  readonly namespaceSelector?: SelectorText | null;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | null } | null;
}
interface PortText {
  readonly protocol?: Protocol | null;
  readonly port?: string | number | null;
  readonly endPort?: number | null;
}
interface RuleText {
  readonly from?: readonly PeerText[] | null;
  readonly to?: readonly PeerText[] | null;
  readonly ports?: readonly (PortText | null)[] | null;
}
interface PolicyText {
  readonly podSelector?: SelectorText | null;
  readonly policyTypes?: readonly string[] | null;
  readonly ingress?: readonly (RuleText | null)[] | null;
  readonly egress?: readonly (RuleText | null)[] | null;
}
interface PodText {
  readonly labels?: Readonly<Record<string, string>>;
  readonly ips?: readonly string[];
  readonly node?: string;
  readonly hostNetwork?: boolean;
  readonly phase?: string;
  readonly ports?: readonly string[];
  readonly containers?: readonly (readonly string[])[];
  readonly sidecars?: readonly (readonly string[])[];
}
interface ClusterText {
  readonly podCIDRs?: readonly string[];
  readonly namespaces?: Readonly<Record<string, Readonly<Record<string, string>> | null>>;
  readonly nodes?: Readonly<Record<string, { readonly ips: readonly string[] }>>;
  readonly external?: Readonly<Record<string, { readonly ips: readonly string[] }>>;
  readonly pods?: Readonly<Record<string, PodText>>;
}
interface CheckText {
  readonly port: string;
  readonly family?: 4 | 6;
  readonly expect: readonly string[];
}
interface StepText {
  readonly use?: "all" | "none" | readonly string[];
  readonly labels?: {
    readonly namespaces?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly pods?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly add?: ClusterText;
  readonly checks: readonly CheckText[];
}
interface CaseText {
  readonly id: string;
  readonly fixture?: string;
  readonly cluster?: ClusterText;
  readonly profile?: { readonly hostNetwork?: "pod" };
  readonly np?: Readonly<Record<string, PolicyText | null>>;
  readonly cnp?: unknown;
  readonly steps?: readonly StepText[];
  readonly checks?: readonly CheckText[];
}

export interface Expectation {
  readonly text: string;
  readonly world: World;
  readonly from: End;
  readonly to: End;
  readonly protocol: string;
  readonly port: number;
  readonly family: 4 | 6 | null;
  readonly verdict: string;
}

const origin: Origin = { path: "cases.yaml", line: 1, column: 1 };

/** Every expectation of every case about NetworkPolicies. */
export function readExpectations(text: string): readonly Expectation[] {
  const file = parse(text, { merge: true }) as {
    readonly fixtures: Record<string, ClusterText>;
    readonly cases: readonly CaseText[];
  };
  return file.cases.flatMap((one) => {
    const cluster = one.cluster ?? file.fixtures[one.fixture ?? ""];
    if (cluster === undefined || one.cnp !== undefined) return [];
    const steps = one.steps ?? [{ checks: one.checks ?? [] }];
    let labelled = cluster;
    return steps.flatMap((step) => {
      labelled = relabelled(extended(labelled, step.add), step.labels);
      return step.checks.flatMap((check) => readCheck(one, step, labelled, check));
    });
  });
}

function extended(cluster: ClusterText, added: ClusterText | undefined): ClusterText {
  const namespaces = { ...cluster.namespaces, ...added?.namespaces };
  return { ...cluster, namespaces, pods: { ...cluster.pods, ...added?.pods } };
}

function relabelled(cluster: ClusterText, labels: StepText["labels"]): ClusterText {
  const namespaces = { ...cluster.namespaces };
  for (const [name, added] of Object.entries(labels?.namespaces ?? {}))
    namespaces[name] = { ...namespaces[name], ...added };
  const pods = { ...cluster.pods };
  for (const [name, added] of Object.entries(labels?.pods ?? {}))
    pods[name] = { ...pods[name], labels: { ...pods[name]?.labels, ...added } };
  return { ...cluster, namespaces, pods };
}

function readCheck(one: CaseText, step: StepText, cluster: ClusterText, check: CheckText): readonly Expectation[] {
  const [protocol = "", port = "1"] = check.port.split("/");
  const used = Object.entries(one.np ?? {}).filter(([name]) => {
    if (step.use === "none") return false;
    return step.use === undefined || step.use === "all" || step.use.includes(name);
  });
  const world: World = { cluster: readCluster(cluster, used), settings: readSettings(one, cluster) };
  const byPair = new Map<string, Expectation>();
  for (const line of check.expect) {
    const match = /^(\S+) -> (\S+) (\w+)$/.exec(line);
    if (match === null) throw new Error(`case ${one.id}: cannot read the line \`${line}\``);
    const [, sources = "", destinations = "", verdict = ""] = match;
    for (const from of expand(cluster, sources)) {
      for (const to of expand(cluster, destinations)) {
        if (from === to && (sources.includes("*") || destinations.includes("*"))) continue;
        const text = `${one.id} ${check.port} ${JSON.stringify(step.use ?? "all")}: ${from} -> ${to}`;
        const ends = { from: endOf(world, cluster, from, to), to: endOf(world, cluster, to, from) };
        byPair.set(text, { text, world, ...ends, protocol, port: Number(port), family: check.family ?? null, verdict });
      }
    }
  }
  return [...byPair.values()];
}

function expand(cluster: ClusterText, patterns: string): readonly string[] {
  const live = Object.entries(cluster.pods ?? {}).flatMap(([name, pod]) => (pod.phase === undefined ? [name] : []));
  return patterns.split(",").flatMap((pattern) => {
    if (pattern === "*") return live;
    if (!pattern.includes("*")) return [pattern];
    const [namespace = "", name = ""] = pattern.split("/");
    return live.filter((pod) => {
      const [ownNamespace, ownName] = pod.split("/");
      return (namespace === "*" || namespace === ownNamespace) && (name === "*" || name === ownName);
    });
  });
}

/** An outside end or a node speaks with an address of a family that the other end has, too. */
function endOf(world: World, cluster: ClusterText, text: string, other: string): End {
  const [prefix = "", name = ""] = text.split(":");
  if (prefix !== "ext" && prefix !== "node") {
    const [namespace = "", podName = ""] = text.split("/");
    const workload = world.cluster.workloads.find((one) => one.namespace === namespace && one.name === podName);
    const end = workload === undefined ? undefined : livePods(world.cluster, workload)[0];
    if (end !== undefined) return end;
    const own = cluster.pods?.[text]?.ips?.[0] ?? "0.0.0.0";
    return { type: "external", address: address(own) };
  }
  const ips = (prefix === "ext" ? cluster.external : cluster.nodes)?.[name]?.ips ?? [];
  const wanted = cluster.pods?.[other]?.ips ?? [];
  const shared = ips.find((ip) => wanted.length === 0 || wanted.some((own) => own.includes(":") === ip.includes(":")));
  return addressEnd(world, address(shared ?? ips[0] ?? "0.0.0.0"));
}

function readSettings(one: CaseText, cluster: ClusterText): ClusterSettings {
  return {
    podRanges: (cluster.podCIDRs ?? []).map(cidr),
    nodeRanges: [],
    ipBlocks: "pods-and-external",
    hostNetworkPods: one.profile?.hostNetwork === "pod" ? "pod" : "node",
  };
}

function readCluster(
  cluster: ClusterText,
  policies: readonly (readonly [string, PolicyText | null])[],
): World["cluster"] {
  return {
    namespaces: Object.entries(cluster.namespaces ?? {}).map(([name, labels]) => ({
      name,
      labels: new Map([...Object.entries(labels ?? {}), ["kubernetes.io/metadata.name", name]]),
      labelOrigins: new Map(),
      labelsComplete: true,
      origin,
    })),
    nodes: Object.entries(cluster.nodes ?? {}).map(([name, { ips }]): Node => ({
      name,
      addresses: ips.map(address),
      origin,
    })),
    workloads: Object.entries(cluster.pods ?? {}).map(([name, pod]) => readPod(name, pod)),
    policies: policies.map(([name, spec]) => readPolicy(name, spec ?? {})),
  };
}

function readPod(text: string, pod: PodText): Workload {
  const [namespace = "", name = ""] = text.split("/");
  const declared = [...(pod.ports ?? []), ...(pod.containers ?? []).flat(), ...(pod.sidecars ?? []).flat()];
  const namedPorts = declared.flatMap((port) => {
    const match = /^(\S+)=(\d+)\/(TCP|UDP|SCTP)$/.exec(port);
    return match === null
      ? []
      : [{ name: match[1] ?? "", number: Number(match[2]), protocol: match[3] as Protocol, origin }];
  });
  const labels = new Map(Object.entries(pod.labels ?? {}));
  const facts = { labels, labelOrigins: new Map(), namedPorts, hostNetwork: pod.hostNetwork ?? false };
  const finished = pod.phase === "Succeeded" || pod.phase === "Failed";
  const own = { ...facts, name, addresses: (pod.ips ?? []).map(address), node: pod.node ?? null, finished, origin };
  return { namespace, kind: "Pod", name, template: facts, pods: [own], origin };
}

/** Reference networking/v1 NetworkPolicySpec, with the defaults of the API server. */
function readPolicy(text: string, spec: PolicyText): Policy {
  const [namespace = "", name = ""] = text.split("/");
  const declared = spec.policyTypes ?? [];
  const types = declared.length > 0 ? declared : (spec.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  const rules = (list: PolicyText["ingress"]): readonly Rule[] =>
    (list ?? []).map((rule) => ({ peers: readPeers(rule?.from ?? rule?.to), ports: readPorts(rule?.ports), origin }));
  return {
    namespace,
    name,
    subject: readSelector(spec.podSelector ?? {}),
    subjectOrigin: origin,
    ingress: types.includes("Ingress") ? rules(spec.ingress) : null,
    egress: types.includes("Egress") ? rules(spec.egress) : null,
    origin,
  };
}

function readPeers(peers: RuleText["from"]): readonly Peer[] | null {
  if (peers === undefined || peers === null || peers.length === 0) return null;
  return peers.map((peer) => {
    if (peer.ipBlock !== undefined && peer.ipBlock !== null) {
      return {
        type: "ipBlock",
        cidr: masked(peer.ipBlock.cidr),
        except: (peer.ipBlock.except ?? []).map(masked),
        origin,
      };
    }
    const namespaces = peer.namespaceSelector ?? null;
    return {
      type: "pods",
      namespaces: namespaces === null ? null : readSelector(namespaces),
      pods: readSelector(peer.podSelector ?? {}),
      origin,
    };
  });
}

/** Bits beyond the prefix are ignored, and so are leading zeros and the IPv6 spelling of an IPv4 block. */
function masked(text: string): ReturnType<typeof cidr> {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)\/(\d+)$/i.exec(text);
  const plain = mapped === null ? text : `${mapped[1] ?? ""}/${String(Number(mapped[2]) - 96)}`;
  const { family, first, last } = cidr(plain);
  const size = last - first + 1n;
  const start = first - (first % size);
  return { family, first: start, last: start + size - 1n };
}

function readPorts(ports: RuleText["ports"]): readonly PolicyPort[] | null {
  if (ports === undefined || ports === null || ports.length === 0) return null;
  return ports.map((one): PolicyPort => {
    const { protocol, port, endPort } = one ?? {};
    const known = { protocol: protocol ?? "TCP", origin } as const;
    if (port === undefined || port === null) return { type: "range", ...known, first: 1, last: 65_535 };
    if (typeof port === "string") return { type: "name", ...known, name: port };
    return { type: "range", ...known, first: port, last: endPort ?? port };
  });
}

function readSelector(selector: SelectorText): Selector {
  const exact = Object.entries(selector.matchLabels ?? {}).map(([key, value]): Requirement => ({
    key,
    operator: "In",
    values: [value ?? ""],
  }));
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }) => ({ key, operator, values: values ?? [] }) as Requirement,
  );
  return { requirements: [...exact, ...expressions] };
}
