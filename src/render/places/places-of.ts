import type { PlacesGround } from "./ground.ts";
import { lift } from "./lift.ts";
import { locateResource } from "./locate-resource.ts";
import { locateTemplate } from "./locate-template.ts";
import type { Place, RenderedSource } from "./model.ts";
import type { Difference } from "./other-side.ts";
import { way } from "./parts.ts";
import { readRendered } from "./rendered.ts";
import type { Rendered } from "./rendered.ts";

/**
 * For each line of a rendered document (index 0 is line 1) the line of an input that it comes from: the one that the change
 * touches where one explains that the document differs from the other side, else where it is written, as well as that can
 * be told, else where its object is written. Null for blank lines and comments, and when the root has no inputs.
 */
export function placesOf(document: RenderedSource, ground: PlacesGround): readonly (Place | null)[] {
  const rendered = readRendered(document);
  const file = ground.findFile(document.path);
  const difference = ground.compare(rendered, document.text);
  const located =
    file !== null && ground.isTemplate(file)
      ? locateTemplate(rendered, file, difference, ground)
      : byLine(rendered, locateResource(rendered, file, difference, ground), ground);
  const lifted = lift(rendered.parts, located, rendered.identity, ground.isChanged);
  const moved = movedBy(rendered, located, difference, ground);
  const whole = file === null ? ground.root : { path: file.path, line: 1, column: 1 };
  let last: Place | null = lifted.find((place) => place !== null) ?? whole;
  return rendered.lines.map((text, index) => {
    last = lifted[index] ?? last;
    if (isQuiet(text)) return null;
    return moved !== null && last !== null && !ground.isChanged(last) ? moved : last;
  });
}

/** A line is where the outermost part that begins on it is, or a part on it that the change touches. */
function byLine(
  { lines, parts }: Rendered,
  places: readonly (Place | null)[],
  ground: PlacesGround,
): readonly (Place | null)[] {
  const found: (Place | null)[] = lines.map(() => null);
  for (const [index, { line }] of parts.entries()) {
    const place = places[index] ?? null;
    const before = found[line] ?? null;
    if (before === null || (place !== null && !ground.isChanged(before) && ground.isChanged(place)))
      found[line] = place;
  }
  return found;
}

/** All of an object that the change moves to another namespace is explained by the line that does so. */
function movedBy(
  { parts }: Rendered,
  places: readonly (Place | null)[],
  difference: Difference,
  ground: PlacesGround,
): Place | null {
  if (difference.type !== "changed" || difference.namespace === "same") return null;
  const namespace = parts.find((part) => part.way === way("metadata", "namespace"));
  const place = namespace === undefined ? null : (places[namespace.line] ?? null);
  return place !== null && ground.isChanged(place) ? place : null;
}

function isQuiet(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || trimmed.startsWith("#");
}
