import type { Selector } from "../engine/index.ts";
import type { CustomResource } from "../manifests/index.ts";
import type { SideView } from "./views.ts";

/**
 * A custom resource whose operator may make the pods that a selector means: it lives in one of the namespaces, and one of
 * the values that the selector asks for is its name (`app.kubernetes.io/instance: k8s`) or its kind in lower case
 * (`app.kubernetes.io/name: prometheus`), as operators label their pods (decision 0067).
 */
export function operatedBy(
  { customResources }: SideView,
  namespaces: readonly string[],
  { requirements }: Selector,
): CustomResource | null {
  const values = new Set(requirements.flatMap((one) => (one.operator === "In" ? one.values : [])));
  return (
    customResources.find(
      ({ kind, namespace, name }) =>
        namespace !== null && namespaces.includes(namespace) && (values.has(name) || values.has(kind.toLowerCase())),
    ) ?? null
  );
}

/** "if the operator of `Prometheus monitoring/k8s` makes such pods, name them in …" */
export function operatorWords({ kind, namespace, name }: CustomResource): string {
  return (
    `if the operator of \`${kind} ${namespace ?? ""}/${name}\` makes such pods, name them in \`cluster.workloads\` of the ` +
    "configuration"
  );
}
