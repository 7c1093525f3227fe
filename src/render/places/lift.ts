import type { Identity } from "./identity.ts";
import type { Place } from "./model.ts";
import type { Part } from "./parts.ts";

/** Objects whose own labels selectors ask for. */
const LABELLED = new Set(["Namespace", "Pod", "Node"]);

/**
 * A rule, a peer or another collection is known by its first line. Where the change touches a line of another file that
 * something in it comes from, its first line comes from there, too: a rule of the base whose port a patch changes is on
 * the line of the patch. Within one file it stays where it is written. The object itself goes with what says whom it means.
 */
export function lift(
  parts: readonly Part[],
  places: readonly (Place | null)[],
  identity: Identity,
  isChanged: (place: Place) => boolean,
): readonly (Place | null)[] {
  const lifted = [...places];
  const inside: (Place | null)[] = parts.map(() => null);
  let whole: Place | null = null;
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index];
    if (part === undefined) continue;
    const own = places[part.line] ?? null;
    const first = part.children.map((child) => inside[child] ?? null).find((place) => place !== null) ?? null;
    const from = own !== null && isChanged(own) ? own : first;
    inside[index] = from;
    if (part.children.length === 0 && from !== null && isOfTheWhole(part, identity)) whole = from;
    if (part.parent === -1 || from === null || own === null || isChanged(own) || from.path === own.path) continue;
    lifted[part.line] = from;
  }
  const top = parts[0]?.line ?? 0;
  const own = places[top] ?? null;
  if (whole !== null && own !== null && !isChanged(own) && whole.path !== own.path) lifted[top] = whole;
  return lifted;
}

/** What decides about an object as a whole: its name and namespace, all of a policy, and labels and network of pods. */
function isOfTheWhole({ way }: Part, { kind }: Identity): boolean {
  if (way === null) return false;
  const keys = way.split("\n");
  if (keys[0] === "metadata")
    return keys[1] === "name" || keys[1] === "namespace" || (keys[1] === "labels" && LABELLED.has(kind ?? ""));
  return kind?.endsWith("Policy") === true || keys.includes("labels") || keys.includes("hostNetwork");
}
