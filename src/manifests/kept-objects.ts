import type { Diagnostic } from "./diagnostic.ts";
import { labelOfNamed, placeOf } from "./named-objects.ts";
import type { NamedObject } from "./named-objects.ts";
import { diagnosticAt } from "./object-report.ts";
import type { UniqueObjects } from "./unique-objects.ts";

/** An object of the base that stays in force in the head, and why. */
export interface KeptObject {
  readonly object: NamedObject;
  readonly note: Diagnostic;
}

/** Both sides of a change. */
export interface Sides {
  readonly before: UniqueObjects;
  readonly after: UniqueObjects;
  /** Whether a file of the head, by its path, cannot be read, or not as completely as in the base. */
  readonly isUnread: (path: string) => boolean;
}

/**
 * The objects of the base that stay in force because the head does not tell what becomes of them: it holds nothing
 * valid under their name but something that is rejected, or their file can no longer be read. A copy that did not count
 * in the base does not come into force because the one that did is a template now, or cannot be read.
 */
export function keptObjects(sides: Sides): readonly KeptObject[] {
  const kept: KeptObject[] = [];
  for (const [key, object] of sides.before.valid) {
    const copy = sides.after.valid.get(key);
    const note = copy === undefined ? noteOnMissing(object, sides) : noteOnCopy(object, copy, sides);
    if (note !== null) kept.push({ object, note });
  }
  return kept;
}

function noteOnMissing(object: NamedObject, { before, after, isUnread }: Sides): Diagnostic | null {
  const path = pathOf(object);
  const replacing = (after.others.get(object.key) ?? []).filter((other) => replaces(other, path));
  // What was refused in the base already is no update of the object that is gone.
  const known = (before.others.get(object.key) ?? []).filter((other) => replaces(other, path));
  const rejected = replacing.length > known.length ? replacing.at(-1) : undefined;
  if (rejected !== undefined) return rejectedNote(object, rejected, "");
  return isUnread(path) ? unreadNote(object, "") : null;
}

/** `copy` is what counts in the head under the name of `object`. */
function noteOnCopy(object: NamedObject, copy: NamedObject, { before, after, isUnread }: Sides): Diagnostic | null {
  const { key } = object;
  const path = pathOf(object);
  const lost = before.others.get(key)?.some((other) => isEvaluated(other) && pathOf(other) === pathOf(copy));
  if (lost !== true || definitionsAt(after, key, path) >= definitionsAt(before, key, path)) return null;
  const rest = `; the definition at ${placeOf(copy)} did not count before either`;
  const templated = after.others.get(key)?.findLast(isTemplated);
  if (templated !== undefined) return rejectedNote(object, templated, rest);
  return isUnread(path) ? unreadNote(object, rest) : null;
}

/** Whether a definition that does not count is the update of an object that stood at this path, and no patch of it. */
function replaces(other: NamedObject, path: string): boolean {
  const { facts } = other;
  return facts.type === "rejected" && (facts.why !== "fragment" || pathOf(other) === path);
}

function isEvaluated({ facts }: NamedObject): boolean {
  return facts.type !== "rejected";
}

function isTemplated({ facts }: NamedObject): boolean {
  return facts.type === "rejected" && facts.why === "templated";
}

/** How many definitions of an object a file holds; not those that only the rendering tool knows. */
function definitionsAt({ valid, others }: UniqueObjects, key: string, path: string): number {
  const counting = valid.get(key);
  const all = [...(counting === undefined ? [] : [counting]), ...(others.get(key) ?? [])];
  return all.filter((object) => pathOf(object) === path && !isTemplated(object)).length;
}

function pathOf({ facts }: NamedObject): string {
  return facts.identity.origin.path;
}

function rejectedNote(object: NamedObject, rejected: NamedObject, rest: string): Diagnostic {
  const label = labelOfNamed(object);
  const message = isTemplated(rejected)
    ? `${label} is taken to stay as it was before the change (${placeOf(object)}), because the new one is not rendered`
    : `${label} stays in force as it was before the change (${placeOf(object)}), because the new one is not valid`;
  return diagnosticAt("warning", "kept-from-base", message + rest, rejected.facts.identity.origin);
}

function unreadNote(object: NamedObject, rest: string): Diagnostic {
  const { path, line } = object.facts.identity.origin;
  const message =
    `${labelOfNamed(object)} is taken to stay as it was before the change (line ${String(line)}), ` +
    "because this file cannot be read, or not completely, any more";
  return diagnosticAt("warning", "kept-from-base", message + rest, { path, line: 1, column: 1 });
}
