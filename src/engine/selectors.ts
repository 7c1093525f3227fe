import type { Labels, Namespace, Requirement, Selector } from "./model.ts";
import { and, NO, UNKNOWN, YES, type Ternary } from "./ternary.ts";

/** The label every namespace carries with its own name. Source: core/v1 `LabelMetadataName`, set by the API server. */
export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

/**
 * Whether a selector holds for these labels.
 *
 * A key whose value is `null` is present with an unknown value. `NotIn` also holds when the key is absent.
 * Source: Labels and Selectors, "Set-based requirement"; apimachinery `Requirement.Matches`.
 */
export function matchesLabels(selector: Selector, labels: Labels): Ternary {
  let result: Ternary = YES;
  for (const requirement of selector.requirements) {
    result = and(result, meets(requirement, labels.get(requirement.key)));
    if (result === NO) return NO;
  }
  return result;
}

/** Whether a namespace selector holds; a label that an undeclared namespace does not show may still be there. */
export function matchesNamespace(selector: Selector, namespace: Namespace): Ternary {
  let result: Ternary = YES;
  for (const requirement of selector.requirements) {
    const value = namespace.labels.get(requirement.key);
    const met = value === undefined && !namespace.labelsComplete ? UNKNOWN : meets(requirement, value);
    result = and(result, met);
    if (result === NO) return NO;
  }
  return result;
}

/** `value`: `undefined` for an absent key, `null` for an unknown value. */
function meets(requirement: Requirement, value: string | null | undefined): Ternary {
  switch (requirement.operator) {
    case "Exists":
      return value === undefined ? NO : YES;
    case "DoesNotExist":
      return value === undefined ? YES : NO;
    case "In":
      if (value === undefined) return NO;
      return value === null ? UNKNOWN : requirement.values.includes(value) ? YES : NO;
    case "NotIn":
      if (value === undefined) return YES;
      return value === null ? UNKNOWN : requirement.values.includes(value) ? NO : YES;
  }
}

/** A namespace that is in use though no manifest declares it: of its labels only the name is known. */
export function undeclaredNamespace(name: string): Namespace {
  return {
    name,
    labels: new Map([[NAMESPACE_NAME_LABEL, name]]),
    labelOrigins: new Map(),
    labelsComplete: false,
    origin: null,
  };
}
