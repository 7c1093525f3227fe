import { diagnosticAt, isManifestFile, type Diagnostic } from "../../../manifests/index.ts";
import { sortedPaths } from "../../paths.ts";
import { onBothSides, type Sides } from "../plan.ts";
import type { FileTree } from "../tree.ts";
import type { Delivery } from "./delivery.ts";

/** Objects that one message names. */
const MAX_NAMED = 3;

/** A delivery from this repository, of a directory that exists. */
export interface LocalDelivery extends Delivery {
  readonly directory: string;
}

export interface LocalDeliveries {
  readonly deliveries: readonly LocalDelivery[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The deliveries whose source is this repository. Its address is not known here, so it is the one address most of whose paths
 * exist; the top exists in every repository and says nothing. Where two addresses have equally many, neither is believed. The
 * base decides, if it can: a change cannot declare other directories to be this repository's. What comes from elsewhere is
 * named in one notice.
 */
export function localDeliveries(
  trees: Sides<FileTree>,
  deliveries: Sides<readonly Delivery[]>,
): Sides<LocalDeliveries> {
  const existing = onBothSides(trees, (tree, side) => directoriesWithManifests(tree, deliveries[side]));
  const own = ownRepository(deliveries.base, existing.base) ?? ownRepository(deliveries.head, existing.head);
  return onBothSides(deliveries, (all, side) => {
    const isLocal = ({ source }: Delivery) =>
      source.type === "git" && source.repository === own && existing[side].has(source.path);
    return {
      deliveries: all.flatMap((delivery): readonly LocalDelivery[] =>
        delivery.source.type === "git" && isLocal(delivery) ? [{ ...delivery, directory: delivery.source.path }] : [],
      ),
      diagnostics: elsewhereDiagnostics(all.filter((delivery) => !isLocal(delivery))),
    };
  });
}

function directoriesWithManifests(tree: FileTree, deliveries: readonly Delivery[]): ReadonlySet<string> {
  const named = sortedPaths(deliveries.flatMap(({ source }) => (source.type === "git" ? [source.path] : [])));
  return new Set(named.filter((path) => tree.below(path).some(isManifestFile)));
}

function ownRepository(deliveries: readonly Delivery[], existing: ReadonlySet<string>): string | null {
  const paths = new Map<string, Set<string>>();
  const tops = new Set<string>();
  for (const { source } of deliveries) {
    if (source.type !== "git" || !existing.has(source.path)) continue;
    tops.add(source.repository);
    if (source.path === ".") continue;
    const known = paths.get(source.repository);
    if (known === undefined) paths.set(source.repository, new Set([source.path]));
    else known.add(source.path);
  }
  const [first, second] = [...paths].sort(([, a], [, b]) => b.size - a.size);
  if (first !== undefined) return first[1].size === second?.[1].size ? null : first[0];
  // Only tops: one address is believed, several are not.
  const [only, ...others] = tops;
  return only === undefined || others.length > 0 ? null : only;
}

function elsewhereDiagnostics(deliveries: readonly Delivery[]): readonly Diagnostic[] {
  const byObject = new Map(deliveries.map((delivery) => [delivery.object, delivery]));
  const [first, ...others] = [...byObject.values()];
  if (first === undefined) return [];
  const named = others.slice(0, MAX_NAMED).map(({ object }) => object);
  const more = others.length > MAX_NAMED ? [...named, "…"] : named;
  const rest = others.length === 0 ? "" : `, and ${String(others.length)} more (${more.join(", ")})`;
  const message =
    `not analysed: ${first.object} deploys from another repository, from a path that is not here, ` +
    `or from where a template says${rest}`;
  return [diagnosticAt("notice", "deployed-from-elsewhere", message, { ...first.origin, column: 1 })];
}
