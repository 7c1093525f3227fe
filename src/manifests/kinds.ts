/** Which kinds matter, before anything of a document is parsed. */

/** The kinds with a pod template that Kubernetes itself knows, and where the template stands. */
export const TEMPLATE_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ["Deployment", ["spec", "template"]],
  ["StatefulSet", ["spec", "template"]],
  ["DaemonSet", ["spec", "template"]],
  ["ReplicaSet", ["spec", "template"]],
  ["ReplicationController", ["spec", "template"]],
  ["Job", ["spec", "template"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);

/** Kinds that hold neither pods nor policies. Everything else is parsed, for any kind may hold a pod template. */
const IRRELEVANT_KINDS: ReadonlySet<string> = new Set([
  "APIService",
  "Application",
  "ApplicationSet",
  "Certificate",
  "ClusterIssuer",
  "ClusterRole",
  "ClusterRoleBinding",
  "Component",
  "ConfigMap",
  "CSIDriver",
  "CustomResourceDefinition",
  "Endpoints",
  "EndpointSlice",
  "Event",
  "ExternalSecret",
  "Gateway",
  "GatewayClass",
  "GitRepository",
  "HelmChart",
  "HelmRelease",
  "HelmRepository",
  "HorizontalPodAutoscaler",
  "HTTPRoute",
  "ImagePolicy",
  "ImageRepository",
  "Ingress",
  "IngressClass",
  "Issuer",
  "Kustomization",
  "Lease",
  "LimitRange",
  "MutatingWebhookConfiguration",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "PodDisruptionBudget",
  "PodMonitor",
  "PodSecurityPolicy",
  "PriorityClass",
  "Probe",
  "PrometheusRule",
  "ResourceQuota",
  "Role",
  "RoleBinding",
  "SealedSecret",
  "Secret",
  "ServiceAccount",
  "ServiceEntry",
  "ServiceMonitor",
  "StorageClass",
  "ValidatingWebhookConfiguration",
  "VerticalPodAutoscaler",
  "VirtualService",
]);

/** Other kinds that decide about traffic. Kinds that end in `NetworkPolicy` are among them without being listed. */
const OTHER_POLICY_KINDS: ReadonlySet<string> = new Set([
  "AuthorizationPolicy",
  "EgressFirewall",
  "EgressNetworkPolicy",
  "SecurityGroupPolicy",
  "ServerAuthorization",
]);

/**
 * Whether a cluster can have a kind of this name; none has a dot, which is therefore free to stand before a group.
 * Source: apiextensions `ValidateCustomResourceDefinitionNames` (in lower case, a DNS-1035 label).
 */
export function isKindName(kind: string): boolean {
  return /^[A-Za-z](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(kind);
}

/** Whether documents of a kind must be parsed; typed lists count as their items' kind. */
export function isWanted(kind: string, apiVersion: () => string | null): boolean {
  const single = itemKind(kind);
  // Knative has a Service with a pod template; the core one has none.
  if (single === "Service") return apiVersion() !== "v1";
  return !IRRELEVANT_KINDS.has(single);
}

/** Whether an object of the kind alone makes its file a manifest worth a word when it cannot be read. */
export function isReadKind(kind: string): boolean {
  const single = itemKind(kind);
  const own =
    single === "Pod" || single === "Namespace" || single === "Node" || single === "" || TEMPLATE_PATHS.has(single);
  return own || isPolicyKind(single);
}

/** The one kind of policy that is evaluated. */
export function isNetworkPolicy(kind: string, apiVersion: string): boolean {
  return kind === "NetworkPolicy" && apiVersion === "networking.k8s.io/v1";
}

/**
 * Whether this is a NetworkPolicy in all but its spelling: `kind: Networkpolicy`, `apiVersion: v1`, or the group
 * `extensions`, which Kubernetes dropped in 1.16. The API server knows no such kind. Groups with a dot are other
 * projects', which may have kinds of that name.
 */
export function isMisspeltNetworkPolicy(kind: string, apiVersion: string): boolean {
  if (isNetworkPolicy(kind, apiVersion) || kind.toLowerCase() !== "networkpolicy") return false;
  const group = groupOf(apiVersion);
  return group === "networking.k8s.io" || group === "";
}

/**
 * The API group of a version, `""` for every group of Kubernetes' own workloads. It serves one object in several of
 * them: a Deployment of `extensions/v1beta1` is that of `apps/v1`. Such groups have no dot, and those of custom
 * resources have one. Source: apiextensions `validateCustomResourceDefinitionSpec`, "should be a domain with at least
 * one dot".
 */
export function groupOf(apiVersion: string): string {
  const group = apiVersion.slice(0, Math.max(apiVersion.indexOf("/"), 0));
  return group.includes(".") ? group : "";
}

/** Whether this decides about traffic and is not evaluated, without being wrong. */
export function isOtherPolicy(kind: string, apiVersion: string): boolean {
  return isPolicyKind(kind) && !isNetworkPolicy(kind, apiVersion) && !isMisspeltNetworkPolicy(kind, apiVersion);
}

/** Whether a kind decides about traffic, by its name. */
function isPolicyKind(kind: string): boolean {
  return kind.endsWith("NetworkPolicy") || OTHER_POLICY_KINDS.has(kind);
}

/** Whether a version is of a group that somebody else than Kubernetes serves. Source: kubernetes/enhancements, "api-group names". */
export function isCustom(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return group !== "" && !group.endsWith(".k8s.io");
}

/** The kind of the items of a typed list: `Pod` for `PodList`, `""` for `List`. Other kinds are their own. */
export function itemKind(kind: string): string {
  return kind.endsWith("List") ? kind.slice(0, -"List".length) : kind;
}
