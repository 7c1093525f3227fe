/** A cluster of a given size, the same for every run: made from a seed. */
import type {
  Cluster,
  Namespace,
  NamedPort,
  Peer,
  Pod,
  Policy,
  PolicyPort,
  Rule,
  Selector,
  Workload,
} from "../src/engine/model.ts";
import { createRandom, type Random } from "../test/oracle/random.ts";
import { cidr } from "../test/oracle/vocabulary.ts";
import type { Dimensions } from "./sizes.ts";

const SEED = 20_240_607;
const APPS_PER_NAMESPACE = 14;
const TEAMS = 24;
const TIERS = ["web", "api", "data"] as const;
const FIRST_POD_ADDRESS = 10n * 2n ** 24n;

export const EVERY_POD: Selector = { requirements: [] };

export function generateCluster(size: Dimensions): Cluster {
  const random = createRandom(SEED);
  const namespaces = Array.from({ length: size.namespaces }, (_, index) => makeNamespace(index));
  let pods = 0;
  const workloads = Array.from({ length: size.workloads }, (_, index) => {
    const replicas = Math.floor(((index + 1) * size.pods) / size.workloads) - pods;
    const workload = makeWorkload(size, index, pods, replicas);
    pods += replicas;
    return workload;
  });
  const policies = Array.from({ length: size.policies }, (_, index) => makePolicy(random, size, index));
  return { namespaces, workloads, policies, nodes: [] };
}

function namespaceName(index: number): string {
  return `ns-${String(index).padStart(4, "0")}`;
}

function makeNamespace(index: number): Namespace {
  const name = namespaceName(index);
  const labels = new Map([
    ["kubernetes.io/metadata.name", name],
    ["team", `team-${String(index % TEAMS)}`],
    ["env", ["dev", "stage", "prod"][index % 3] ?? "dev"],
  ]);
  const place = origin(`namespaces/${name}.yaml`, 1);
  return {
    name,
    labels,
    labelOrigins: new Map([
      ["team", place],
      ["env", place],
    ]),
    labelsComplete: true,
    origin: place,
  };
}

function makeWorkload(size: Dimensions, index: number, firstPod: number, replicas: number): Workload {
  const namespace = namespaceName(index % size.namespaces);
  const app = Math.floor(index / size.namespaces);
  const name = `app-${String(app)}`;
  const place = origin(`workloads/${namespace}/${name}.yaml`, 1);
  const labels = new Map([
    ["app", appLabel(app)],
    ["tier", TIERS[app % TIERS.length] ?? "web"],
    ["instance", `${namespace}-${name}`],
  ]);
  const namedPorts: NamedPort[] = [
    { name: "http", protocol: "TCP", number: 8000 + (app % 4), origin: place },
    { name: "metrics", protocol: "TCP", number: 9000 + (app % 3), origin: place },
  ];
  const template = {
    labels,
    labelOrigins: new Map([...labels.keys()].map((key) => [key, place])),
    namedPorts,
    hostNetwork: false,
    hostNetworkOrigin: null,
  };
  const pods = Array.from({ length: replicas }, (_, replica): Pod => {
    const value = FIRST_POD_ADDRESS + BigInt(firstPod + replica);
    const addresses = size.shape === "dump" ? [{ family: 4 as const, value }] : [];
    return { ...template, name: `${name}-${String(replica)}`, addresses, node: null, finished: false, origin: place };
  });
  return { namespace, kind: "Deployment", name, template, pods, podsComplete: pods.length > 0, origin: place };
}

/** Workloads of one namespace share application names with those of the others, as teams that copy each other do. */
function appLabel(app: number): string {
  return `app-${String(app % APPS_PER_NAMESPACE)}`;
}

