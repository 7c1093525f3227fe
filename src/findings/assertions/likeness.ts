import {
  workloadId,
  type Cluster,
  type Endpoint,
  type Labels,
  type PodPattern,
  type Policy,
  type Selector,
} from "../../engine/index.ts";

/** Whether pods that the manifests do not hold look like a workload, by indices of endpoints. */
export type Likeness = (pods: number, workload: number) => boolean;

/**
 * Pods that live in the namespace of a workload and carry all of its labels that any selector asks for, whatever they
 * carry besides: policies let in whoever carries the labels of a workload, so to name the workload is to mean these.
 */
export function createLikeness(endpoints: readonly Endpoint[], { workloads, policies }: Cluster): Likeness {
  const asked = new Set(
    policies.flatMap(selectorsOf).flatMap(({ requirements }) => requirements.map(({ key }) => key)),
  );
  const labelsOf = new Map(workloads.map((workload) => [workloadId(workload), workload.template.labels]));
  return (pods, workload) => {
    const [first, second] = [endpoints[pods], endpoints[workload]];
    if (first?.type !== "pods" || second?.type !== "workload") return false;
    const labels = labelsOf.get(second.workload ?? second.id);
    return labels !== undefined && first.patterns.every((pattern) => isLike(pattern, second.namespace, labels, asked));
  };
}

function selectorsOf({ subject, ingress, egress }: Policy): readonly Selector[] {
  const peers = [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers ?? []);
  return [subject, ...peers.flatMap((peer) => (peer.type === "pods" ? [peer.pods] : []))];
}

function isLike(pattern: PodPattern, namespace: string, labels: Labels, asked: ReadonlySet<string>): boolean {
  const own = new Map(pattern.labels);
  const lives = pattern.namespace.type === "name" && pattern.namespace.name === namespace;
  return lives && [...labels].every(([key, value]) => !asked.has(key) || own.get(key) === value);
}
