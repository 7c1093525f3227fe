/** Finds a smaller pair of clusters that still fails, by leaving out one thing after the other. */
import type { Cluster, Policy, Rule } from "../../src/engine/model.ts";

export interface Pair {
  readonly base: Cluster;
  readonly head: Cluster;
}

/** Bound on the attempts, so that a failing run ends soon. */
const MAX_ATTEMPTS = 400;

export function shrink(pair: Pair, fails: (pair: Pair) => boolean): Pair {
  let current = pair;
  let attempts = 0;
  for (let progress = true; progress;) {
    progress = false;
    for (const smaller of smallerPairs(current)) {
      attempts += 1;
      if (attempts > MAX_ATTEMPTS) return current;
      if (!fails(smaller)) continue;
      current = smaller;
      progress = true;
      break;
    }
  }
  return current;
}

function smallerPairs({ base, head }: Pair): readonly Pair[] {
  const names = (list: (cluster: Cluster) => readonly string[]): readonly string[] => [
    ...new Set([...list(base), ...list(head)]),
  ];
  const both = (change: (cluster: Cluster) => Cluster): Pair => ({ base: change(base), head: change(head) });
  const workloads = names((cluster) => cluster.workloads.map(key)).map((name) =>
    both((cluster) => ({ ...cluster, workloads: cluster.workloads.filter((one) => key(one) !== name) })),
  );
  const pods = names((cluster) => cluster.workloads.flatMap((one) => one.pods.map((pod) => pod.name))).map((name) =>
    both((cluster) => ({
      ...cluster,
      workloads: cluster.workloads.map((one) => ({
        ...one,
        pods: one.pods.filter((pod) => pod.name !== name || one.pods.length === 1),
      })),
    })),
  );
  const policies = names((cluster) => cluster.policies.map(key)).map((name) =>
    both((cluster) => ({ ...cluster, policies: cluster.policies.filter((one) => key(one) !== name) })),
  );
  const lines = names((cluster) => cluster.policies.flatMap(rulesOf).flatMap(linesOf)).map((line) =>
    both((cluster) => ({ ...cluster, policies: cluster.policies.map((policy) => withoutLine(policy, line)) })),
  );
  const nodes = both((cluster) => ({ ...cluster, nodes: [] }));
  const hasNodes = base.nodes.length + head.nodes.length > 0;
  return [
    ...workloads,
    ...policies,
    ...(hasNodes ? [nodes] : []),
    ...pods.filter((smaller) => podCount(smaller) < podCount({ base, head })),
    ...lines,
  ];
}

function podCount({ base, head }: Pair): number {
  return [base, head].flatMap((cluster) => cluster.workloads).reduce((sum, one) => sum + one.pods.length, 0);
}

function rulesOf(policy: Policy): readonly Rule[] {
  return [...(policy.ingress ?? []), ...(policy.egress ?? [])];
}

/** Where the parts of a rule were written: each is something to leave out. */
function linesOf(rule: Rule): readonly string[] {
  const peers = rule.peers ?? [];
  const ports = rule.ports ?? [];
  return [rule, ...(peers.length > 1 ? peers : []), ...(ports.length > 1 ? ports : [])].map(lineOf);
}

function lineOf({ origin }: { readonly origin: { readonly path: string; readonly line: number } }): string {
  return `${origin.path}:${String(origin.line)}`;
}

function withoutLine(policy: Policy, line: string): Policy {
  const keep = <T extends { readonly origin: Rule["origin"] }>(list: readonly T[]): readonly T[] =>
    list.filter((one) => lineOf(one) !== line);
  // A list without elements would mean something else than one with the last of them.
  const keepSome = <T extends { readonly origin: Rule["origin"] }>(list: readonly T[] | null): readonly T[] | null =>
    list === null || keep(list).length === 0 ? list : keep(list);
  const rules = (list: readonly Rule[] | null): readonly Rule[] | null =>
    list === null
      ? null
      : keep(list).map((rule) => ({ ...rule, peers: keepSome(rule.peers), ports: keepSome(rule.ports) }));
  return { ...policy, ingress: rules(policy.ingress), egress: rules(policy.egress) };
}

function key(object: { readonly namespace: string; readonly kind?: string; readonly name: string }): string {
  return `${object.namespace}/${object.kind ?? ""}/${object.name}`;
}
