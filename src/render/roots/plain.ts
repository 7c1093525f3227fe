import {
  diagnosticAt,
  isManifestFile,
  type Diagnostic,
  type FileFacts,
  type FileReader,
} from "../../manifests/index.ts";
import { definitionsOf, factsOf } from "./definitions.ts";
import type { Ground } from "./ground.ts";
import type { Delivered } from "./delivered.ts";
import type { LocalDelivery } from "./deliveries/index.ts";
import { partings, regions, type Extent, type Pair } from "./parting.ts";
import { comparePaths, directoryOf } from "../paths.ts";
import { onBothSides, type Sides } from "./plan.ts";

/** Whether a file belongs to a root of plain files. */
export type IsPlain = (path: string) => boolean;

/** The plain files of one revision. */
interface PlainSide {
  /** In order. */
  readonly paths: readonly string[];
  readonly facts: readonly FileFacts[];
  /** What could not be read and may be a manifest. */
  readonly skipped: readonly string[];
  readonly partings: ReadonlyMap<string, Pair>;
  readonly deployed: ReadonlyMap<string, Extent>;
}

export interface PlainRoots {
  /** The files of each root by its directory; both revisions have the same roots. */
  readonly files: Sides<ReadonlyMap<string, readonly string[]>>;
  /** Where the head alone parts what the base kept together. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What of a revision is plain. */
export interface PlainView {
  readonly ground: Ground;
  readonly isPlain: IsPlain;
  /** Directories that somebody deploys as they stand. */
  readonly delivered: Delivered;
}

/**
 * The roots of plain files: what somebody deploys, and otherwise the largest directories that define no object in two of
 * their directories. Both revisions part where one of them does, so that what a root holds is compared with what it held.
 * Directories whose files have nothing to do with pods and policies are none; `fallback` says which root there is when all
 * are so.
 */
export function plainRoots(views: Sides<PlainView>, reader: FileReader, fallback: "the-top" | "none"): PlainRoots {
  const sides = onBothSides(views, (view) => plainSide(view, reader));
  const regionOf = regions(
    new Set([...sides.base.partings.keys(), ...sides.head.partings.keys()]),
    new Map([...sides.base.deployed, ...sides.head.deployed]),
  );
  const names = new Set<string>();
  for (const { facts, skipped } of [sides.base, sides.head]) {
    for (const { path } of facts) names.add(regionOf(directoryOf(path)));
    for (const path of skipped) names.add(regionOf(directoryOf(path)));
  }
  if (names.size === 0 && fallback === "the-top") names.add(".");
  const files = onBothSides(sides, ({ paths }) => filesByRoot(paths, names, regionOf));
  return { files, diagnostics: partedDiagnostics(sides, views.head.delivered, regionOf) };
}

/** What is deployed by itself does not part: whoever deploys it says that it is one. */
function plainSide({ ground: { tree }, isPlain, delivered }: PlainView, reader: FileReader): PlainSide {
  const paths = tree.paths.filter(isPlain);
  const facts = factsOf(tree, paths, reader);
  const skipped = tree.skipped.filter((path) => isManifestFile(path) && isPlain(path));
  const deployed = delivered.extents;
  const regionOf = regions(new Set(), deployed);
  const others = facts.filter(({ path }) => !deployed.has(regionOf(directoryOf(path))));
  return { paths, facts, skipped, partings: partings(definitionsOf(others)), deployed };
}

function filesByRoot(
  paths: readonly string[],
  names: ReadonlySet<string>,
  regionOf: (directory: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const files = new Map([...names].sort(comparePaths).map((name) => [name, [] as string[]]));
  for (const path of paths) files.get(regionOf(directoryOf(path)))?.push(path);
  return files;
}

/**
 * A second definition that only the head has makes roots of what was one. Flows between the parts are then compared no
 * more: whoever adds a copy of some object could hide behind it what else changes. So it is said, and as a warning where
 * manifests of the base are parted; a new directory beside the others, such as another version, parts none.
 */
function partedDiagnostics(
  { base, head }: Sides<PlainSide>,
  delivered: Delivered,
  regionOf: (directory: string) => string,
): readonly Diagnostic[] {
  const added = [...head.partings].filter(([directory]) => !base.partings.has(directory));
  const deployed = delivered.plain.filter(({ directory }) => !base.deployed.has(directory));
  if (added.length + deployed.length === 0) return [];
  const parted = partedRoots(base, regionOf);
  const separating = new Set([...parted].map(directoryOf));
  const byObjects = deployed.filter(({ directory }) => parted.has(directory)).map(deployedDiagnostic);
  const byCopies = added.map(([directory, { first, second }]) => {
    const message =
      `${second.label} is also defined at \`${first.path}:${String(first.line)}\`: from now on the directories in ` +
      `\`${directory}\` are roots of their own, and flows between them are not seen; ` +
      "where they belong together, keep one definition";
    const severity = separating.has(directory) ? "warning" : "notice";
    const at = { path: second.path, line: second.line, column: 1 };
    return { ...diagnosticAt(severity, "root-split", message, at), alsoAt: first.path };
  });
  return [...byObjects, ...byCopies];
}

function deployedDiagnostic({ object, origin, directory }: LocalDelivery): Diagnostic {
  const message =
    `${object} deploys \`${directory}\`, which is a root of its own from now on: ` +
    "flows between it and the manifests it was read with are not seen";
  return diagnosticAt("warning", "root-split", message, { ...origin, column: 1 });
}

/** The roots now in which there are manifests of the base that were in one root with those of another one. */
function partedRoots(base: PlainSide, regionOf: (directory: string) => string): ReadonlySet<string> {
  const oldRegionOf = regions(new Set(base.partings.keys()), base.deployed);
  const parts = new Map<string, Set<string>>();
  for (const { path } of base.facts) {
    const old = oldRegionOf(directoryOf(path));
    const known = parts.get(old);
    const now = regionOf(directoryOf(path));
    if (known === undefined) parts.set(old, new Set([now]));
    else known.add(now);
  }
  return new Set([...parts.values()].filter((now) => now.size > 1).flatMap((now) => [...now]));
}
