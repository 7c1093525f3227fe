import type { Labels, Origin, Pod, PodFacts, Workload } from "../engine/index.ts";
import type { Asked } from "./asked.ts";
import type { Controller, PodObjectFacts, WorkloadFacts } from "./facts.ts";
import { isMadeFrom } from "./made-from.ts";
import type { NamedObject } from "./named-objects.ts";
import { PER_POD_LABELS, POD_INDEX, STATEFUL_SET_POD_NAME } from "./run-time-labels.ts";

/**
 * A controller with its known pods, and with those that its manifest makes certain: the ordinals of a StatefulSet. What
 * its template makes is never hidden by pods that were not made from it, whoever they say they belong to.
 */
export function fromController(
  { facts, namespace, name }: NamedObject<WorkloadFacts>,
  owned: readonly NamedObject<PodObjectFacts>[],
  asked: Asked,
): Workload {
  const { template, identity } = facts;
  const known = byName(owned).map(toPod);
  const ordinals = ordinalPods(facts, name);
  const others = new Map(known.map((pod) => [pod.name, pod]));
  const placed = ordinals.map((ordinal): Pod => {
    const pod = others.get(ordinal.name);
    others.delete(ordinal.name);
    return pod ?? ordinal;
  });
  const isFrom = (pod: Pod, from: PodFacts): boolean => !pod.finished && isMadeFrom(pod, from, asked);
  const podsComplete =
    ordinals.length > 0
      ? placed.every((pod, index) => isFrom(pod, ordinals[index] ?? template))
      : known.some((pod) => isFrom(pod, template));
  const pods = [...placed, ...others.values()];
  return { namespace, kind: identity.kind, name, template, pods, podsComplete, origin: identity.origin };
}

/** A controller that is known from one that it owns. */
export function fromMiddle({ facts, namespace }: NamedObject<WorkloadFacts>, owner: Controller): Workload {
  const template = withoutPerPodValues(facts.template);
  const { origin } = facts.identity;
  return { namespace, kind: owner.kind, name: owner.name, template, pods: [], podsComplete: false, origin };
}

/** A controller that only its pods, at least one, tell of; or a bare pod. */
export function fromPods(owner: Controller, owned: readonly NamedObject<PodObjectFacts>[]): Workload {
  const sorted = byName(owned);
  const [first] = sorted;
  const origin: Origin = first?.facts.identity.origin ?? { path: "", line: 1, column: 1 };
  const template = first?.facts.pod ?? EMPTY;
  return {
    namespace: first?.namespace ?? "",
    kind: owner.kind,
    name: owner.name,
    template: owner.kind === "Pod" ? template : withoutPerPodValues(template),
    pods: sorted.map(toPod),
    podsComplete: true,
    origin,
  };
}

/** Whether a workload, by a running pod or by replicas of its own template, has what another template makes. */
export function standsFor({ template, pods, podsComplete }: Workload, other: PodFacts, asked: Asked): boolean {
  const running: readonly PodFacts[] = pods.filter((pod) => !pod.finished);
  const replicas = running.length > 0 && podsComplete ? running : [...running, template];
  return replicas.some((replica) => isMadeFrom(replica, other, asked));
}

const EMPTY: PodFacts = {
  labels: new Map(),
  labelOrigins: new Map(),
  namedPorts: [],
  hostNetwork: false,
  hostNetworkOrigin: null,
};

function withoutPerPodValues(facts: PodFacts): PodFacts {
  const labels: Labels = new Map(
    [...facts.labels].map(([key, value]) => [key, PER_POD_LABELS.has(key) ? null : value]),
  );
  return { ...facts, labels };
}

function byName(pods: readonly NamedObject<PodObjectFacts>[]): readonly NamedObject<PodObjectFacts>[] {
  return [...pods].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toPod({ facts, name }: NamedObject<PodObjectFacts>): Pod {
  const { pod, addresses, node, finished, identity } = facts;
  return { ...pod, name, addresses, node, finished, origin: identity.origin };
}

/** Source: StatefulSets, "Ordinal Index", "Pod Name Label", "Pod index label". */
function ordinalPods({ ordinals, template, identity }: WorkloadFacts, name: string): readonly Pod[] {
  if (ordinals === null) return [];
  return Array.from({ length: ordinals.count }, (_, offset) => {
    const index = String(ordinals.first + offset);
    const podName = `${name}-${index}`;
    const labels: Labels = new Map([...template.labels, [STATEFUL_SET_POD_NAME, podName], [POD_INDEX, index]]);
    return { ...template, labels, name: podName, addresses: [], node: null, finished: false, origin: identity.origin };
  });
}
