import type { Definition } from "./definitions.ts";
import { partings } from "./parting.ts";
import { comparePaths, directoryOf } from "../paths.ts";

/** Definitions by the key of their object. */
type Definitions = ReadonlyMap<string, readonly Definition[]>;

/** The plain files of the base, as the head is measured by them. */
export interface Before {
  /** All that are manifests, or may be. */
  readonly paths: ReadonlySet<string>;
  readonly definitions: Definitions;
  /** The root that a directory belongs to. */
  readonly regionOf: (directory: string) => string;
}

/** What of the head stands apart from the roots of the base. */
export interface Apart {
  /** Directories that the base does not know, at which definitions part. */
  readonly partings: ReadonlySet<string>;
  /** New directories, and new files in old ones, that define once more what their root defines elsewhere. */
  readonly copies: ReadonlySet<string>;
}

/** A new directory, or a new file in an old one, with the objects that it defines, each with its root. */
interface Unit {
  readonly path: string;
  readonly type: "directory" | "file";
  readonly keys: Map<string, number>;
  readonly copies: Set<string>;
  /** How many of its definitions stood elsewhere before, and stand there no longer. */
  moved: number;
}

/**
 * What the head adds joins the root of the base around it. A second definition of an object does not part that root, or
 * whoever adds a copy could part a policy from its pods: the new directory or file that holds the copy goes, and only where
 * each object of the base keeps a definition in the root. Below a directory that the base does not know, definitions part as
 * they do anywhere. `isMoved`: whether a file of the head has the bytes of one of the base that is gone.
 */
export function standingApart(head: Definitions, before: Before, isMoved: (path: string) => boolean): Apart {
  const known = directoriesOf(before.paths);
  const found = new Set<string>();
  const units = new Map<string, Unit>();
  const counts = new Map<string, number>();
  for (const [key, all] of head) {
    // What stands where it stood before, nearly all of it, parts nothing that was not parted, and is no copy.
    if (all.every(({ path }) => before.paths.has(path))) continue;
    for (const [region, same] of byRegion(all, before.regionOf)) {
      const own = `${region}\0${key}`;
      counts.set(own, same.length);
      const ways = [...partings(new Map([[key, same]])).keys()];
      for (const directory of ways) if (!known.has(directory)) found.add(directory);
      const isCopied = ways.some((directory) => known.has(directory));
      for (const { path } of same) {
        if (before.paths.has(path)) continue;
        const unit = unitAt(newPath(path, known), path, units);
        unit.keys.set(own, (unit.keys.get(own) ?? 0) + 1);
        if (isCopied) unit.copies.add(own);
        if (isMoved(path)) unit.moved += 1;
      }
    }
  }
  const copied = [...units.values()].filter(({ copies }) => copies.size > 0);
  return { partings: found, copies: copied.length === 0 ? new Set() : leaving(copied, counts, ownedBefore(before)) };
}

/** The objects of the base, each with its root. */
function ownedBefore({ definitions, regionOf }: Before): ReadonlySet<string> {
  return new Set(
    [...definitions].flatMap(([key, all]) => all.map(({ path }) => `${regionOf(directoryOf(path))}\0${key}`)),
  );
}

/** Those that leave; what stood elsewhere before comes last, and so stays rather than a copy of it. */
function leaving(units: readonly Unit[], counts: Map<string, number>, old: ReadonlySet<string>): ReadonlySet<string> {
  const left = new Set<string>();
  const sorted = units.toSorted(
    (a, b) => a.moved - b.moved || comparePaths(a.type, b.type) || comparePaths(b.path, a.path),
  );
  for (const { path, keys, copies } of sorted) {
    const isKept = (key: string): boolean => (counts.get(key) ?? 0) > (keys.get(key) ?? 0);
    const isOfBase = [...copies].some((key) => old.has(key));
    // Of an object that is new itself, one definition stays.
    const needed = isOfBase
      ? [...keys.keys()].filter((key) => old.has(key))
      : [...keys.keys()].filter((key) => old.has(key) || copies.has(key));
    if (!needed.every(isKept)) continue;
    for (const [key, count] of keys) counts.set(key, (counts.get(key) ?? 0) - count);
    left.add(path);
  }
  return left;
}

function unitAt(at: string, path: string, units: Map<string, Unit>): Unit {
  const known = units.get(at);
  if (known !== undefined) return known;
  const unit: Unit = {
    path: at,
    type: at === path ? "file" : "directory",
    keys: new Map(),
    copies: new Set(),
    moved: 0,
  };
  units.set(at, unit);
  return unit;
}

/** The topmost directory above a new file that the base does not know, or the file itself. */
function newPath(path: string, known: ReadonlySet<string>): string {
  let found = path;
  for (let above = directoryOf(path); !known.has(above) && above !== "."; above = directoryOf(above)) found = above;
  return found;
}

function byRegion(
  definitions: readonly Definition[],
  regionOf: (directory: string) => string,
): ReadonlyMap<string, readonly Definition[]> {
  const regions = new Map<string, Definition[]>();
  for (const definition of definitions) {
    const region = regionOf(directoryOf(definition.path));
    const known = regions.get(region);
    if (known === undefined) regions.set(region, [definition]);
    else known.push(definition);
  }
  return regions;
}

/** The directories of some files, with all above; none without files. */
export function directoriesOf(paths: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of paths) {
    for (let directory = directoryOf(path); !found.has(directory); directory = directoryOf(directory)) {
      found.add(directory);
    }
  }
  return found;
}
