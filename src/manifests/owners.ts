import type { Labels, Origin, Pod, PodFacts, Workload } from "../engine/index.ts";
import type { GroupedWorkload } from "./distinct-kinds.ts";
import type { Controller, PodObjectFacts, WorkloadFacts } from "./facts.ts";
import type { NamedObject } from "./named-objects.ts";
import { objectKey } from "./object-key.ts";
import {
  PER_POD_LABELS,
  POD_INDEX,
  POD_TEMPLATE_HASH,
  ROLLOUT_TEMPLATE_HASH,
  STATEFUL_SET_POD_NAME,
} from "./run-time-labels.ts";

/** Controllers that another controller makes; their pods count for that one. */
const MIDDLE_KINDS: ReadonlySet<string> = new Set(["ReplicaSet", "Job", "ReplicationController"]);

/** Owners of owners; Kubernetes has two levels (Deployment, ReplicaSet, Pod). */
const MAX_OWNERS = 5;

/** A CronJob names its Jobs after itself and the scheduled minute. Source: batch `getJobName`. */
const CRON_JOB_SUFFIX = /-[0-9]{8,10}$/;

type WorkloadsByKey = ReadonlyMap<string, NamedObject<WorkloadFacts>>;

/**
 * The workloads of a cluster: every controller that no other controller owns, with the pods that are known one by
 * one, and every bare pod. A controller that only its pods tell of is made from them.
 * Order: controllers as given, then bare pods and controllers made from pods, as the pods are given.
 */
export function toWorkloads(
  controllers: readonly NamedObject<WorkloadFacts>[],
  podObjects: readonly NamedObject<PodObjectFacts>[],
): readonly GroupedWorkload[] {
  const byKey: WorkloadsByKey = new Map(controllers.map((object) => [object.key, object]));
  const podsByOwner = new Map<string, NamedObject<PodObjectFacts>[]>();
  const workloads = new Map<string, GroupedWorkload>();
  const owners = new Map<string, Controller>();

  for (const pod of podObjects) {
    const owner = topOwner(pod, byKey);
    const key = objectKey(owner, pod.namespace, owner.name);
    owners.set(key, owner);
    const siblings = podsByOwner.get(key);
    if (siblings === undefined) podsByOwner.set(key, [pod]);
    else siblings.push(pod);
  }
  for (const object of controllers) {
    const owner = isMiddle(object) ? object.facts.controller : null;
    if (owner === null) {
      const workload = fromController(object, podsByOwner.get(object.key) ?? []);
      workloads.set(object.key, { group: object.facts.identity.group, workload });
      continue;
    }
    const key = objectKey(owner, object.namespace, owner.name);
    // The owner is neither in the files nor known by pods: what it deploys is still known from here.
    if (!byKey.has(key) && !podsByOwner.has(key) && object.facts.wantsPods) {
      const template = withoutPerPodValues(object.facts.template);
      const workload = { ...fromController(object, []), kind: owner.kind, name: owner.name, template };
      workloads.set(key, { group: owner.group, workload });
    }
  }
  for (const [key, pods] of podsByOwner) {
    const owner = owners.get(key);
    if (workloads.has(key) || owner === undefined) continue;
    workloads.set(key, { group: owner.group, workload: fromPods(owner, pods) });
  }
  return [...workloads.values()];
}

function isMiddle(object: NamedObject<WorkloadFacts>): boolean {
  return MIDDLE_KINDS.has(object.facts.identity.kind) && object.facts.controller !== null;
}

/** A bare pod is its own workload. */
function topOwner(pod: NamedObject<PodObjectFacts>, byKey: WorkloadsByKey): Controller {
  let owner = pod.facts.controller;
  if (owner === null) return { kind: "Pod", group: "", name: pod.name };
  for (let level = 0; level < MAX_OWNERS && MIDDLE_KINDS.has(owner.kind); level += 1) {
    const object = byKey.get(objectKey(owner, pod.namespace, owner.name));
    const next: Controller | null = object === undefined ? impliedOwner(owner, pod, byKey) : object.facts.controller;
    if (next === null) return owner;
    owner = next;
  }
  return owner;
}

/** The owner of a ReplicaSet or Job that is not in the files, told from the names. */
function impliedOwner(owner: Controller, pod: NamedObject<PodObjectFacts>, byKey: WorkloadsByKey): Controller | null {
  const { labels } = pod.facts.pod;
  if (owner.kind === "ReplicaSet") {
    for (const [label, kind, group] of [
      [POD_TEMPLATE_HASH, "Deployment", ""],
      [ROLLOUT_TEMPLATE_HASH, "Rollout", "argoproj.io"],
    ] as const) {
      const hash = labels.get(label);
      if (typeof hash === "string" && hash !== "" && owner.name.endsWith(`-${hash}`)) {
        return { kind, group, name: owner.name.slice(0, -hash.length - 1) };
      }
    }
  }
  if (owner.kind === "Job" && CRON_JOB_SUFFIX.test(owner.name)) {
    const cronJob: Controller = { kind: "CronJob", group: "", name: owner.name.replace(CRON_JOB_SUFFIX, "") };
    // Anybody may give a Job such a name, so the CronJob must be there.
    if (byKey.has(objectKey(cronJob, pod.namespace, cronJob.name))) return cronJob;
  }
  return null;
}

function fromController(object: NamedObject<WorkloadFacts>, pods: readonly NamedObject<PodObjectFacts>[]): Workload {
  const { facts, namespace, name } = object;
  return {
    namespace,
    kind: facts.identity.kind,
    name,
    template: facts.template,
    // A dump tells which pods there are; only without one do the ordinals stand for them.
    pods: pods.length > 0 ? pods.map(toPod) : ordinalPods(object),
    origin: facts.identity.origin,
  };
}

function fromPods(owner: Controller, pods: readonly NamedObject<PodObjectFacts>[]): Workload {
  const [first] = pods;
  const empty: PodFacts = {
    labels: new Map(),
    labelOrigins: new Map(),
    namedPorts: [],
    hostNetwork: false,
    hostNetworkOrigin: null,
  };
  const origin: Origin = first?.facts.identity.origin ?? { path: "", line: 1, column: 1 };
  const template = first?.facts.pod ?? empty;
  return {
    namespace: first?.namespace ?? "",
    kind: owner.kind,
    name: owner.name,
    template: owner.kind === "Pod" ? template : withoutPerPodValues(template),
    pods: pods.map(toPod),
    origin,
  };
}

function withoutPerPodValues(facts: PodFacts): PodFacts {
  const labels: Labels = new Map(
    [...facts.labels].map(([key, value]) => [key, PER_POD_LABELS.has(key) ? null : value]),
  );
  return { ...facts, labels };
}

function toPod({ facts, name }: NamedObject<PodObjectFacts>): Pod {
  const { pod, addresses, node, finished, identity } = facts;
  return { ...pod, name, addresses, node, finished, origin: identity.origin };
}

/** Source: StatefulSets, "Ordinal Index", "Pod Name Label", "Pod index label". */
function ordinalPods({ facts, name }: NamedObject<WorkloadFacts>): readonly Pod[] {
  const { ordinals, template, identity } = facts;
  if (ordinals === null) return [];
  return Array.from({ length: ordinals.count }, (_, offset) => {
    const index = String(ordinals.first + offset);
    const podName = `${name}-${index}`;
    const labels: Labels = new Map([...template.labels, [STATEFUL_SET_POD_NAME, podName], [POD_INDEX, index]]);
    return { ...template, labels, name: podName, addresses: [], node: null, finished: false, origin: identity.origin };
  });
}
