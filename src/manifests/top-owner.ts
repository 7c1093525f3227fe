import type { Labels } from "../engine/index.ts";
import type { Controller, WorkloadFacts } from "./facts.ts";
import type { NamedObject } from "./named-objects.ts";
import { objectKey } from "./object-key.ts";
import { POD_TEMPLATE_HASH, ROLLOUT_TEMPLATE_HASH } from "./run-time-labels.ts";

/** Controllers that another controller makes; their pods count for that one. */
export const MIDDLE_KINDS: ReadonlySet<string> = new Set(["ReplicaSet", "Job", "ReplicationController"]);

/** Owners of owners; Kubernetes has two levels (Deployment, ReplicaSet, Pod). */
const MAX_OWNERS = 5;

/** A CronJob names its Jobs after itself and the scheduled minute. Source: batch `getJobName`. */
const CRON_JOB_SUFFIX = /-[0-9]{8,10}$/;

export type WorkloadsByKey = ReadonlyMap<string, NamedObject<WorkloadFacts>>;

/** What is owned: a pod, or what a controller makes pods of. */
export interface Owned {
  readonly namespace: string;
  readonly labels: Labels;
}

/** `null` for what nobody owns. */
export function topOwner(controller: Controller | null, owned: Owned, byKey: WorkloadsByKey): Controller | null {
  let owner = controller;
  for (let level = 0; owner !== null && level < MAX_OWNERS && MIDDLE_KINDS.has(owner.kind); level += 1) {
    const object = byKey.get(objectKey(owner, owned.namespace, owner.name));
    const next: Controller | null = object === undefined ? impliedOwner(owner, owned, byKey) : object.facts.controller;
    if (next === null) return owner;
    owner = next;
  }
  return owner;
}

/** The owner of a ReplicaSet or Job that is not in the files, told from the names. */
function impliedOwner(owner: Controller, { namespace, labels }: Owned, byKey: WorkloadsByKey): Controller | null {
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
    if (byKey.has(objectKey(cronJob, namespace, cronJob.name))) return cronJob;
  }
  return null;
}
