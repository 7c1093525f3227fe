/** Directories that never hold manifests of the repository itself. */
const ignoredDirectories: ReadonlySet<string> = new Set([".git", "node_modules"]);

export function isIgnoredDirectory(name: string): boolean {
  return ignoredDirectories.has(name);
}

/** Whether `kubectl apply -R -f` would read a file of this name: `.yaml`, `.yml` and `.json`, in lower case. */
export function hasManifestName(path: string): boolean {
  return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
}

/** Whether a path of a repository (with `/`) may hold manifests. */
export function isManifestPath(path: string): boolean {
  return hasManifestName(path) && !path.split("/").slice(0, -1).some(isIgnoredDirectory);
}

/** By code unit, so that the order is the same on every machine. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
