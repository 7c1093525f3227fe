/**
 * Small clusters as TypeScript data, for tests that start at the engine's own types.
 *
 *     cluster({
 *       namespaces: [namespace("shop", { team: "a" })],
 *       workloads: [workload("shop/Deployment/web", { labels: { app: "web" } }), pod("shop/db-0", { ... })],
 *       policies: [policy("shop/db", { pods: ["app=db"], ingress: [rule({ peers: [pods("app=web")], ports: ["TCP 5432"] })] })],
 *     })
 *
 * Everything gets the origin `test.yaml:1:1` unless `at` gives another line.
 */
import type {
  AddressRange,
  Cluster,
  ClusterSettings,
  IpBlockPeer,
  NamedPort,
  Namespace,
  Node,
  Origin,
  Peer,
  Pod,
  PodFacts,
  PodPeer,
  Policy,
  PolicyPort,
  Protocol,
  Requirement,
  Rule,
  Selector,
  Workload,
} from "../../src/engine/model.ts";
import { NAMESPACE_NAME_LABEL } from "../../src/engine/selectors.ts";
import { address, range } from "./addresses.ts";

/** A line of `test.yaml`. */
export function line(number: number): Origin {
  return { path: "test.yaml", line: number, column: 1 };
}

/** Labels as an object; the value `null` is one that only the cluster knows. */
export type LabelsObject = Readonly<Record<string, string | null>>;

/** A namespace that a manifest declares with exactly these labels (and its name label). */
export function namespace(name: string, labels: LabelsObject = {}): Namespace {
  return {
    name,
    labels: new Map(Object.entries({ ...labels, [NAMESPACE_NAME_LABEL]: name })),
    labelOrigins: new Map(Object.keys(labels).map((key) => [key, line(1)])),
    labelsComplete: true,
    origin: line(1),
  };
}

/** A namespace that is only mentioned: it carries its name label, and perhaps others. */
export function undeclaredNamespace(name: string): Namespace {
  return { ...namespace(name), labelsComplete: false, origin: null };
}

export interface PodFactsInput {
  readonly labels?: LabelsObject;
  /** `http=8080/TCP`. */
  readonly ports?: readonly string[];
  readonly hostNetwork?: boolean;
  readonly at?: number;
}

export interface PodInput extends PodFactsInput {
  readonly addresses?: readonly string[];
  readonly node?: string;
  readonly finished?: boolean;
}

export interface WorkloadInput extends PodFactsInput {
  /** Known pods by name; each has the labels, ports and host network of the template unless it says otherwise. */
  readonly pods?: Readonly<Record<string, PodInput>>;
  /** Left out: true when pods are known. */
  readonly podsComplete?: boolean;
}

/** A workload by `namespace/Kind/name`. */
export function workload(id: string, input: WorkloadInput): Workload {
  const [space = "", kind = "", name = ""] = id.split("/");
  const pods = Object.entries(input.pods ?? {}).map(([podName, own]) => podOf(podName, { ...input, ...own }));
  const podsComplete = input.podsComplete ?? pods.length > 0;
  return { namespace: space, kind, name, template: facts(input), pods, podsComplete, origin: line(input.at ?? 1) };
}

/** A bare Pod by `namespace/name`. */
export function pod(id: string, input: PodInput): Workload {
  const [space = "", name = ""] = id.split("/");
  return {
    namespace: space,
    kind: "Pod",
    name,
    template: facts(input),
    pods: [podOf(name, input)],
    podsComplete: true,
    origin: line(input.at ?? 1),
  };
}

function podOf(name: string, input: PodInput): Pod {
  return {
    ...facts(input),
    name,
    addresses: (input.addresses ?? []).map(address),
    node: input.node ?? null,
    finished: input.finished ?? false,
    origin: line(input.at ?? 1),
  };
}

function facts(input: PodFactsInput): PodFacts {
  const labels = input.labels ?? {};
  return {
    labels: new Map(Object.entries(labels)),
    labelOrigins: new Map(Object.keys(labels).map((key) => [key, line(input.at ?? 1)])),
    namedPorts: (input.ports ?? []).map((port) => namedPort(port, input.at ?? 1)),
    hostNetwork: input.hostNetwork ?? false,
    hostNetworkOrigin: input.hostNetwork === undefined ? null : line(input.at ?? 1),
  };
}

