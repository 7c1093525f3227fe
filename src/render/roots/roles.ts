import { chartOf, isSent } from "./charts.ts";
import type { Ground } from "./ground.ts";
import { closureOf } from "./kustomizations.ts";
import type { Kustomization } from "./kustomizations.ts";
import { directoryOf, nearest } from "./paths.ts";

/**
 * What a file is for.
 * `plain`: it stands for itself. `taken`: a rendered root takes its objects. `part`: it says how something is rendered,
 * or is a chart's and not sent to the cluster. `unused`: it stands by a kustomization that does not take it.
 */
export type Role =
  { readonly type: "plain" | "taken" | "part" } | { readonly type: "unused"; readonly kustomization: Kustomization };

const PLAIN: Role = { type: "plain" };
const TAKEN: Role = { type: "taken" };
const PART: Role = { type: "part" };

/**
 * The role of every file of a revision.
 *
 * Whoever keeps a kustomization in a directory deploys what it lists; so what stands there or below, and no kustomization
 * that is built lists, is not deployed. Everything that no kustomization stands above is plain, unless one takes it.
 * To be mentioned as data makes no file disappear: a manifest that is somewhere put into a ConfigMap is applied all the same.
 */
export function rolesOf(ground: Ground, roots: readonly string[]): ReadonlyMap<string, Role> {
  const { tree, charts, kustomizations } = ground;
  const built = closureOf(kustomizations, roots);
  const taken = new Set(built.flatMap(({ resources }) => resources));
  const changes = new Set(built.flatMap((item) => item.changes));
  const data = new Set(built.flatMap((item) => item.data));
  const own = new Set([...kustomizations.values()].flatMap(({ files }) => files));
  const governors = new Map<string, Kustomization | null>();
  const governorOf = (directory: string) => {
    const known = governors.get(directory);
    if (known !== undefined) return known;
    const governor = nearest(directory, (above) => kustomizations.get(above));
    governors.set(directory, governor);
    return governor;
  };
  const roleOf = (path: string): Role => {
    if (taken.has(path)) return TAKEN;
    if (own.has(path) || changes.has(path)) return PART;
    const chart = chartOf(charts, path);
    if (chart !== null) return isSent(chart, path) ? TAKEN : PART;
    const governor = governorOf(directoryOf(path));
    if (governor === null) return PLAIN;
    return data.has(path) ? PART : { type: "unused", kustomization: governor };
  };
  return new Map([...tree.paths, ...tree.skipped].map((path) => [path, roleOf(path)]));
}
