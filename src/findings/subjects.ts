import type { Cause, Endpoint, Policy, Side } from "../engine/index.ts";
import type { ChangeView } from "./views.ts";

/** Something that happens to endpoints for some causes. */
export interface Event {
  readonly endpoints: readonly number[];
  readonly causes: readonly Cause[];
}

/** Whether a rule should speak of an endpoint as the one to whom something happens, for these causes. */
export type Speaks = (endpoint: number, causes: readonly Cause[]) => boolean;

/**
 * Pods that the manifests do not hold count where they alone show what a policy does. They do not where the same policy
 * does the same to a known workload, which tells; where all workloads that it selected go with it; and where their
 * namespace goes. `events`: all that happens of the kind that the rule is about.
 */
export function createSpeaks({ base, head, comparison: { endpoints } }: ChangeView, events: readonly Event[]): Speaks {
  const told = new Set(
    events
      .filter((event) => event.endpoints.some((index) => endpoints[index]?.type === "workload"))
      .flatMap(({ causes }) => causes.map(({ object }) => object)),
  );
  const policies = new Map(base.cluster.policies.map((policy) => [objectOf(policy), policy]));
  const staying = new Set(head.cluster.workloads.map(idOf));
  const goesWithItsPods = ({ side, object }: Cause, endpoint: Endpoint): boolean => {
    const policy = side === "base" ? policies.get(object) : undefined;
    if (policy === undefined || !mayLiveIn(endpoint, policy.namespace)) return false;
    const selected = base.selection.inNamespace(policy.namespace, policy.subject);
    return selected.length > 0 && selected.every((workload) => !staying.has(idOf(workload)));
  };
  const gone = goneNamespaces({ base, head });
  return (index, causes) => {
    const endpoint = endpoints[index];
    if (endpoint?.type !== "pods") return true;
    return (
      !causes.some((cause) => told.has(cause.object) || goesWithItsPods(cause, endpoint)) &&
      !endpoint.patterns.every(({ namespace }) => namespace.type === "name" && gone.has(namespace.name))
    );
  };
}

/** As causes name a policy. */
export function objectOf({ namespace, name }: Policy): string {
  return `NetworkPolicy ${namespace}/${name}`;
}

/** Namespaces that the base declares and the head does not even use. */
function goneNamespaces({ base, head }: Readonly<Record<Side, ChangeView["base"]>>): ReadonlySet<string> {
  const left = new Set(head.cluster.namespaces.map(({ name }) => name));
  const declared = base.cluster.namespaces.filter(({ origin }) => origin !== null);
  return new Set(declared.map(({ name }) => name).filter((name) => !left.has(name)));
}

function mayLiveIn(endpoint: Endpoint, namespace: string): boolean {
  return (
    endpoint.type === "pods" &&
    endpoint.patterns.some(({ namespace: scope }) => scope.type === "name" && scope.name === namespace)
  );
}

function idOf({
  namespace,
  kind,
  name,
}: {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}): string {
  return `${namespace}/${kind}/${name}`;
}
