/** What a pull request does to a cluster: small random edits, as people make them, and now and then everything at once. */
import type {
  Cluster,
  Direction,
  Labels,
  Namespace,
  Pod,
  PodFacts,
  Policy,
  Rule,
  Workload,
} from "../../src/engine/model.ts";
import {
  closeCluster,
  randomAddresses,
  randomCluster,
  randomFacts,
  randomNamedPorts,
  randomNamespace,
  randomWorkload,
  uniqueBy,
  type NextOrigin,
  type Shape,
} from "./generate.ts";
import { randomPeer, randomPodSelector, randomPolicy, randomPort, randomRule, rulesOf } from "./generate-policy.ts";
import type { Random } from "./random.ts";
import { NODES } from "./vocabulary.ts";

/** The cluster after one to three edits. */
export function mutateCluster(random: Random, shape: Shape, cluster: Cluster, next: NextOrigin): Cluster {
  if (random.once(20)) return randomCluster(random, shape, next);
  let result = cluster;
  for (let count = 1 + random.integer(3); count > 0; count -= 1) result = edit(random, shape, result, next);
  return closeCluster(result);
}

function edit(random: Random, shape: Shape, cluster: Cluster, next: NextOrigin): Cluster {
  const { workloads, policies, namespaces, nodes } = cluster;
  switch (random.integer(shape.workloads > 0 ? 14 : 8)) {
    case 0:
      return { ...cluster, policies: addPolicy(policies, randomPolicy(random, shape, next)) };
    case 1:
      return { ...cluster, policies: without(random, policies) };
    case 2:
      return { ...cluster, policies: changeOne(random, policies, (policy) => togglePolicyType(random, policy)) };
    case 3:
    case 4:
    case 5:
      return { ...cluster, policies: changeOne(random, policies, (policy) => editPolicy(random, shape, policy, next)) };
    case 6:
      return {
        ...cluster,
        namespaces: changeOne(random, namespaces, (namespace) => relabelNamespace(random, shape, namespace, next)),
      };
    case 7:
      return random.once(2)
        ? { ...cluster, namespaces: without(random, namespaces) }
        : {
            ...cluster,
            namespaces: declare(namespaces, randomNamespace(random, shape, random.pick(shape.namespaces), next)),
          };
    case 8:
      return { ...cluster, workloads: addWorkload(workloads, randomWorkload(random, shape, next)) };
    case 9:
      return { ...cluster, workloads: without(random, workloads) };
    case 10:
      return {
        ...cluster,
        workloads: changeOne(random, workloads, (workload) => changeFacts(workload, relabel(random, shape, next))),
      };
    case 11:
      return {
        ...cluster,
        workloads: changeOne(random, workloads, (workload) => changeFacts(workload, renumber(random, next))),
      };
    case 12:
      return { ...cluster, workloads: changeOne(random, workloads, (workload) => changePods(random, workload)) };
    default:
      return random.once(3)
        ? {
            ...cluster,
            nodes: uniqueBy(
              [...without(random, nodes), { ...random.pick(NODES), origin: next() }],
              (node) => node.name,
            ),
          }
        : {
            ...cluster,
            workloads: changeOne(random, workloads, (workload) => changeFacts(workload, toggleHostNetwork)),
          };
  }
}

function without<T>(random: Random, list: readonly T[]): T[] {
  const gone = random.integer(Math.max(1, list.length));
  return list.filter((_, index) => index !== gone);
}

function changeOne<T>(random: Random, list: readonly T[], change: (item: T) => T): T[] {
  const chosen = random.integer(Math.max(1, list.length));
  return list.map((item, index) => (index === chosen ? change(item) : item));
}

function addPolicy(policies: readonly Policy[], added: Policy): readonly Policy[] {
  return uniqueBy([added, ...policies], (policy) => `${policy.namespace}/${policy.name}`);
}

function addWorkload(workloads: readonly Workload[], added: Workload): readonly Workload[] {
  return uniqueBy([added, ...workloads], (workload) => `${workload.namespace}/${workload.kind}/${workload.name}`);
}

