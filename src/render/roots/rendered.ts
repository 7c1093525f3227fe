import { filesOfChart } from "./charts.ts";
import type { LocalDelivery } from "./deliveries/index.ts";
import { NO_SETTINGS, type Collected, type RootDraft } from "./draft.ts";
import { inputsOfKustomizations, type Ground } from "./ground.ts";
import { rootDirectories } from "./kustomizations.ts";
import { pathFrom, sortedPaths } from "../paths.ts";
import { onBothSides, type Sides } from "./plan.ts";

/** Directories that are rendered for their own sake. */
export interface RenderedDirectories {
  readonly kustomizations: readonly string[];
  readonly charts: readonly string[];
}

/**
 * What one revision renders, the other one does as well where it can: a new kustomization that builds on a root does not
 * hide what becomes of it. What somebody deploys is rendered, even where others build on it.
 */
export function renderedDirectories(
  grounds: Sides<Ground>,
  deliveries: Sides<readonly LocalDelivery[]>,
): Sides<RenderedDirectories> {
  const roots = onBothSides(grounds, ({ kustomizations }) => rootDirectories(kustomizations));
  const charts = onBothSides(grounds, chartDirectories);
  const delivered = [...deliveries.base, ...deliveries.head].map(({ directory }) => directory);
  const everyRoot = sortedPaths([...roots.base, ...roots.head, ...delivered]);
  const everyChart = sortedPaths([...charts.base, ...charts.head, ...delivered]);
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

/** A kustomization, as it stands or as somebody deploys it. */
export function kustomizationDraft(ground: Ground, directory: string, delivery: LocalDelivery | null): RootDraft {
  const plan = (name: string): Collected => {
    const { paths, cost } = inputsOfKustomizations(ground, [directory, ...(delivery?.kustomize.components ?? [])]);
    const { namespace, environment } = delivery ?? NO_SETTINGS;
    const { overlay, substitutions } = delivery?.kustomize ?? { overlay: null, substitutions: null };
    return {
      plan: {
        type: "kustomization",
        name,
        directory,
        inputs: paths,
        namespace,
        environment,
        overlay,
        substitutions,
      },
      cost,
    };
  };
  return { type: "kustomization", name: directory, directory, plan };
}

/** A chart with some values files, as a habit pairs them or as somebody deploys it. */
export function chartDraft(
  ground: Ground,
  directory: string,
  written: readonly string[],
  delivery: LocalDelivery | null,
): RootDraft {
  const values = written.filter((path) => ground.tree.file(path) !== undefined);
  const plan = (name: string): Collected => {
    const files = filesOfChart(ground.charts, directory, ground.tree);
    const { namespace, environment } = delivery ?? NO_SETTINGS;
    return {
      plan: {
        type: "chart",
        name,
        directory,
        inputs: sortedPaths([...files, ...values]),
        namespace,
        environment,
        values,
        inline: delivery?.chart.inline ?? null,
        crds: delivery?.chart.crds ?? "installed",
        release: delivery === null ? (ground.charts.get(directory)?.name ?? directory) : releaseOf(delivery),
      },
      cost: files.length + values.length,
    };
  };
  return { type: "chart", name: chartName(directory, values), directory, plan };
}

function releaseOf({ chart, name }: LocalDelivery): string {
  return chart.release ?? name;
}

/** `charts/web`, `charts/web:values-prod.yaml`, `charts/web:values-prod.yaml,eu.yaml`. */
function chartName(directory: string, values: readonly string[]): string {
  if (values.length === 0) return directory;
  return `${directory}:${values.map((path) => pathFrom(directory, path)).join(",")}`;
}
