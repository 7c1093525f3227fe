import type { Explanation, MissingFact, Party, Probe } from "../explanation.ts";
import type { Cluster, ClusterSettings } from "../model.ts";
import type { Ternary } from "../ternary.ts";
import { sharedFamily, type Packet } from "./ends.ts";
import { createLookup, type Lookup } from "./lookup.ts";
import { merge, strongest } from "./merge.ts";
import { membersOf } from "./parties.ts";
import { indexPolicies, type PolicyIndex } from "./policies.ts";
import { createReplicaFolder, ownNodeAnswers, type Replicas } from "./replicas.ts";
import { explainSide, sideWithout } from "./side.ts";

interface Context {
  readonly lookup: Lookup;
  readonly policies: PolicyIndex;
}

/**
 * Prepares a cluster for single questions: may this packet pass, and why. Source: "The two sorts of pod isolation".
 *
 * A workload without a pod's name stands for all its running pods, and for replicas of its template where these may run
 * besides or no pod is known; where they differ, the verdict is `unknown`. A workload to itself is replica to replica.
 * When both ends are the same pod, `samePod` decides, and the two sides say what the policies alone would. The prepared
 * function throws when the cluster holds no such workload or pod.
 */
export function createEvaluator(cluster: Cluster, settings: ClusterSettings): (probe: Probe) => Explanation {
  const context: Context = { lookup: createLookup(cluster, settings), policies: indexPolicies(cluster) };
  const foldReplicas = createReplicaFolder(cluster);
  return (probe) => {
    const from = foldReplicas(membersOf(probe.from, context.lookup));
    const to = foldReplicas(membersOf(probe.to, context.lookup));
    const pairs = from.flatMap((source) => to.map((destination) => ({ source, destination })));
    const distinct = pairs.filter(({ source, destination }) => !isOnePod(source, destination));
    const cases = distinct.length > 0 ? distinct : pairs;
    const samePod = distinct.length === 0 && !isReplicaToReplica(probe, context.lookup);
    const explanations = cases.flatMap(({ source, destination }) =>
      ownNodeAnswers(source, destination).map((ownNode) =>
        explainPair(source, destination, { probe, samePod, ownNode, context }),
      ),
    );
    return merge(explanations, [...whichPod(probe.from, from), ...whichPod(probe.to, to)]);
  };
}

function isOnePod(one: Replicas, other: Replicas): boolean {
  return one.identity !== null && one.identity === other.identity;
}

/** A controller's only known pod still means "one replica to another". */
function isReplicaToReplica({ from, to }: Probe, { workloads }: Lookup): boolean {
  if (from.type !== "workload" || to.type !== "workload") return false;
  return from.pod === null && to.pod === null && workloads.get(from.id)?.kind !== "Pod";
}

function whichPod(party: Party, replicas: readonly Replicas[]): readonly MissingFact[] {
  const several = replicas.reduce((sum, { nodes }) => sum + nodes.size, 0) > 1;
  return party.type === "workload" && several ? [{ type: "pod", workload: party.id }] : [];
}

interface Question {
  readonly probe: Probe;
  readonly samePod: boolean;
  readonly ownNode: Ternary;
  readonly context: Context;
}

function explainPair(source: Replicas, destination: Replicas, question: Question): Explanation {
  const { probe, samePod, ownNode, context } = question;
  const { settings } = context.lookup;
  const [from, to] = [source.end, destination.end];
  const family = sharedFamily(from, to, probe.family, settings);
  if (family === null) {
    const egress = sideWithout("egress", "deny", "no-common-family");
    return { verdict: "deny", assumed: "deny", samePod, egress, ingress: { ...egress, direction: "ingress" } };
  }
  const packet: Packet = { protocol: probe.protocol, port: probe.port, family };
  const shared = { packet, ownNode, policies: context.policies, settings };
  const egress = explainSide({ ...shared, direction: "egress", self: from, other: to });
  const ingress = explainSide({ ...shared, direction: "ingress", self: to, other: from });
  return {
    verdict: samePod ? "allow" : strongest([egress.verdict, ingress.verdict]),
    assumed: samePod ? "allow" : strongest([egress.assumed, ingress.assumed]),
    samePod,
    egress,
    ingress,
  };
}
