import type { Cluster } from "../model.ts";
import { NO, UNKNOWN, YES, type Ternary } from "../ternary.ts";
import type { End } from "./ends.ts";
import type { Member } from "./parties.ts";
import { createSignature } from "./signature.ts";

/** Members that no policy of the cluster can tell apart, but for the node they run on. */
export interface Replicas {
  /** One of them. */
  readonly end: End;
  /** Identity of the pod when it is only one. */
  readonly identity: string | null;
  readonly nodes: ReadonlySet<string | null>;
}

/** Folds members that no policy of the cluster can tell apart. */
export type ReplicaFolder = (members: readonly Member[]) => readonly Replicas[];

/** A workload of thousands of pods must not mean millions of pairs: pods fold by what policies can see of them. */
export function createReplicaFolder(cluster: Cluster): ReplicaFolder {
  let signature: ((end: End) => string) | null = null;
  return (members) => {
    if (members.length === 1) return members.map((member) => fold([member], member.end));
    signature ??= createSignature(cluster);
    const groups = new Map<string, Member[]>();
    for (const member of members) {
      const key = signature(member.end);
      const group = groups.get(key) ?? [];
      group.push(member);
      groups.set(key, group);
    }
    return [...groups.values()].flatMap((group) => group.slice(0, 1).map(({ end }) => fold(group, end)));
  };
}

function fold(members: readonly Member[], end: End): Replicas {
  const [first, ...others] = members;
  return {
    end,
    identity: others.length === 0 ? (first?.identity ?? null) : null,
    nodes: new Set(members.map((member) => member.end.node)),
  };
}

/**
 * Whether, of two ends, one is the node that the other, a pod, runs on: every answer that some pair of the replicas
 * gives. Source: NetworkPolicySpec.ingress, "the traffic source is the pod's local node".
 */
export function ownNodeAnswers(from: Replicas, to: Replicas): readonly Ternary[] {
  if (!isPodAndNode(from.end, to.end) && !isPodAndNode(to.end, from.end)) return [NO];
  const answers = new Set<Ternary>();
  for (const one of from.nodes) {
    if (one === null || to.nodes.has(null)) answers.add(UNKNOWN);
    if (one !== null && to.nodes.has(one)) answers.add(YES);
    if (one !== null && [...to.nodes].some((other) => other !== null && other !== one)) answers.add(NO);
  }
  return [...answers];
}

function isPodAndNode(pod: End, node: End): boolean {
  return pod.type === "pod" && node.type === "node";
}
