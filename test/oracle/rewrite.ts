/** Other ways to write down the same cluster: reordered, or said with more words. A diff must not see them. */
import type { Cluster, Labels, Peer, Policy, PolicyPort, Rule, Selector, Workload } from "../../src/engine/model.ts";
import type { Random } from "./random.ts";

/** Everything whose order means nothing, in another order. */
export function shuffleCluster(random: Random, cluster: Cluster): Cluster {
  const shuffleMap = <V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> => new Map(random.shuffle([...map]));
  const facts = <T extends { readonly labels: Labels; readonly namedPorts: Workload["template"]["namedPorts"] }>(
    pod: T,
  ): T => {
    return { ...pod, labels: shuffleMap(pod.labels), namedPorts: random.shuffle(pod.namedPorts) };
  };
  return {
    namespaces: random
      .shuffle(cluster.namespaces)
      .map((namespace) => ({ ...namespace, labels: shuffleMap(namespace.labels) })),
    workloads: random.shuffle(cluster.workloads).map((workload) => ({
      ...workload,
      template: facts(workload.template),
      pods: random.shuffle(workload.pods).map(facts),
    })),
    policies: random
      .shuffle(cluster.policies)
      .map((policy) => mapRules(policy, (rules) => random.shuffle(rules).map((rule) => shuffleRule(random, rule)))),
    nodes: random.shuffle(cluster.nodes).map((node) => ({ ...node, addresses: random.shuffle(node.addresses) })),
  };
}

function shuffleRule(random: Random, rule: Rule): Rule {
  return {
    ...rule,
    peers: rule.peers === null ? null : random.shuffle(rule.peers),
    ports: rule.ports === null ? null : random.shuffle(rule.ports),
  };
}

/** The same meaning in more words: one rule per peer and per port, halved ranges, and every policy written twice. */
export function unfoldCluster(random: Random, cluster: Cluster): Cluster {
  const unfold = (policy: Policy): Policy =>
    mapRules(policy, (rules) => rules.flatMap((rule) => unfoldRule(random, rule)));
  const policies = cluster.policies.flatMap((policy) => {
    return random.once(2) ? [unfold(policy)] : [policy, unfold({ ...policy, name: `${policy.name}-again` })];
  });
  return { ...cluster, policies };
}

function unfoldRule(random: Random, rule: Rule): Rule[] {
  if (random.once(4)) return [rule, rule];
  const byPeer = rule.peers === null ? [rule] : rule.peers.map((peer) => ({ ...rule, peers: [peer] }));
  return byPeer.flatMap((one) => {
    if (one.ports === null || one.ports.length === 0) return [one];
    return one.ports.flatMap(halves).map((port) => ({ ...one, ports: [port] }));
  });
}

function halves(port: PolicyPort): PolicyPort[] {
  // The whole protocol stays whole: it also stands for the ports whose numbers are not known.
  if (port.type === "name" || port.first === port.last || port.last - port.first === 65_534) return [port];
  const middle = Math.floor((port.first + port.last) / 2);
  return [
    { ...port, last: middle },
    { ...port, first: middle + 1 },
  ];
}

function mapRules(policy: Policy, change: (rules: readonly Rule[]) => readonly Rule[]): Policy {
  return {
    ...policy,
    ingress: policy.ingress === null ? null : change(policy.ingress),
    egress: policy.egress === null ? null : change(policy.egress),
  };
}

/** The cluster with every value of its selectors listed twice, as a manifest may say it and the model forbids. */
export function repeatAllValues(cluster: Cluster): Cluster {
  const peer = (one: Peer): Peer =>
    one.type === "ipBlock"
      ? one
      : {
          ...one,
          namespaces: one.namespaces === null ? null : repeatValues(one.namespaces),
          pods: repeatValues(one.pods),
        };
  const policies = cluster.policies.map((policy) => ({
    ...mapRules(policy, (rules) =>
      rules.map((rule) => ({ ...rule, peers: rule.peers === null ? null : rule.peers.map(peer) })),
    ),
    subject: repeatValues(policy.subject),
  }));
  return { ...cluster, policies };
}

function repeatValues(selector: Selector): Selector {
  return { requirements: selector.requirements.map((one) => ({ ...one, values: [...one.values, ...one.values] })) };
}
