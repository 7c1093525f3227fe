import type { Snapshot } from "../../manifests/index.ts";
import { chartOf, filesOfChart, findCharts, isSent } from "./charts.ts";
import type { Charts } from "./charts.ts";
import { closureOf, findKustomizations } from "./kustomizations.ts";
import type { Kustomizations } from "./kustomizations.ts";
import { sortedPaths } from "./paths.ts";
import { fileTree } from "./tree.ts";
import type { FileTree } from "./tree.ts";

/** One revision, with what of it is rendered. */
export interface Ground {
  readonly tree: FileTree;
  readonly charts: Charts;
  readonly kustomizations: Kustomizations;
}

export function groundOf(snapshot: Snapshot): Ground {
  const tree = fileTree(snapshot);
  const charts = findCharts(tree);
  const isTemplate = (path: string) => {
    const chart = chartOf(charts, path);
    return chart !== null && isSent(chart, path);
  };
  return { tree, charts, kustomizations: findKustomizations(tree, isTemplate) };
}

/** What a kustomization is built from. */
export interface Inputs {
  /** In order. */
  readonly paths: readonly string[];
  /** References that were followed to find them. */
  readonly cost: number;
}

/** All files that a kustomization is built from. */
export function inputsOfKustomization({ charts, kustomizations, tree }: Ground, directory: string): Inputs {
  const paths = new Set<string>();
  const chartDirectories = new Set<string>();
  let cost = 0;
  for (const { files, parts, resources, changes, data, charts } of closureOf(kustomizations, [directory])) {
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
