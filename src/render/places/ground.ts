import type { SourceFile } from "../../manifests/index.ts";
import { createCharts, isTemplate } from "./charts.ts";
import type { Charts } from "./charts.ts";
import { changedScalars } from "./changed-scalars.ts";
import type { ChangedScalar } from "./changed-scalars.ts";
import type { Buckets } from "./buckets.ts";
import { createGroundFile, once } from "./ground-file.ts";
import type { GroundFile } from "./ground-file.ts";
import type { Place, PlacesRoot, RenderedSide } from "./model.ts";
import { createOverlays } from "./overlays.ts";
import type { Overlays } from "./overlays.ts";
import { createCompare } from "./other-side.ts";
import type { Compare } from "./other-side.ts";
import { createFindFile } from "./find-file.ts";
import type { FindFile } from "./find-file.ts";
import { CHART_FILE, kustomizationIn } from "../file-names.ts";
import { joinPath } from "../paths.ts";

/** All that is known of a root on one side, to be asked for each of its documents. */
export interface PlacesGround {
  readonly files: ReadonlyMap<string, GroundFile>;
  readonly findFile: FindFile;
  readonly isChanged: (place: Place) => boolean;
  readonly compare: Compare;
  readonly changedScalars: () => Buckets<ChangedScalar>;
  readonly overlays: () => Overlays;
  readonly charts: () => Charts;
  readonly isTemplate: (file: GroundFile) => boolean;
  /** Where everything comes from of which no more is known; null: the root has no inputs. */
  readonly root: Place | null;
}

/**
 * Prepares a root on one side of the change. `there` is the same root on the other side, from which it is known which
 * lines of the inputs and of the rendered documents the change touches; null: there is no such root, and every line is
 * where it is written. Nothing is read before it is needed.
 */
export function preparePlaces(root: PlacesRoot, here: RenderedSide, there: RenderedSide | null): PlacesGround {
  const others = new Map(there?.files.map((file) => [file.path, file]));
  const before = (file: SourceFile) => (there === null ? "unknown" : (others.get(file.path) ?? "absent"));
  const sorted = [...here.files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const files = new Map(sorted.map((file) => [file.path, createGroundFile(file, before(file))]));
  const isChanged = (place: Place): boolean => files.get(place.path)?.isChanged(place.line) === true;
  return {
    files,
    findFile: createFindFile(root, files),
    isChanged,
    compare: createCompare(here.documents ?? [], there?.documents ?? null),
    changedScalars: once(() => changedScalars(files.values())),
    overlays: once(() => createOverlays(root.directory, files, isChanged)),
    charts: once(() => createCharts(root, files, here.documents?.length ?? 0)),
    // A kustomization may inflate charts, and may have a directory of this name.
    isTemplate: (file) => isTemplate(file.path) && (root.type === "chart" || file.hasActions()),
    root: rootPlace(root, files),
  };
}

function rootPlace(root: PlacesRoot, files: ReadonlyMap<string, GroundFile>): Place | null {
  const chart = joinPath(root.directory, CHART_FILE);
  const own = root.type === "chart" ? chart : kustomizationIn(root.directory, files);
  const path = own !== null && files.has(own) ? own : files.keys().next().value;
  return path === undefined ? null : { path, line: 1, column: 1 };
}