function declare(namespaces: readonly Namespace[], declared: Namespace): readonly Namespace[] {
  return uniqueBy([declared, ...namespaces], (namespace) => namespace.name);
}

function togglePolicyType(random: Random, policy: Policy): Policy {
  const direction: Direction = random.pick(["ingress", "egress"]);
  const other: Direction = direction === "ingress" ? "egress" : "ingress";
  // A policy is about one direction at least.
  if (policy[direction] !== null && policy[other] === null) return { ...policy, [other]: [] };
  return { ...policy, [direction]: policy[direction] === null ? [] : null };
}

function editPolicy(random: Random, shape: Shape, policy: Policy, next: NextOrigin): Policy {
  if (random.once(5)) return { ...policy, subject: randomPodSelector(random, shape), subjectOrigin: next() };
  const direction: Direction =
    policy.ingress === null ? "egress" : policy.egress === null ? "ingress" : random.pick(["ingress", "egress"]);
  const rules = rulesOf(policy, direction);
  if (rules.length === 0 || random.once(4)) {
    return { ...policy, [direction]: random.shuffle([...rules, randomRule(random, shape, next)]) };
  }
  if (random.once(4)) return { ...policy, [direction]: without(random, rules) };
  return { ...policy, [direction]: changeOne(random, rules, (rule) => editRule(random, shape, rule, next)) };
}

function editRule(random: Random, shape: Shape, rule: Rule, next: NextOrigin): Rule {
  switch (random.integer(4)) {
    case 0:
      return { ...rule, peers: [...(rule.peers ?? []), randomPeer(random, shape, next)] };
    case 1: {
      const peers = without(random, rule.peers ?? []);
      return { ...rule, peers: peers.length === 0 ? null : peers };
    }
    case 2:
      return { ...rule, ports: [...(rule.ports ?? []), randomPort(random, shape, next)] };
    default: {
      const ports = without(random, rule.ports ?? []);
      return { ...rule, ports: ports.length === 0 ? null : ports };
    }
  }
}

function relabelNamespace(random: Random, shape: Shape, namespace: Namespace, next: NextOrigin): Namespace {
  return namespace.labelsComplete ? randomNamespace(random, shape, namespace.name, next) : namespace;
}

type ChangeFacts = (facts: PodFacts) => PodFacts;

/** The template and every pod made from it. */
function changeFacts(workload: Workload, change: ChangeFacts): Workload {
  const pods = workload.pods.map((pod): Pod => {
    const facts = change(pod);
    return { ...pod, ...facts, addresses: facts.hostNetwork ? [] : pod.addresses };
  });
  return { ...workload, template: change(workload.template), pods };
}

function relabel(random: Random, shape: Shape, next: NextOrigin): ChangeFacts {
  const { labels, labelOrigins } = randomFacts(random, shape, false, next);
  const isAdded = (key: string): boolean => !shape.podKeys.includes(key);
  return (facts) => {
    const kept: Labels = new Map([...facts.labels].filter(([key]) => isAdded(key)));
    return { ...facts, labels: new Map([...labels, ...kept]), labelOrigins };
  };
}

function renumber(random: Random, next: NextOrigin): ChangeFacts {
  const namedPorts = randomNamedPorts(random, next);
  return (facts) => ({ ...facts, namedPorts });
}

const toggleHostNetwork: ChangeFacts = (facts) => ({ ...facts, hostNetwork: !facts.hostNetwork });

function changePods(random: Random, workload: Workload): Workload {
  if (workload.kind !== "Pod" && random.once(4)) return { ...workload, podsComplete: !workload.podsComplete };
  const change = (pod: Pod): Pod => {
    if (random.once(3)) return { ...pod, finished: !pod.finished };
    if (random.once(2)) return { ...pod, node: random.pick([null, "node-1", "node-2"]) };
    return pod.hostNetwork ? pod : { ...pod, addresses: randomAddresses(random) };
  };
  if (workload.pods.length > 1 && random.once(4)) return { ...workload, pods: without(random, workload.pods) };
  return { ...workload, pods: changeOne(random, workload.pods, change) };
}
