/** Kinds that the API server does not know although it knows their version. */
import { isKindName, TEMPLATE_PATHS } from "./kinds.ts";
import { nearestWord } from "./nearest-word.ts";

interface VersionKinds {
  /** Kinds that are evaluated: what a misspelt one can be meant for. */
  readonly evaluated: readonly string[];
  readonly others: readonly string[];
}

/**
 * The versions of Kubernetes that hold the kinds that are evaluated, with all kinds that stand in files. Nobody else can
 * add kinds to them; those that a later release adds belong here. The list of a kind is a kind, too.
 * Source: kubernetes 1.34 `staging/src/k8s.io/api/{core,apps,batch,networking}/v1/register.go`.
 */
const VERSIONS: ReadonlyMap<string, VersionKinds> = new Map([
  [
    "v1",
    {
      evaluated: ["Pod", "Namespace", "Node", "ReplicationController"],
      others: [
        "Binding",
        "ComponentStatus",
        "ConfigMap",
        // OpenShift served its kinds in `v1` as well; this one has a pod template.
        "DeploymentConfig",
        "Endpoints",
        "Event",
        "LimitRange",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "PodTemplate",
        "ResourceQuota",
        "Secret",
        "Service",
        "ServiceAccount",
      ],
    },
  ],
  ["apps/v1", { evaluated: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"], others: ["ControllerRevision"] }],
  ["batch/v1", { evaluated: ["Job", "CronJob"], others: [] }],
  [
    "networking.k8s.io/v1",
    { evaluated: ["NetworkPolicy"], others: ["Ingress", "IngressClass", "IPAddress", "ServiceCIDR"] },
  ],
]);

const KNOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...VERSIONS].map(([version, { evaluated, others }]) => [
    version,
    new Set([...evaluated, ...others].flatMap((kind) => [kind, `${kind}List`])),
  ]),
);

const HOMES: ReadonlyMap<string, string> = new Map(
  [...VERSIONS].flatMap(([version, { evaluated }]) => evaluated.map((kind) => [kind, version] as const)),
);

/** A kind and its version. */
export interface TypeMeta {
  readonly kind: string;
  readonly apiVersion: string;
}

/**
 * Whether the API server knows the version, and no such kind in it. What is no name of a kind is another matter, and so
 * is the right kind of a workload in a wrong version: what is meant is clear, and evaluated.
 */
export function isUnknownKind({ kind, apiVersion }: TypeMeta): boolean {
  const known = KNOWN.get(apiVersion);
  return known !== undefined && !known.has(kind) && !TEMPLATE_PATHS.has(kind) && isKindName(kind);
}

/**
 * The evaluated kind that an unknown one is most likely meant for, in its own version if one is near there; `null` when
 * none is near.
 */
export function meantKind({ kind, apiVersion }: TypeMeta): TypeMeta | null {
  const here = nearestWord(kind, VERSIONS.get(apiVersion)?.evaluated ?? []);
  if (here !== null) return { kind: here, apiVersion };
  const elsewhere = nearestWord(kind, [...HOMES.keys()]);
  return elsewhere === null ? null : { kind: elsewhere, apiVersion: HOMES.get(elsewhere) ?? apiVersion };
}
