import {
  diagnosticAt,
  isManifestFile,
  type Diagnostic,
  type FileFacts,
  type FileReader,
} from "../../manifests/index.ts";
import { directoriesOf, standingApart } from "./apart.ts";
import { definitionsOf, factsOf, type Definition } from "./definitions.ts";
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
  /** Of what nobody deploys by itself. */
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly partings: ReadonlyMap<string, Pair>;
  readonly deployed: ReadonlyMap<string, Extent>;
}

export interface PlainRoots {
  /** The files of each root by its directory, or the file that it is; both revisions have the same roots. */
  readonly files: Sides<ReadonlyMap<string, readonly string[]>>;
  /** Where the head alone parts what the base keeps together. */
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
 * their directories. The base decides for every directory that it knows, and what the head adds joins the root around it, or
 * stands apart as a copy: a change does not choose what it is compared with (decision 0088). Directories whose files have
 * nothing to do with pods and policies are no roots; `fallback` says which root there is when all are so.
 */
export function plainRoots(views: Sides<PlainView>, reader: FileReader, fallback: "the-top" | "none"): PlainRoots {
  const sides = onBothSides(views, (view) => plainSide(view, reader));
  const rootOf = rootFinder(sides, views);
  const names = new Set<string>();
  for (const { facts, skipped } of [sides.base, sides.head]) {
    for (const { path } of facts) names.add(rootOf(path));
    for (const path of skipped) names.add(rootOf(path));
  }
  if (names.size === 0 && fallback === "the-top") names.add(".");
  const deployed = deployedSince(sides);
  const files = onBothSides(sides, ({ paths }, side) => {
    const roots = filesByRoot(paths, names, rootOf);
    const { ground, isPlain } = views[side];
    // What the head says is deployed by itself is looked at as such besides.
    const besides = [...deployed].flatMap(([directory, extent]) => {
      if (roots.has(directory)) return [];
      const isOwn = (path: string) => extent === "all-below" || directoryOf(path) === directory;
      return [[directory, ground.tree.below(directory).filter((path) => isPlain(path) && isOwn(path))] as const];
    });
    return new Map([...roots, ...besides]);
  });
  return { files, diagnostics: partedDiagnostics(sides, views.head.delivered) };
}

/** Says of a path of either revision which root it belongs to. */
function rootFinder({ base, head }: Sides<PlainSide>, views: Sides<PlainView>): (path: string) => string {
  const paths = new Set([...base.facts.map(({ path }) => path), ...base.skipped]);
  const known = directoriesOf(paths);
  const added = [...head.deployed].filter(([directory]) => !known.has(directory));
  const deployed = new Map([...added, ...base.deployed]);
  const parted = new Set(base.partings.keys());
  const before = { paths, definitions: base.definitions, regionOf: regions(parted, deployed) };
  const apart = standingApart(head.definitions, before, movedFinder(views));
  const regionOf = regions(new Set([...parted, ...apart.partings]), deployed, apart.copies);
  return (path) => (apart.copies.has(path) ? path : regionOf(directoryOf(path)));
}

/** Says of a file of the head whether its bytes stood elsewhere in the base, and stand there no longer. */
function movedFinder({ base, head }: Sides<PlainView>): (path: string) => boolean {
  const gone = base.ground.tree.paths.filter((path) => head.ground.tree.file(path) === undefined);
  const blobs = new Set(gone.map((path) => base.ground.tree.file(path)?.blobId));
  return (path) => blobs.has(head.ground.tree.file(path)?.blobId ?? "");
}

/** The directories that the head alone says are deployed by themselves. */
function deployedSince({ base, head }: Sides<PlainSide>): ReadonlyMap<string, Extent> {
  return new Map([...head.deployed].filter(([directory]) => !base.deployed.has(directory)));
}

/** What is deployed by itself does not part: whoever deploys it says that it is one. */
function plainSide({ ground: { tree }, isPlain, delivered }: PlainView, reader: FileReader): PlainSide {
  const paths = tree.paths.filter(isPlain);
  const facts = factsOf(tree, paths, reader);
  const skipped = tree.skipped.filter((path) => isManifestFile(path) && isPlain(path));
  const deployed = delivered.extents;
  const regionOf = regions(new Set(), deployed);
  const others = facts.filter(({ path }) => !deployed.has(regionOf(directoryOf(path))));
  const definitions = definitionsOf(others);
  return { paths, facts, skipped, definitions, partings: partings(definitions), deployed };
}

function filesByRoot(
  paths: readonly string[],
  names: ReadonlySet<string>,
  rootOf: (path: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const files = new Map([...names].sort(comparePaths).map((name) => [name, [] as string[]]));
  for (const path of paths) files.get(rootOf(path))?.push(path);
  return files;
}

/**
 * A second definition that only the head has makes roots of what was one, once it is merged: flows between the parts are
 * compared no more. So it is said, and as a warning where manifests of the base will be parted; a new directory beside the
 * others, such as another version, parts none.
 */
function partedDiagnostics({ base, head }: Sides<PlainSide>, delivered: Delivered): readonly Diagnostic[] {
  const added = [...head.partings].filter(([directory]) => !base.partings.has(directory));
  const deployed = delivered.plain.filter(({ directory }) => !base.deployed.has(directory));
  if (added.length + deployed.length === 0) return [];
  const parted = partedRoots(
    base,
    regions(new Set([...base.partings.keys(), ...head.partings.keys()]), new Map([...base.deployed, ...head.deployed])),
  );
  const separating = new Set([...parted].map(directoryOf));
  const byObjects = deployed.filter(({ directory }) => parted.has(directory)).map(deployedDiagnostic);
  const byCopies = added.map(([directory, { first, second }]) => {
    const message =
      `${second.label} is also defined at \`${first.path}:${String(first.line)}\`: once this is merged, the directories in ` +
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
    `${object} deploys \`${directory}\`, which is a root of its own once this is merged: ` +
    "flows between it and the manifests it was read with are not seen then";
  return diagnosticAt("warning", "root-split", message, { ...origin, column: 1 });
}

/** The roots to come in which there are manifests of the base that were in one root with those of another one. */
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
