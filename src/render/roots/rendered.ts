import { filesOfChart } from "./charts.ts";
import { draftOf, type Collected, type RootDraft } from "./draft.ts";
import { inputsOfKustomization, type Ground } from "./ground.ts";
import { rootDirectories } from "./kustomizations.ts";
import { pathFrom, sortedPaths } from "./paths.ts";
import { onBothSides, type Sides } from "./plan.ts";
import { habitualValues } from "./values-files.ts";

/** Directories that are rendered for their own sake. */
export interface RenderedDirectories {
  readonly kustomizations: readonly string[];
  readonly charts: readonly string[];
}

/**
 * What one revision renders, the other one does as well where it can: a new kustomization that builds on a root does not
 * hide what becomes of it.
 */
export function renderedDirectories(grounds: Sides<Ground>): Sides<RenderedDirectories> {
  const roots = onBothSides(grounds, ({ kustomizations }) => rootDirectories(kustomizations));
  const charts = onBothSides(grounds, chartDirectories);
  const everyRoot = sortedPaths([...roots.base, ...roots.head]);
  const everyChart = sortedPaths([...charts.base, ...charts.head]);
  return onBothSides(grounds, (ground) => ({
    kustomizations: everyRoot.filter((path) => ground.kustomizations.get(path)?.kind === "Kustomization"),
    charts: everyChart.filter((path) => ground.charts.get(path)?.type === "application"),
  }));
}

/** A chart that a kustomization renders is deployed with the values of that one. */
function chartDirectories({ charts, kustomizations }: Ground): readonly string[] {
  const rendered = new Set([...kustomizations.values()].flatMap((kustomization) => kustomization.charts));
  return [...charts.values()]
    .filter(({ type, directory }) => type === "application" && !rendered.has(directory))
    .map(({ directory }) => directory);
}

export function kustomizationDraft(ground: Ground, directory: string): RootDraft {
  const plan = (name: string): Collected => {
    const { paths, cost } = inputsOfKustomization(ground, directory);
    return {
      plan: {
        type: "kustomization",
        name,
        directory,
        inputs: paths,
        namespace: null,
        environment: null,
        overlay: null,
        substitutions: null,
      },
      cost,
    };
  };
  return { type: "kustomization", name: directory, plan };
}

/** A chart with its defaults, and once more with each values file that a habit pairs with it. */
export function chartDrafts(ground: Ground, directory: string): readonly RootDraft[] {
  const files = filesOfChart(ground.charts, directory, ground.tree);
  const sets = [[], ...habitualValues(directory, ground.tree).map((path) => [path])];
  return sets.map((values) =>
    draftOf({
      type: "chart",
      name: chartName(directory, values),
      directory,
      inputs: files,
      namespace: null,
      environment: null,
      values,
      inline: null,
      release: ground.charts.get(directory)?.name ?? directory,
    }),
  );
}

/** `charts/web`, `charts/web:values-prod.yaml`, `charts/web:values-prod.yaml,eu.yaml`. */
function chartName(directory: string, values: readonly string[]): string {
  if (values.length === 0) return directory;
  return `${directory}:${values.map((path) => pathFrom(directory, path)).join(",")}`;
}
