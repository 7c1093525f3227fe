import {
  ANY_VALUE,
  matchesLabels,
  matchesNamespace,
  NO,
  undeclaredNamespace,
  type Cluster,
  type Namespace,
  type NamespaceScope,
  type PodPattern,
  type Selector,
} from "../../engine/index.ts";
import { remember } from "../collections.ts";

/** Whether a policy of a cluster speaks of pods by all labels that they carry and that are asked for, by their keys. */
export type Spoken = (keys: ReadonlySet<string>, pods: PodPattern) => boolean;

/**
 * Pods that the manifests do not hold are known by what policies of either side ask for. Those that only the policies of
 * the other side name are nobody on this one: no workload carries their labels, and no policy does anything to them.
 */
export function createSpoken({ policies, namespaces }: Pick<Cluster, "policies" | "namespaces">): Spoken {
  const local = new Map<string, Set<string>>();
  const across = new Map<string, Across>();
  for (const { namespace, subject, ingress, egress } of policies) {
    const own = remember(local, namespace, () => new Set<string>());
    collect(subject, own);
    for (const { peers } of [...(ingress ?? []), ...(egress ?? [])]) {
      for (const peer of peers ?? []) {
        if (peer.type !== "pods") continue;
        const { namespaces: places } = peer;
        const asked =
          places === null
            ? own
            : remember(across, JSON.stringify(places.requirements), (): Across => ({ places, asked: new Set() })).asked;
        collect(peer.pods, asked);
      }
    }
  }
  const known = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
  const isSpoken = (scope: NamespaceScope, label: string): boolean =>
    (scope.type === "name" && local.get(scope.name)?.has(label) === true) ||
    [...across.values()].some(({ places, asked }) => asked.has(label) && mayMean(places, scope, known));
  return (keys, { namespace, labels }) =>
    labels.every(([key, value]) => !keys.has(key) || isSpoken(namespace, textOf(key, value)));
}

/** What peers ask of pods, wherever namespaces are chosen alike. */
interface Across {
  readonly places: Selector;
  readonly asked: Set<string>;
}

function collect({ requirements }: Selector, asked: Set<string>): void {
  for (const { key, values } of requirements)
    for (const value of values.length === 0 ? [ANY_VALUE] : values) asked.add(textOf(key, value));
}

function textOf(key: string, value: string): string {
  return `${key}=${value}`;
}

function mayMean(places: Selector, scope: NamespaceScope, known: ReadonlyMap<string, Namespace>): boolean {
  return scope.type === "labels"
    ? matchesLabels(places, new Map(scope.labels)) !== NO
    : matchesNamespace(places, known.get(scope.name) ?? undeclaredNamespace(scope.name)) !== NO;
}
