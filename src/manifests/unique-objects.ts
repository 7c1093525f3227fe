import type { Diagnostic } from "./diagnostic.ts";
import { effectText } from "./effect-text.ts";
import type { ObjectFacts } from "./facts.ts";
import { labelOfNamed, placeOf } from "./named-objects.ts";
import type { NamedObject } from "./named-objects.ts";
import { diagnosticAt } from "./object-report.ts";

export interface UniqueObjects {
  /** The definition that counts, by key; in path order of the first mention. */
  readonly valid: ReadonlyMap<string, NamedObject>;
  /** What does not count, by key: copies that another definition replaces, and what is not evaluated. In no order. */
  readonly others: ReadonlyMap<string, readonly NamedObject[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One object for each name. Where several files define one, the last valid one in path order counts, as
 * `kubectl apply -R` leaves it: what the API server refuses changes nothing. An object that is only a patch yields to a
 * whole one, and to one that cannot be evaluated: the API server would not take the patch either.
 */
export function uniqueObjects(objects: readonly NamedObject[]): UniqueObjects {
  const valid = new Map<string, NamedObject>();
  const others = new Map<string, NamedObject[]>();
  /** Rejected objects behind the whole one of their name, or without one. */
  const rejected = new Map<string, NamedObject>();
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const { key, facts } = object;
    if (facts.type === "rejected") {
      append(others, object);
      if (facts.why !== "fragment") rejected.set(key, object);
      continue;
    }
    const earlier = valid.get(key);
    const counts = earlier !== undefined && isPartial(facts) && !isPartial(earlier.facts) ? earlier : object;
    valid.set(key, counts);
    if (counts === object && !isPartial(facts)) rejected.delete(key);
    if (earlier === undefined) continue;
    append(others, counts === object ? earlier : object);
    diagnostics.push(duplicateDiagnostic(object, earlier, counts));
  }
  for (const [key, object] of rejected) {
    const counts = valid.get(key);
    if (counts === undefined) continue;
    if (isPartial(counts.facts)) {
      valid.delete(key);
      append(others, counts);
      diagnostics.push(fragmentDiagnostic(counts, object));
    } else diagnostics.push(rejectedDiagnostic(object, counts));
  }
  return { valid, others, diagnostics };
}

function append(others: Map<string, NamedObject[]>, object: NamedObject): void {
  const list = others.get(object.key);
  if (list === undefined) others.set(object.key, [object]);
  else list.push(object);
}

function isPartial(facts: ObjectFacts): boolean {
  return facts.type === "workload" && facts.completeness === "partial";
}

function duplicateDiagnostic(later: NamedObject, earlier: NamedObject, counts: NamedObject): Diagnostic {
  if (counts === earlier) return fragmentDiagnostic(later, earlier);
  const other = placeOf(earlier);
  const label = labelOfNamed(later);
  // Copies in base and overlay are the usual case.
  if (effectText(later.facts) === effectText(earlier.facts)) {
    const message = `${label} is also defined at ${other}, in the same way`;
    return diagnosticAt("notice", "duplicate-object", message, later.facts.identity.origin);
  }
  const message =
    `${label} is also defined, differently, at ${other}; ` +
    "the definition here counts, as `kubectl apply -R` would leave it; keep one, or read the directories one by one";
  const { origin } = later.facts.identity;
  return {
    ...diagnosticAt("warning", "duplicate-object", message, origin),
    alsoAt: earlier.facts.identity.origin.path,
  };
}

function fragmentDiagnostic(patch: NamedObject, whole: NamedObject): Diagnostic {
  const message =
    `${labelOfNamed(patch)} looks like a patch of the object at ${placeOf(whole)} ` +
    "(no selector, or a container without image): not evaluated";
  return diagnosticAt("notice", "fragment", message, patch.facts.identity.origin);
}

/** `counts` stands before the rejected object and is valid. */
function rejectedDiagnostic(object: NamedObject, counts: NamedObject): Diagnostic {
  const isTemplated = object.facts.type === "rejected" && object.facts.why === "templated";
  const message =
    `${labelOfNamed(object)} is also defined at ${placeOf(counts)}; ` +
    (isTemplated
      ? "the definition here would count, once it is rendered"
      : "that definition counts, as `kubectl apply -R` would leave it, because the one here is not valid");
  return diagnosticAt("warning", "duplicate-object", message, object.facts.identity.origin);
}
