import { readYaml } from "../../manifests/index.ts";
import { itemsAt, textAt } from "./nodes.ts";
import { directoryOf, isWithin, joinPath, nameOf, nearestFinder, resolvePath, sortedPaths } from "../paths.ts";
import type { FileTree } from "./tree.ts";
import { CHART_FILE } from "../file-names.ts";

/** A chart of the repository that is no part of another one. */
export interface Chart {
  readonly directory: string;
  /** By itself; the directory's where `Chart.yaml` tells none. */
  readonly name: string;
  readonly type: "application" | "library";
  /** Directories of charts that it names as dependencies by `file://`. */
  readonly dependencies: readonly string[];
}

/** By directory, in order. */
export type Charts = ReadonlyMap<string, Chart>;

/** Directories of a chart whose files Helm gives to the cluster. Source: helm `chart/loader`, "Chart File Structure". */
const SENT = ["templates", "crds", "charts"];

/** The charts of one revision, without those in the `charts/` of another one. */
export function findCharts(tree: FileTree): Charts {
  const directories = tree.paths.filter((path) => nameOf(path) === CHART_FILE).map(directoryOf);
  const all = new Set(directories);
  const outer = sortedPaths(directories).filter((directory) => !isInsideChart(directory, all));
  return new Map(outer.map((directory) => [directory, readChart(directory, tree, all)]));
}

/** Says of a path which chart's file it is; a vendored chart's files are those of the outer one. */
export function chartFinder(charts: Charts): (path: string) => Chart | null {
  const find = nearestFinder((directory) => charts.get(directory));
  return (path) => find(directoryOf(path));
}

/** Whether Helm gives a file of the chart to the cluster, as a template or as it stands. */
export function isSent({ directory }: Chart, path: string): boolean {
  return SENT.some((name) => isWithin(path, joinPath(directory, name)));
}

/** All that a chart is rendered from: its own files and those of charts it depends on, in order. */
export function filesOfChart(charts: Charts, directory: string, tree: FileTree): readonly string[] {
  const seen = new Set<string>();
  const waiting = [directory];
  const files: string[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const path of tree.below(next)) files.push(path);
    for (const dependency of charts.get(next)?.dependencies ?? []) waiting.push(dependency);
  }
  return seen.size === 1 ? files : sortedPaths(files);
}

/** Whether a directory stands in the `charts/` or `templates/` of one with a chart. */
function isInsideChart(directory: string, charts: ReadonlySet<string>): boolean {
  for (let current = directory; current !== "."; current = directoryOf(current)) {
    const name = nameOf(current);
    if ((name === "charts" || name === "templates") && charts.has(directoryOf(current))) return true;
  }
  return false;
}

function readChart(directory: string, tree: FileTree, charts: ReadonlySet<string>): Chart {
  const file = tree.file(joinPath(directory, CHART_FILE));
  const root = file === undefined ? null : (readYaml(file.bytes, () => true).documents[0]?.root ?? null);
  const dependencies = itemsAt(root, "dependencies").flatMap((item) => {
    const repository = textAt(item, "repository") ?? "";
    if (!repository.startsWith("file://")) return [];
    return resolvePath(directory, repository.slice("file://".length)) ?? [];
  });
  return {
    directory,
    name: textAt(root, "name") ?? nameOf(directory),
    type: textAt(root, "type") === "library" ? "library" : "application",
    dependencies: sortedPaths(dependencies.filter((path) => charts.has(path))),
  };
}
