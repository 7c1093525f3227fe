import type { Labels, PodFacts } from "../engine/index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Controller, PodObjectFacts, WorkloadFacts } from "./facts.ts";
import { labelOfNamed } from "./named-objects.ts";
import type { NamedObject } from "./named-objects.ts";
import { quote } from "./narrow.ts";
import { objectKey } from "./object-key.ts";
import { diagnosticAt } from "./object-report.ts";
import { PER_POD_LABELS } from "./run-time-labels.ts";
import { topOwner, type WorkloadsByKey } from "./top-owner.ts";

type PodObject = NamedObject<PodObjectFacts>;

/** Pods that name no controller but the one whose pods they look like. */
export interface BelievedPods {
  /** As given, in their order. */
  readonly pods: readonly PodObject[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Whoever writes a Pod into a manifest may name any controller, and the pod would be counted among those of that one. A
 * pod that no cluster has given out is believed where it has just the labels that the controller's template writes, or,
 * of a controller that is not there, those of the first of its pods; but for labels that only the cluster knows
 * (decision 0066).
 */
export function believedPods(
  controllers: readonly NamedObject<WorkloadFacts>[],
  pods: readonly PodObject[],
): BelievedPods {
  const byKey: WorkloadsByKey = new Map(controllers.map((object) => [object.key, object]));
  const firsts = new Map<string, PodFacts>();
  const owned = pods.map((object) => ({ object, owner: ownerOf(object, byKey) }));
  for (const { object, owner } of owned.toSorted((a, b) => (a.object.name < b.object.name ? -1 : 1))) {
    if (owner !== null && !firsts.has(owner.key)) firsts.set(owner.key, object.facts.pod);
  }
  const diagnostics: Diagnostic[] = [];
  const believed = owned.map(({ object, owner }): PodObject => {
    const { facts } = object;
    if (owner === null || facts.dumped) return object;
    const model = byKey.get(owner.key)?.facts.template ?? firsts.get(owner.key);
    if (model === undefined || hasLabelsOf(facts.pod.labels, model.labels)) return object;
    diagnostics.push(notBelieved(object, owner.controller));
    return { ...object, facts: { ...facts, controller: null } };
  });
  return { pods: believed, diagnostics };
}

function ownerOf(
  { facts, namespace }: PodObject,
  byKey: WorkloadsByKey,
): { readonly controller: Controller; readonly key: string } | null {
  const controller = topOwner(facts.controller, { namespace, labels: facts.pod.labels }, byKey);
  return controller === null ? null : { controller, key: objectKey(controller, namespace, controller.name) };
}

/** A value that is not known agrees with every other, and with none. */
function hasLabelsOf(labels: Labels, model: Labels): boolean {
  const isOfCluster = (key: string): boolean => PER_POD_LABELS.has(key) || model.get(key) === null;
  const agrees = (key: string): boolean => isOfCluster(key) || labels.get(key) === model.get(key);
  return [...labels.keys(), ...model.keys()].every(agrees);
}

function notBelieved(object: PodObject, { kind, name }: Controller): Diagnostic {
  const message =
    `${labelOfNamed(object)} is taken for a pod of its own: it names ${kind} ${quote(name)} as its controller, whose ` +
    "pods have other labels; remove `metadata.ownerReferences`, or keep `metadata.resourceVersion` if this is the dump " +
    "of a cluster";
  return diagnosticAt("warning", "owner-not-believed", message, object.facts.identity.origin);
}
