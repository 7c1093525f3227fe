import { diagnosticAt, type Diagnostic } from "../../../manifests/index.ts";
import { itemsAt, textAt, valueAt } from "../nodes.ts";
import type { FileTree } from "../tree.ts";
import { applicationDeliveries, fillNothing } from "./application.ts";
import type { Delivery } from "./delivery.ts";
import { labelOfObject, type DeployingObject } from "./find.ts";
import { kustomizationDelivery, releaseDelivery, repositoriesOf, type Repositories } from "./flux.ts";
import { directoriesOf, MAX_SETS, parameterSets, type GeneratorGround } from "./generators.ts";
import { filler, type Parameters } from "./parameters.ts";

/** Comparisons of paths with patterns that the generators of one revision may cost. */
const MAX_COMPARISONS = 20_000_000;

/** Deliveries of one revision; more are left out. */
const MAX_DELIVERIES = 20_000;

export interface FoundDeliveries {
  readonly deliveries: readonly Delivery[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All that objects of Argo CD and Flux deploy, wherever they stand: an app of apps is found by its apps. */
export function findDeliveries(tree: FileTree, objects: readonly DeployingObject[]): FoundDeliveries {
  const repositories = repositoriesOf(objects);
  let directories: readonly string[] | null = null;
  const ground: GeneratorGround = {
    tree,
    directories: () => (directories ??= directoriesOf(tree.paths)),
    budget: { comparisons: MAX_COMPARISONS },
  };
  const deliveries: Delivery[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const found = deliveriesOf(object, repositories, ground, diagnostics);
    for (const delivery of found.slice(0, Math.max(0, MAX_DELIVERIES - deliveries.length))) deliveries.push(delivery);
    if (deliveries.length === MAX_DELIVERIES) {
      diagnostics.push(limitDiagnostic(object, `more than ${String(MAX_DELIVERIES)} deployments`));
      break;
    }
  }
  return { deliveries, diagnostics };
}

function deliveriesOf(
  object: DeployingObject,
  repositories: Repositories,
  ground: GeneratorGround,
  diagnostics: Diagnostic[],
): readonly Delivery[] {
  switch (object.kind) {
    case "Application":
      return applicationDeliveries(object, valueAt(object.node, "spec"), object.name, {
        words: fillNothing,
        values: (text) => text,
      });
    case "ApplicationSet":
      return setDeliveries(object, ground, diagnostics);
    case "Kustomization":
      return [kustomizationDelivery(object, repositories)];
    case "HelmRelease":
      return [releaseDelivery(object, repositories)];
    case "GitRepository":
      return [];
  }
}

function setDeliveries(
  object: DeployingObject,
  ground: GeneratorGround,
  diagnostics: Diagnostic[],
): readonly Delivery[] {
  const template = valueAt(object.node, "spec", "template");
  const generators = itemsAt(object.node, "spec", "generators");
  const sets: Parameters[] = [];
  for (const generator of generators) {
    for (const set of parameterSets(generator, ground)) if (sets.length < MAX_SETS) sets.push(set);
  }
  if (sets.length === MAX_SETS) {
    diagnostics.push(limitDiagnostic(object, `${String(MAX_SETS)} sets of parameters or more`));
  }
  return sets.flatMap((set) => {
    const fill = filler(set);
    const name = fill(textAt(template, "metadata", "name") ?? "") ?? object.name;
    return applicationDeliveries(object, valueAt(template, "spec"), name, { words: fill, values: fill });
  });
}

function limitDiagnostic(object: DeployingObject, what: string): Diagnostic {
  const message = `${labelOfObject(object)}: ${what}; what is beyond is not analysed`;
  return diagnosticAt("error", "root-limit", message, { ...object.origin, column: 1 });
}