function makePolicy(random: Random, size: Dimensions, index: number): Policy {
  const namespace = namespaceName(index % size.namespaces);
  const turn = Math.floor(index / size.namespaces);
  const name = `policy-${String(turn)}`;
  const place = origin(`policies/${namespace}/${name}.yaml`, 1);
  const rules = ruleMaker(random, place.path);
  const base = {
    namespace,
    name,
    subject: EVERY_POD,
    subjectOrigin: place,
    typesOrigin: place,
    ingress: null,
    egress: null,
    origin: place,
  };
  // The first of every namespace closes it, as nearly all real ones do.
  if (turn === 0) return { ...base, ingress: [] };
  if (size.shape === "dump") {
    if (random.once(4)) return { ...base, subject: label("instance", "nobody"), ingress: [] };
    if (index % 195 === 0) return { ...base, ingress: [rules.make([rules.anywhere()], null)] };
    const peer = rules.here(appLabel(random.integer(3)));
    return {
      ...base,
      subject: label("tier", random.pick(TIERS)),
      ingress: [rules.make([peer], [rules.number(8000 + random.integer(40))])],
    };
  }
  switch (turn % 5) {
    case 1:
      return { ...base, ingress: [rules.make([rules.here(null)], null)] };
    case 2:
      return {
        ...base,
        subject: label("tier", "api"),
        ingress: [rules.make([rules.team(random.integer(TEAMS), "web")], [rules.number(8000)])],
      };
    case 3:
      return { ...base, ingress: [rules.make([rules.team(0, null)], [rules.named("metrics")])] };
    case 4:
      return {
        ...base,
        subject: label("tier", "data"),
        egress: [
          rules.make([rules.here(null), rules.block(random.integer(200))], null),
          rules.make(null, [rules.dns()]),
        ],
      };
    default:
      return {
        ...base,
        subject: label("app", appLabel(random.integer(APPS_PER_NAMESPACE))),
        ingress: [rules.make([rules.here(appLabel(random.integer(APPS_PER_NAMESPACE)))], [rules.named("http")])],
      };
  }
}

/** Parts of rules, each on a line of its own. */
export interface RuleMaker {
  readonly make: (peers: readonly Peer[] | null, ports: readonly PolicyPort[] | null) => Rule;
  /** Pods of the own namespace, all or those of one application. */
  readonly here: (app: string | null) => Peer;
  /** Pods of all namespaces of a team, all or those of one tier. */
  readonly team: (team: number, tier: string | null) => Peer;
  readonly anywhere: () => Peer;
  readonly block: (index: number) => Peer;
  readonly number: (number: number) => PolicyPort;
  readonly named: (name: string) => PolicyPort;
  readonly dns: () => PolicyPort;
}

export function ruleMaker(random: Random, path: string): RuleMaker {
  let line = 10;
  const next = (): ReturnType<typeof origin> => {
    line += 1;
    return origin(path, line);
  };
  return {
    make: (peers, ports) => ({ peers, ports, origin: next() }),
    here: (app) => ({
      type: "pods",
      namespaces: null,
      pods: app === null ? EVERY_POD : label("app", app),
      origin: next(),
    }),
    team: (team, tier) => ({
      type: "pods",
      namespaces: label("team", `team-${String(team)}`),
      pods: tier === null ? EVERY_POD : label("tier", tier),
      origin: next(),
    }),
    anywhere: () => ({ type: "pods", namespaces: EVERY_POD, pods: EVERY_POD, origin: next() }),
    block: (index) => {
      const inside = cidr(`198.18.${String(index)}.128/25`);
      return {
        type: "ipBlock",
        cidr: cidr(`198.18.${String(index)}.0/24`),
        except: random.once(2) ? [inside] : [],
        origin: next(),
      };
    },
    number: (number) => ({ type: "range", protocol: "TCP", first: number, last: number, origin: next() }),
    named: (name) => ({ type: "name", protocol: "TCP", name, origin: next() }),
    dns: () => ({ type: "range", protocol: "UDP", first: 53, last: 53, origin: next() }),
  };
}

function label(key: string, value: string): Selector {
  return { requirements: [{ key, operator: "In", values: [value] }] };
}

function origin(path: string, line: number): { readonly path: string; readonly line: number; readonly column: number } {
  return { path, line, column: 1 };
}
