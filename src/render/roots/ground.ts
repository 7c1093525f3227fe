import type { Snapshot } from "../../manifests/index.ts";
import { chartFinder, filesOfChart, findCharts, isSent } from "./charts.ts";
import type { Chart, Charts } from "./charts.ts";
import { closureOf, findKustomizations } from "./kustomizations.ts";
import type { Kustomizations } from "./kustomizations.ts";
import { sortedPaths } from "../paths.ts";
import { fileTree } from "./tree.ts";
import type { FileTree } from "./tree.ts";

/** One revision, with what of it is rendered. */
export interface Ground {
  readonly tree: FileTree;
  readonly charts: Charts;
  /** The chart whose file this is. */
  readonly chartOf: (path: string) => Chart | null;
  /** Whether a file is a template of a chart: not what it looks like. */
  readonly isTemplate: (path: string) => boolean;
  readonly kustomizations: Kustomizations;
}

export function groundOf(snapshot: Snapshot): Ground {
  const tree = fileTree(snapshot);
  const charts = findCharts(tree);
  const chartOf = chartFinder(charts);
  const isTemplate = (path: string) => {
    const chart = chartOf(path);
    return chart !== null && isSent(chart, path);
  };
  return { tree, charts, chartOf, isTemplate, kustomizations: findKustomizations(tree, isTemplate) };
}

/** What kustomizations are built from. */
export interface Inputs {
  /** In order. */
  readonly paths: readonly string[];
  /** References that were followed to find them. */
  readonly cost: number;
}

/** All files that some kustomizations are built from. */
export function inputsOfKustomizations(
  { charts, kustomizations, tree }: Ground,
  directories: readonly string[],
): Inputs {
  const paths = new Set<string>();
  const chartDirectories = new Set<string>();
  let cost = 0;
  for (const { files, parts, resources, changes, data, charts } of closureOf(kustomizations, directories)) {
    for (const list of [files, resources, changes, data]) for (const path of list) paths.add(path);
    for (const chart of charts) chartDirectories.add(chart);
    cost += files.length + parts.length + resources.length + changes.length + data.length + charts.length;
  }
  for (const chart of chartDirectories) {
    const files = filesOfChart(charts, chart, tree);
    for (const path of files) paths.add(path);
    cost += files.length;
  }
  return { paths: sortedPaths(paths), cost };
}
