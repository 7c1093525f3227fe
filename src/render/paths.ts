/** Paths of a repository: relative to its top, with `/`; the top itself is `.`. */

/** Longer references name nothing that git could hold. */
const MAX_PATH_LENGTH = 4096;

/** The directory that holds a file or a directory; that of the top is the top. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "." : path.slice(0, slash);
}

/** The last segment of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path inside of a directory. */
export function joinPath(directory: string, path: string): string {
  if (path === ".") return directory;
  return directory === "." ? path : `${directory}/${path}`;
}

/** Whether a path is a directory itself or stands below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === "." || path === directory || path.startsWith(`${directory}/`);
}

/** A path as seen from a directory that holds it, or from the top where it does not. */
export function pathFrom(directory: string, path: string): string {
  if (directory === "." || !isWithin(path, directory)) return path;
  return path === directory ? "." : path.slice(directory.length + 1);
}

/**
 * Where a reference written in a directory leads; `null` for one that is absolute, empty or leaves the repository. That
 * something is there is not known.
 */
export function resolvePath(directory: string, reference: string): string | null {
  if (reference === "" || reference.startsWith("/") || reference.length > MAX_PATH_LENGTH) return null;
  const segments = directory === "." ? [] : directory.split("/");
  for (const segment of reference.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 ? "." : segments.join("/");
}

/**
 * What is found at the nearest directory at or above one, or `null`. Every directory on the way is remembered, so that long
 * paths are walked once.
 */
export function nearestFinder<Found>(
  find: (directory: string) => Found | null | undefined,
): (directory: string) => Found | null {
  const known = new Map<string, Found | null>();
  return (directory) => {
    const passed: string[] = [];
    let current = directory;
    let found = known.get(current);
    while (found === undefined) {
      passed.push(current);
      found = find(current);
      if (found !== undefined) break;
      if (current === ".") found = null;
      else {
        current = directoryOf(current);
        found = known.get(current);
      }
    }
    for (const path of passed) known.set(path, found);
    return found;
  };
}

/** By code unit, so that the order is the same on every machine. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without doubles, in order. */
export function sortedPaths(paths: Iterable<string>): readonly string[] {
  return [...new Set(paths)].sort(comparePaths);
}
