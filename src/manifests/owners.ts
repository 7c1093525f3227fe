import type { Asked } from "./asked.ts";
import type { GroupedWorkload } from "./distinct-kinds.ts";
import type { Controller, PodObjectFacts, WorkloadFacts } from "./facts.ts";
import type { NamedObject } from "./named-objects.ts";
import { objectKey } from "./object-key.ts";
import { MIDDLE_KINDS, topOwner, type WorkloadsByKey } from "./top-owner.ts";
import { fromController, fromMiddle, fromPods, standsFor } from "./workload.ts";

/**
 * The workloads of a cluster: every controller that no other controller owns, with the pods that are known one by
 * one, and every bare pod. A controller that only its pods tell of is made from them. A controller in the middle counts
 * for its owner, or for itself where its pods would differ from all that its owner has. `asked`: of either side of a
 * change.
 * Order: controllers as given, then bare pods and controllers made from pods, as the pods are given, then those in the
 * middle.
 */
export function toWorkloads(
  controllers: readonly NamedObject<WorkloadFacts>[],
  podObjects: readonly NamedObject<PodObjectFacts>[],
  asked: Asked,
): readonly GroupedWorkload[] {
  const byKey: WorkloadsByKey = new Map(controllers.map((object) => [object.key, object]));
  const podsByOwner = new Map<string, NamedObject<PodObjectFacts>[]>();
  const workloads = new Map<string, GroupedWorkload>();
  const owners = new Map<string, Controller>();

  for (const pod of podObjects) {
    const { controller, pod: podFacts } = pod.facts;
    // A bare pod is its own workload.
    const owner = topOwner(controller, { namespace: pod.namespace, labels: podFacts.labels }, byKey) ?? {
      kind: "Pod",
      group: "",
      name: pod.name,
    };
    const key = objectKey(owner, pod.namespace, owner.name);
    owners.set(key, owner);
    const siblings = podsByOwner.get(key);
    if (siblings === undefined) podsByOwner.set(key, [pod]);
    else siblings.push(pod);
  }
  for (const object of controllers) {
    if (isMiddle(object)) continue;
    const workload = fromController(object, podsByOwner.get(object.key) ?? [], asked);
    workloads.set(object.key, { group: object.facts.identity.group, workload });
  }
  for (const [key, pods] of podsByOwner) {
    const owner = owners.get(key);
    if (workloads.has(key) || owner === undefined) continue;
    workloads.set(key, { group: owner.group, workload: fromPods(owner, pods) });
  }
  for (const object of [...controllers].filter(isInUse).sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const { facts, namespace } = object;
    const owner = topOwner(facts.controller, { namespace, labels: facts.template.labels }, byKey) ?? facts.identity;
    const key = objectKey(owner, namespace, owner.name);
    const known = workloads.get(key);
    if (known === undefined && !byKey.has(key)) {
      // The owner is neither in the files nor known by pods: what it deploys is still known from here.
      workloads.set(key, { group: owner.group, workload: fromMiddle(object, owner) });
    } else if (known === undefined || !standsFor(known.workload, facts.template, asked)) {
      const workload = fromController(object, podsByOwner.get(object.key) ?? [], asked);
      workloads.set(object.key, { group: facts.identity.group, workload });
    }
  }
  return [...workloads.values()];
}

/** Whether a controller in the middle wants pods. */
function isInUse(object: NamedObject<WorkloadFacts>): boolean {
  return isMiddle(object) && object.facts.wantsPods;
}

function isMiddle(object: NamedObject<WorkloadFacts>): boolean {
  return MIDDLE_KINDS.has(object.facts.identity.kind) && object.facts.controller !== null;
}
