import { NAMESPACE_NAME_LABEL, type Cluster, type Selector } from "../engine/index.ts";
import { nearestNames } from "./names.ts";
import { formatPattern, type EndpointPattern, type LabelPattern, type NamePattern } from "./pattern.ts";

/**
 * Prepares to ask whether words for pods of a namespace (`ns/*`, `ns/{app=web}`) name one that nothing speaks of: no
 * object of the cluster, no policy by `kubernetes.io/metadata.name`. Says so, with the nearest names; `null` otherwise.
 *
 * Such words could still mean pods of "another namespace", so that a mistyped name would go unnoticed. Names of
 * workloads, and names with `*`, mean only what the manifests hold.
 */
export function createNamespaceCheck(cluster: Cluster): (pattern: EndpointPattern) => string | null {
  const known = new Set([
    ...cluster.namespaces.map(({ name }) => name),
    ...cluster.policies.flatMap(({ ingress, egress }) =>
      [...(ingress ?? []), ...(egress ?? [])].flatMap(({ peers }) =>
        (peers ?? []).flatMap((peer) => (peer.type === "pods" ? namesIn(peer.namespaces) : [])),
      ),
    ),
  ]);
  return (pattern) => {
    if (!isAboutPods(pattern) || known.has(pattern.namespace)) return null;
    const names = [...known].map((name) => ({ name: formatPattern({ ...pattern, namespace: name }), compared: name }));
    const nearest = nearestNames(pattern.namespace, names);
    const hint =
      nearest.length > 0
        ? `did you mean ${nearest.map((name) => `\`${name}\``).join(", ")}?`
        : "declare it in `cluster.namespaces` of the configuration if it lives elsewhere";
    return `neither the manifests nor the configuration name a namespace \`${pattern.namespace}\`: ${hint}`;
  };
}

/** Whether words mean pods that the manifests need not hold, in a namespace of just this name. */
function isAboutPods(
  pattern: EndpointPattern,
): pattern is (LabelPattern | NamePattern) & { readonly namespace: string } {
  if (pattern.type !== "labels" && (pattern.type !== "name" || pattern.name !== "*")) return false;
  return pattern.namespace !== null && !pattern.namespace.includes("*");
}

function namesIn(selector: Selector | null): readonly string[] {
  return (selector?.requirements ?? []).flatMap(({ key, values }) => (key === NAMESPACE_NAME_LABEL ? values : []));
}
