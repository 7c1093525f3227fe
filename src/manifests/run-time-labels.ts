/**
 * Labels that a controller adds to the pods it makes, so that no template shows them. `null`: only the cluster knows.
 * Source: apps/v1 and batch/v1 types; Argo Rollouts `DefaultRolloutUniqueLabelKey`; OpenShift apps/v1.
 */
export type RunTimeLabels = readonly (readonly [key: string, value: string | null])[];

export const STATEFUL_SET_POD_NAME = "statefulset.kubernetes.io/pod-name";
export const POD_INDEX = "apps.kubernetes.io/pod-index";
export const POD_TEMPLATE_HASH = "pod-template-hash";
export const ROLLOUT_TEMPLATE_HASH = "rollouts-pod-template-hash";

/** Values that differ from one pod of a workload to the next, or from one revision to the next. */
export const PER_POD_LABELS: ReadonlySet<string> = new Set([
  POD_TEMPLATE_HASH,
  ROLLOUT_TEMPLATE_HASH,
  STATEFUL_SET_POD_NAME,
  POD_INDEX,
  "controller-revision-hash",
  "pod-template-generation",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
  "batch.kubernetes.io/job-completion-index",
]);

/** What the pods of a workload get. `indexed`: a Job that counts its completions. */
export function runTimeLabels(kind: string, name: string | null, completions: "indexed" | "plain"): RunTimeLabels {
  switch (kind) {
    case "Deployment":
      return [[POD_TEMPLATE_HASH, null]];
    case "Rollout":
      return [[ROLLOUT_TEMPLATE_HASH, null]];
    case "DeploymentConfig":
      return [
        ["deploymentconfig", name],
        ["deployment", null],
      ];
    case "StatefulSet":
      return [
        ["controller-revision-hash", null],
        [STATEFUL_SET_POD_NAME, null],
        [POD_INDEX, null],
      ];
    case "DaemonSet":
      return [
        ["controller-revision-hash", null],
        ["pod-template-generation", null],
      ];
    case "Job":
      return jobLabels(name, completions);
    case "CronJob":
      // The name of each Job is the CronJob's and a time.
      return jobLabels(null, completions);
    default:
      return [];
  }
}

function jobLabels(job: string | null, completions: "indexed" | "plain"): RunTimeLabels {
  const labels: RunTimeLabels = [
    ["batch.kubernetes.io/job-name", job],
    ["job-name", job],
    ["batch.kubernetes.io/controller-uid", null],
    ["controller-uid", null],
  ];
  return completions === "plain" ? labels : [...labels, ["batch.kubernetes.io/job-completion-index", null]];
}
