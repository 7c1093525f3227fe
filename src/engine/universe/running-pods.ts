import type { Pod, Workload } from "../model.ts";

/** The pods of a workload that policies see. */
export interface RunningPods {
  /** Without finished ones. */
  readonly pods: readonly Pod[];
  /** Whether every one is a replica of one template, at an address that is not known: nothing tells them apart. */
  readonly areReplicas: boolean;
  /** Whether a pod, or the template, shares the network of its node. */
  readonly onHostNetwork: boolean;
}

/** Looks at every pod once: a large cluster has a hundred thousand of them. */
export function findRunningPods({ pods, template }: Workload): RunningPods {
  let [finished, differ, onHostNetwork] = [0, 0, template.hostNetwork];
  let previous: Pod | null = null;
  for (const pod of pods) {
    if (pod.finished) {
      finished += 1;
      continue;
    }
    if (pod.hostNetwork) onHostNetwork = true;
    if (pod.addresses.length > 0 || (previous !== null && !haveOneTemplate(previous, pod))) differ += 1;
    previous = pod;
  }
  return {
    pods: finished > 0 ? pods.filter((pod) => !pod.finished) : pods,
    areReplicas: differ === 0 && !onHostNetwork,
    onHostNetwork: onHostNetwork || pods.some((pod) => pod.finished && pod.hostNetwork),
  };
}

/** Whether what two pods have in common is one and the same object. */
export function haveOneTemplate(a: Pod, b: Pod): boolean {
  return a.labels === b.labels && a.namedPorts === b.namedPorts && a.hostNetwork === b.hostNetwork;
}
