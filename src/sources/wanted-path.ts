import { hasManifestName, isIgnoredDirectory } from "./manifest-path.ts";

/** What makes a directory a chart. Source: Helm, "The Chart File Structure". */
export const CHART_FILE = "Chart.yaml";

/** Documents and pictures of a chart: no template that makes manifests reads them. */
const DECORATION = /\.(?:md|png|jpe?g|gif|svg|ico|webp|pdf|mp4)$/i;

/** Names that Kustomize reads besides those of manifests. Source: Kustomize, "kustomization". */
const KUSTOMIZATION = "Kustomization";

/**
 * Whether a path of a repository (with `/`) is read: it may hold manifests, or what they are rendered from. Below a
 * chart that is every file, as templates may be called anything. `paths`: all of the revision.
 */
export function createWanted(paths: Iterable<string>): (path: string) => boolean {
  const charts = new Set<string>();
  for (const path of paths) if (nameOf(path) === CHART_FILE) charts.add(path.slice(0, -CHART_FILE.length));
  return (path) => {
    if (directoriesOf(path).some((directory) => isIgnoredDirectory(nameOf(directory)))) return false;
    return isWantedName(nameOf(path), charts.size > 0 && isBelow(path, charts) ? "in-chart" : "elsewhere");
  };
}

/** The same of a name alone. */
export function isWantedName(name: string, place: "in-chart" | "elsewhere"): boolean {
  return hasManifestName(name) || name === KUSTOMIZATION || (place === "in-chart" && !DECORATION.test(name));
}

function isBelow(path: string, charts: ReadonlySet<string>): boolean {
  return charts.has("") || directoriesOf(path).some((directory) => charts.has(`${directory}/`));
}

/** `a` and `a/b` of `a/b/c`. */
function directoriesOf(path: string): readonly string[] {
  const found: string[] = [];
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) found.push(path.slice(0, end));
  return found;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
