import { align } from "./align.ts";
import { linesThatSet } from "./evidence.ts";
import type { Difference } from "./other-side.ts";
import { mayDiffer } from "./other-side.ts";
import type { PlacesGround } from "./ground.ts";
import type { GroundFile } from "./ground-file.ts";
import type { Place } from "./model.ts";
import type { Part } from "./parts.ts";
import type { Rendered } from "./rendered.ts";

/**
 * Where each part of an object that Kustomize made comes from; null where nothing is known. In this order: a line that the
 * change touches and that holds or sets the value; where the value is written; a line that sets it; where the field is
 * written with another value; the part in or around it.
 */
export function locateResource(
  rendered: Rendered,
  file: GroundFile | null,
  difference: Difference,
  ground: PlacesGround,
): readonly (Place | null)[] {
  const { identity, parts, root } = rendered;
  if (root === null) return [];
  const { evidence, mergedInto, broughtIn, findOrigin, shapeOf } = ground.overlays();
  const origin = findOrigin(identity, file);
  const sources = [...mergedInto(identity, origin), ...(origin === null ? [] : [origin])];
  const written = align(root, parts, sources, shapeOf);
  const places = parts.map((part, index): Place | null => {
    const found = written[index] ?? null;
    const own = found?.match === "equal" ? found.place : null;
    const differs = mayDiffer(difference, part.line);
    if (own !== null && (differs === "no" || ground.isChanged(own))) return own;
    const setters = linesThatSet(part, identity, evidence);
    const place =
      setters.find(ground.isChanged) ??
      own ??
      (differs === "yes" ? changedScalar(part, ground) : null) ??
      setters[0] ??
      found?.place ??
      null;
    if (place === null || differs !== "yes" || ground.isChanged(place)) return place;
    return broughtIn.get(place.path) ?? place;
  });
  return withNeighbours(parts, places, origin?.placeAt(origin.root.offset) ?? null);
}

/** A changed line anywhere with this very value: under the same key, or the only one. */
function changedScalar({ scalar, key, way }: Part, ground: PlacesGround): Place | null {
  const found = scalar === null || scalar === "" ? undefined : ground.changedScalars().get(scalar);
  if (found === undefined) return null;
  const name = key ?? way?.slice(way.lastIndexOf("\n") + 1);
  return (found.find((entry) => entry.key === name) ?? (found.length === 1 ? found[0] : undefined))?.place ?? null;
}

/** A collection that is written nowhere is where the first part in it is; what else is not known, where that around it is. */
function withNeighbours(
  parts: readonly Part[],
  known: readonly (Place | null)[],
  whole: Place | null,
): readonly (Place | null)[] {
  const places = [...known];
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index];
    const first = part?.children.find((child) => places[child] !== null);
    if (places[index] === null && first !== undefined) places[index] = places[first] ?? null;
  }
  for (const [index, part] of parts.entries()) places[index] ??= places[part.parent] ?? whole;
  return places;
}