/** `http=8080/TCP`. */
function namedPort(text: string, at: number): NamedPort {
  const [name = "", rest = ""] = text.split("=");
  const [number = "", protocol = ""] = rest.split("/");
  return { name, protocol: protocol as Protocol, number: Number(number), origin: line(at) };
}

export function node(name: string, ...addresses: readonly string[]): Node {
  return { name, addresses: addresses.map(address), origin: line(1) };
}

/** Requirements as `app=web`, `tier in a b`, `env notin dev`, `legacy`, `!legacy`; none selects everything. */
export function selector(...requirements: readonly string[]): Selector {
  return { requirements: requirements.map(requirement) };
}

function requirement(text: string): Requirement {
  if (text.startsWith("!")) return { key: text.slice(1), operator: "DoesNotExist", values: [] };
  const [key = "", operator, ...values] = text.split(" ");
  if (operator !== undefined) return { key, operator: operator === "in" ? "In" : "NotIn", values: [...values].sort() };
  const [name = "", value] = text.split("=");
  return value === undefined ? { key, operator: "Exists", values: [] } : { key: name, operator: "In", values: [value] };
}

/** Pods of the policy's own namespace. */
export function pods(...requirements: readonly string[]): PodPeer {
  return { type: "pods", namespaces: null, pods: selector(...requirements), origin: line(1) };
}

/** Pods of selected namespaces. */
export function podsIn(namespaces: readonly string[], ...requirements: readonly string[]): PodPeer {
  return { ...pods(...requirements), namespaces: selector(...namespaces) };
}

export function block(cidr: string, ...except: readonly string[]): IpBlockPeer {
  return { type: "ipBlock", cidr: range(cidr), except: except.map(range), origin: line(1) };
}

export interface RuleInput {
  /** Left out: everybody. */
  readonly peers?: readonly Peer[];
  /** `TCP 80`, `TCP 8000-8080`, `UDP dns`, `UDP`; left out: everything. */
  readonly ports?: readonly string[];
  readonly at?: number;
}

export function rule(input: RuleInput): Rule {
  return { peers: input.peers ?? null, ports: input.ports?.map(policyPort) ?? null, origin: line(input.at ?? 1) };
}

function policyPort(text: string): PolicyPort {
  const [protocol = "", port = "1-65535"] = text.split(" ");
  const [first = "", last = first] = port.split("-");
  return /^[0-9]/u.test(port)
    ? {
        type: "range",
        protocol: protocol as Protocol,
        first: Number(first),
        last: Number(last),
        origin: line(1),
      }
    : { type: "name", protocol: protocol as Protocol, name: port, origin: line(1) };
}

export interface PolicyInput {
  /** Requirements of the subject; left out: every pod of the namespace. */
  readonly pods?: readonly string[];
  /** Left out: this direction is not isolated. */
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly at?: number;
}

/** A policy by `namespace/name`. */
export function policy(id: string, input: PolicyInput): Policy {
  const [space = "", name = ""] = id.split("/");
  return {
    namespace: space,
    name,
    subject: selector(...(input.pods ?? [])),
    subjectOrigin: line(input.at ?? 1),
    typesOrigin: line(input.at ?? 1),
    ingress: input.ingress ?? null,
    egress: input.egress ?? null,
    origin: line(input.at ?? 1),
  };
}

/** A cluster; namespaces of workloads and policies that are not given are declared without labels. */
export function cluster(input: Partial<Cluster>): Cluster {
  const { namespaces = [], workloads = [], policies = [], nodes = [] } = input;
  const given = new Set(namespaces.map(({ name }) => name));
  const used = new Set([...workloads, ...policies].map((object) => object.namespace));
  const added = [...used].filter((name) => !given.has(name)).map((name) => namespace(name));
  return { namespaces: [...namespaces, ...added], workloads, policies, nodes };
}

/** No ranges known, ipBlocks match pods, hostNetwork pods are their node; `changes` replaces parts of that. */
export function settings(changes: Partial<ClusterSettings> = {}): ClusterSettings {
  return { podRanges: [], nodeRanges: [], ipBlocks: "pods-and-external", hostNetworkPods: "node", ...changes };
}

/** Ranges from CIDRs, for `settings`. */
export function ranges(...cidrs: readonly string[]): readonly AddressRange[] {
  return cidrs.map(range);
}
