import type { Diagnostic } from "./diagnostic.ts";
import { labelOfNamed, placeOf } from "./named-objects.ts";
import type { NamedObject } from "./named-objects.ts";
import { diagnosticAt } from "./object-report.ts";

/**
 * What must be said when objects are gone while the change brings files that cannot be read: nothing tells whether the
 * objects have moved there. One diagnostic, or none.
 * `gone`: objects of the base that are not in force in the head. `unread`: paths of such files, or of directories.
 */
export function unseenMoves(gone: readonly NamedObject[], unread: readonly string[]): readonly Diagnostic[] {
  const [first] = gone;
  const [path] = unread;
  if (first === undefined || path === undefined) return [];
  const message =
    `not everything here${more(unread)} can be read, and ${labelOfNamed(first)}${more(gone)}, which stood at ` +
    `${placeOf(first)} before the change, is defined nowhere else: taken for deleted, although it may have moved here`;
  return [diagnosticAt("warning", "taken-for-deleted", message, { path, line: 1, column: 1 })];
}

function more(list: readonly unknown[]): string {
  return list.length === 1 ? "" : ` (and ${String(list.length - 1)} more)`;
}
