import {
  diagnosticAt,
  isManifestFile,
  type Diagnostic,
  type FileFacts,
  type FileReader,
} from "../../manifests/index.ts";
import { definitionsOf, factsOf } from "./definitions.ts";
import type { Ground } from "./ground.ts";
import { partings, regions, type Pair } from "./parting.ts";
import { comparePaths, directoryOf } from "./paths.ts";
import { onBothSides, type PlainPlan, type Sides } from "./plan.ts";
import type { Role } from "./roles.ts";

/** The plain files of one revision. */
interface PlainSide {
  /** In order. */
  readonly paths: readonly string[];
  readonly facts: readonly FileFacts[];
  /** What could not be read and may be a manifest. */
  readonly skipped: readonly string[];
  readonly partings: ReadonlyMap<string, Pair>;
}

export interface PlainRoots {
  readonly plans: Sides<readonly PlainPlan[]>;
  /** Where the head alone parts what the base kept together. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The roots of plain files: the largest directories that define no object in two of their directories. Both revisions
 * part where one of them does, so that what a root holds is compared with what it held. Directories whose files have nothing
 * to do with pods and policies are none; `fallback` says which root there is when all are so.
 */
export function plainRoots(
  grounds: Sides<Ground>,
  roles: Sides<ReadonlyMap<string, Role>>,
  reader: FileReader,
  fallback: "the-top" | "none",
): PlainRoots {
  const sides = onBothSides(grounds, (ground, side) => plainSide(ground, roles[side], reader));
  const regionOf = regions(new Set([...sides.base.partings.keys(), ...sides.head.partings.keys()]));
  const names = new Set<string>();
  for (const { facts, skipped } of [sides.base, sides.head]) {
    for (const { path } of facts) names.add(regionOf(directoryOf(path)));
    for (const path of skipped) names.add(regionOf(directoryOf(path)));
  }
  if (names.size === 0 && fallback === "the-top") names.add(".");
  const plans = onBothSides(sides, ({ paths }) => plansOf(paths, names, regionOf));
  return { plans, diagnostics: partedDiagnostics(sides, regionOf) };
}

function plainSide({ tree }: Ground, roles: ReadonlyMap<string, Role>, reader: FileReader): PlainSide {
  const isPlain = (path: string) => roles.get(path)?.type === "plain";
  const paths = tree.paths.filter(isPlain);
  const facts = factsOf(tree, paths, reader);
  const skipped = tree.skipped.filter((path) => isManifestFile(path) && isPlain(path));
  return { paths, facts, skipped, partings: partings(definitionsOf(facts)) };
}

function plansOf(
  paths: readonly string[],
  names: ReadonlySet<string>,
  regionOf: (directory: string) => string,
): readonly PlainPlan[] {
  const inputs = new Map([...names].sort(comparePaths).map((name) => [name, [] as string[]]));
  for (const path of paths) inputs.get(regionOf(directoryOf(path)))?.push(path);
  return [...inputs].map(([name, files]) => ({
    type: "plain",
    name,
    inputs: files,
    namespace: null,
    environment: null,
  }));
}

/**
 * A second definition that only the head has makes roots of what was one. Flows between the parts are then compared no
 * more: whoever adds a copy of some object could hide behind it what else changes. So it is said, and as a warning where
 * manifests of the base are parted; a new directory beside the others, such as another version, parts none.
 */
function partedDiagnostics(
  { base, head }: Sides<PlainSide>,
  regionOf: (directory: string) => string,
): readonly Diagnostic[] {
  const added = [...head.partings].filter(([directory]) => !base.partings.has(directory));
  if (added.length === 0) return [];
  const separating = separatingDirectories(base, regionOf);
  return added.map(([directory, { first, second }]) => {
    const message =
      `${second.label} is also defined at \`${first.path}:${String(first.line)}\`: from now on the directories in ` +
      `\`${directory}\` are roots of their own, and flows between them are not seen; ` +
      "where they belong together, keep one definition";
    const severity = separating.has(directory) ? "warning" : "notice";
    const at = { path: second.path, line: second.line, column: 1 };
    return { ...diagnosticAt(severity, "root-split", message, at), alsoAt: first.path };
  });
}

/** The directories at which manifests of the base part that were in one root. */
function separatingDirectories(base: PlainSide, regionOf: (directory: string) => string): ReadonlySet<string> {
  const oldRegionOf = regions(new Set(base.partings.keys()));
  const parts = new Map<string, Set<string>>();
  for (const { path } of base.facts) {
    const old = oldRegionOf(directoryOf(path));
    const known = parts.get(old);
    const now = regionOf(directoryOf(path));
    if (known === undefined) parts.set(old, new Set([now]));
    else known.add(now);
  }
  const parted = [...parts.values()].filter((regionsNow) => regionsNow.size > 1);
  return new Set(parted.flatMap((regionsNow) => [...regionsNow].map(directoryOf)));
}
