import type { Cluster, Workload } from "../engine/index.ts";

/**
 * The cluster of the head with the base's own objects wherever they are equal part by part: a file that did not change
 * gives equal parts, and the engine need not look into what is one and the same object on both sides.
 */
export function shareObjects(base: Cluster, head: Cluster): Cluster {
  const workloads = new Map(base.workloads.map((workload) => [keyOf(workload), workload]));
  const policies = new Map(base.policies.map((policy) => [`${policy.namespace}/${policy.name}`, policy]));
  return {
    ...head,
    workloads: head.workloads.map((workload) => {
      const old = workloads.get(keyOf(workload));
      return old !== undefined && isSameWorkload(old, workload) ? old : workload;
    }),
    policies: head.policies.map((policy) => {
      const old = policies.get(`${policy.namespace}/${policy.name}`);
      return old !== undefined && hasSameParts(old, policy) ? old : policy;
    }),
  };
}

function keyOf({ namespace, kind, name }: Workload): string {
  return `${namespace}/${kind}/${name}`;
}

function isSameWorkload(a: Workload, b: Workload): boolean {
  const [before, after] = [a.pods, b.pods];
  return (
    hasSameParts({ ...a, pods: after }, b) &&
    before.length === after.length &&
    before.every((pod, index) => hasSameParts(pod, after[index] ?? {}))
  );
}

/** Whether two objects have the very same values under the same keys. */
function hasSameParts<Parts extends object>(a: Parts, b: Partial<Parts>): boolean {
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  for (const key in a) if (a[key] !== b[key]) return false;
  return true;
}
