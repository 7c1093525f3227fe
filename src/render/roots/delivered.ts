import { diagnosticAt, type Diagnostic } from "../../manifests/index.ts";
import type { LocalDelivery } from "./deliveries/index.ts";
import type { Ground } from "./ground.ts";
import type { Extent } from "./parting.ts";

/** Longest part of a path that a message shows. */
const MAX_QUOTED = 300;

/** Which directories somebody deploys, by how they are made. */
export interface Delivered {
  readonly kustomizations: readonly LocalDelivery[];
  readonly charts: readonly LocalDelivery[];
  readonly plain: readonly LocalDelivery[];
  /** How much of each plain directory. */
  readonly extents: ReadonlyMap<string, Extent>;
}

/** Sorts deliveries by what their directory holds; those that come to the same count once. */
export function deliveredDirectories({ charts, kustomizations }: Ground, all: readonly LocalDelivery[]): Delivered {
  const found = { kustomizations: [] as LocalDelivery[], charts: [] as LocalDelivery[], plain: [] as LocalDelivery[] };
  const extents = new Map<string, Extent>();
  for (const delivery of all) {
    const { directory } = delivery;
    if (kustomizations.get(directory)?.kind === "Kustomization") found.kustomizations.push(delivery);
    else if (charts.get(directory)?.type === "application") found.charts.push(delivery);
    else {
      found.plain.push(delivery);
      if (extents.get(directory) !== "all-below") extents.set(directory, delivery.plain);
    }
  }
  return {
    kustomizations: distinct(found.kustomizations, ({ kustomize }) => kustomize),
    charts: distinct(found.charts, ({ chart, name }) => ({ ...chart, release: chart.release ?? name })),
    plain: distinct(found.plain, () => null),
    extents,
  };
}

/** Values files that are not here: the chart is rendered without them. */
export function missingValues({ tree }: Ground, { charts }: Delivered): readonly Diagnostic[] {
  return charts.flatMap(({ object, origin, directory, chart }) => {
    const [first, ...others] = [...chart.values.filter((path) => tree.file(path) === undefined), ...chart.unresolved];
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` and ${String(others.length)} more`;
    const shown = first.slice(0, MAX_QUOTED).replace(/\s+/g, " ");
    const message = `${object}: values file \`${shown}\`${more} not found: \`${directory}\` is rendered without`;
    return [diagnosticAt("warning", "values-missing", message, { ...origin, column: 1 })];
  });
}

function distinct(
  deliveries: readonly LocalDelivery[],
  settingsOf: (delivery: LocalDelivery) => unknown,
): readonly LocalDelivery[] {
  const found = new Map<string, LocalDelivery>();
  for (const delivery of deliveries) {
    const { directory, namespace, environment } = delivery;
    const key = JSON.stringify([directory, namespace, environment, settingsOf(delivery)]);
    if (!found.has(key)) found.set(key, delivery);
  }
  return [...found.values()];
}
