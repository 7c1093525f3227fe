import { bucketsOf } from "./buckets.ts";
import type { Buckets } from "./buckets.ts";
import type { GroundFile } from "./ground-file.ts";
import type { Place } from "./model.ts";
import { partsOf } from "./parts.ts";

/** A scalar on a changed line of an input. */
export interface ChangedScalar {
  /** The key that it is the value of, or the nearest one around it. */
  readonly key: string;
  readonly place: Place;
}

/** The scalars on changed lines of the inputs that are YAML, by their text. */
export function changedScalars(files: Iterable<GroundFile>): Buckets<ChangedScalar> {
  const found: (readonly [string, ChangedScalar])[] = [];
  for (const file of files) {
    if (file.changedLines().length === 0) continue;
    for (const { root, placeAt } of file.documents()) {
      const offsets: number[] = [];
      for (const { line, scalar, way } of partsOf(root, (offset) => offsets.push(offset) - 1)) {
        const place = scalar === null ? null : placeAt(offsets[line] ?? 0);
        if (scalar === null || place === null || !file.isChanged(place.line)) continue;
        found.push([scalar, { key: way?.slice(way.lastIndexOf("\n") + 1) ?? "", place }]);
      }
    }
  }
  return bucketsOf(found);
}
