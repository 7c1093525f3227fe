import type { Cause, Endpoint, Side } from "../engine/index.ts";
import { lazily } from "./collections.ts";
import { objectOf } from "./policy-objects.ts";
import type { ChangeView } from "./views.ts";

/**
 * What a change does to namespaces that stay, and out of which it takes all else that the manifests hold: workloads, and
 * the policies that were there for them. Whoever else those policies meant is not to be expected there any more.
 */
export interface Emptied {
  /** Whether a policy that went out of such a namespace is to blame. */
  readonly isBlamed: (cause: Cause) => boolean;
  /** Whether an endpoint is pods, which the manifests do not hold, of such namespaces only. */
  readonly holds: (endpoint: Endpoint) => boolean;
}

export function createEmptied({ base, head }: Sides): Emptied {
  const emptied = lazily(() => emptiedNamespaces({ base, head }));
  const policies = lazily(
    () => new Set(base.cluster.policies.filter(({ namespace }) => emptied().has(namespace)).map(objectOf)),
  );
  return {
    isBlamed: ({ side, object }) => side === "base" && policies().has(object),
    holds: (endpoint) =>
      endpoint.type === "pods" &&
      endpoint.patterns.every(({ namespace }) => namespace.type === "name" && emptied().has(namespace.name)),
  };
}

type Sides = Readonly<Record<Side, ChangeView["base"]>>;

/**
 * A policy that selected none of the workloads shows that others live there; so do policies that stay, and objects that
 * stay whose operators may make pods.
 */
function emptiedNamespaces({ base, head }: Sides): ReadonlySet<string> {
  const emptied = new Set(base.cluster.workloads.map(({ namespace }) => namespace));
  for (const { namespace } of [...head.cluster.workloads, ...head.cluster.policies]) emptied.delete(namespace);
  for (const { namespace } of head.customResources) if (namespace !== null) emptied.delete(namespace);
  for (const { namespace, subject } of base.cluster.policies)
    if (emptied.has(namespace) && base.selection.inNamespace(namespace, subject).length === 0)
      emptied.delete(namespace);
  return emptied;
}
