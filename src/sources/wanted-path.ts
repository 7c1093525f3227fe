import { hasManifestName, isIgnoredDirectory } from "./manifest-path.ts";

/** What stands around a file: a chart, a kustomization, or neither. */
export type Surroundings = "chart" | "kustomization" | "neither";

/** What makes a directory a chart. Source: Helm, "The Chart File Structure". */
const CHART_FILE = "Chart.yaml";

/** What makes a directory a kustomization. Source: Kustomize, "kustomization". */
const KUSTOMIZATION_FILES: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Pictures of a chart: no template that makes manifests reads them. */
const PICTURE = /\.(?:png|jpe?g|gif|ico|webp|mp4)$/i;

/**
 * What kustomizations name besides manifests: variables, settings and texts for generators, and resources and patches whose
 * names end otherwise, or do not end at all.
 */
const KUSTOMIZATION_INPUT = /^[^.]+$|\.(?:env|properties|conf|ini|toml|cfg|txt|patch|ya?ml|json)$/i;

/**
 * Whether a path of a repository (with `/`) is read: it may hold manifests, or what they are rendered from. Below a
 * chart that is every file, as templates may be called anything. `paths`: all of the revision.
 */
export function createWanted(paths: Iterable<string>): (path: string) => boolean {
  const charts = new Set<string>();
  const kustomizations = new Set<string>();
  for (const path of paths) {
    const name = nameOf(path);
    if (name === CHART_FILE) charts.add(path.slice(0, -name.length));
    else if (KUSTOMIZATION_FILES.includes(name)) kustomizations.add(path.slice(0, -name.length));
  }
  return (path) => {
    if (directoriesOf(path).some((directory) => isIgnoredDirectory(nameOf(directory)))) return false;
    const around = isBelow(path, charts) ? "chart" : isBelow(path, kustomizations) ? "kustomization" : "neither";
    return isWantedName(nameOf(path), around);
  };
}

/** The same of a name alone. */
export function isWantedName(name: string, around: Surroundings): boolean {
  if (hasManifestName(name) || KUSTOMIZATION_FILES.includes(name)) return true;
  return around === "chart" ? !PICTURE.test(name) : around === "kustomization" && KUSTOMIZATION_INPUT.test(name);
}

/** What stands around the files of a directory with these names, below one with other surroundings. */
export function surroundingsOf(names: readonly string[], above: Surroundings): Surroundings {
  if (above === "chart" || names.includes(CHART_FILE)) return "chart";
  return names.some((name) => KUSTOMIZATION_FILES.includes(name)) ? "kustomization" : above;
}

function isBelow(path: string, directories: ReadonlySet<string>): boolean {
  if (directories.size === 0) return false;
  return directories.has("") || directoriesOf(path).some((directory) => directories.has(`${directory}/`));
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
