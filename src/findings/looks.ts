import { workloadId, type Cluster, type Policy, type Selector, type Side, type Workload } from "../engine/index.ts";
import { lazily, remember } from "./collections.ts";
import type { PodsOf } from "./pods-of.ts";

/**
 * Prepares to ask for what the policies of either side can tell about the pods of a workload, as one text: equal for
 * workloads that have the same connections on each side. Labels and port names that no policy asks for make no difference.
 */
export function createLooksOf(clusters: Readonly<Record<Side, { readonly cluster: Cluster }>>): PodsOf {
  const asked = lazily(() => askedBy([...clusters.base.cluster.policies, ...clusters.head.cluster.policies]));
  const known = new Map<Workload, string>();
  return (workload) => remember(known, workload, () => textOf(workload, asked()));
}

/** What policies ask of pods. */
interface Asked {
  readonly keys: ReadonlySet<string>;
  readonly portNames: ReadonlySet<string>;
}

function askedBy(policies: readonly Policy[]): Asked {
  const rules = policies.flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])]);
  const selectors: readonly Selector[] = [
    ...policies.map(({ subject }) => subject),
    ...rules.flatMap(({ peers }) => (peers ?? []).flatMap((peer) => (peer.type === "pods" ? [peer.pods] : []))),
  ];
  return {
    keys: new Set(selectors.flatMap(({ requirements }) => requirements.map(({ key }) => key))),
    portNames: new Set(
      rules.flatMap(({ ports }) => (ports ?? []).flatMap((one) => (one.type === "name" ? one.name : []))),
    ),
  };
}

function textOf(workload: Workload, { keys, portNames }: Asked): string {
  const { namespace, template } = workload;
  const labels = [...template.labels].filter(([key]) => keys.has(key)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const ports = template.namedPorts.filter(({ name }) => portNames.has(name));
  return JSON.stringify([
    namespace,
    labels,
    // Values that only the cluster knows are those of no other workload.
    labels.some(([, value]) => value === null) ? workloadId(workload) : null,
    ports.map(({ name, protocol, number }) => `${protocol}/${name}/${String(number)}`).toSorted(),
    template.hostNetwork,
  ]);
}
