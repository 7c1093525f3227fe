import { TEMPLATE_PATHS } from "./kinds.ts";
import { decodeMetadata } from "./metadata.ts";
import { field } from "./narrow.ts";
import type { Value } from "./narrow.ts";
import { aboutObject, labelOf, objectReport, rejectedFacts } from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import { hasContainers } from "./pod-template.ts";
import type { Locate } from "./policy.ts";
import type { ObjectReading } from "./read-policy.ts";
import { isUnknownKind, meantKind } from "./unknown-kind.ts";

/**
 * Whether the API server has no such kind, and this matters here: it is near to one that is evaluated, or holds what
 * only those do.
 */
export function isUnknownObject(object: ManifestObject): boolean {
  return isUnknownKind(object) && (meantKind(object) !== null || holdsPodsOrSelectsThem(object.value));
}

/** Whether nobody can say which object of a cluster this is meant for. */
export function isOfNoKind(object: ManifestObject): boolean {
  return isUnknownKind(object) && meantKind(object) === null;
}

/**
 * Refuses an object of an unknown kind under the name of the kind that it is meant for: that one stays in force.
 * Source: apimachinery `NoKindMatchError`.
 */
export function readUnknownObject(object: ManifestObject, locate: Locate): ObjectReading {
  const { kind, apiVersion, value } = object;
  const meant = meantKind(object);
  const report = objectReport({ ...object, ...meant }, decodeMetadata(value, []), locate);
  const what = `no matches for kind "${kind}" in version "${apiVersion}"`;
  const message = `${labelOf(report.identity)} is not evaluated: ${what}`;
  const version = meant === null || meant.apiVersion === apiVersion ? "" : ` of \`${meant.apiVersion}\``;
  const hint = meant === null ? "" : `; did you mean \`${meant.kind}\`${version}?`;
  const at = (field(value, "kind") ?? value).offset;
  const diagnostics = [aboutObject(report, report.diagnostic("error", "invalid-object", message + hint, at), what)];
  return { facts: rejectedFacts(report, diagnostics), diagnostics };
}

const POD_TEMPLATE_PATHS = [...TEMPLATE_PATHS.values()];

function holdsPodsOrSelectsThem(value: Value): boolean {
  const spec = field(value, "spec");
  if (field(spec, "podSelector") !== null || hasContainers(spec)) return true;
  return POD_TEMPLATE_PATHS.some((path) => hasContainers(field(at(value, path), "spec")));
}

function at(value: Value, path: readonly string[]): Value | null {
  return path.reduce<Value | null>((inner, key) => field(inner, key), value);
}
