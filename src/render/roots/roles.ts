import { isSent } from "./charts.ts";
import type { Ground } from "./ground.ts";
import { closureOf } from "./kustomizations.ts";
import type { Kustomization } from "./kustomizations.ts";
import type { Extent } from "./parting.ts";
import { directoryOf, nearestFinder } from "../paths.ts";

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

/** The role of a path, also of one that only another revision has. */
export type RoleOf = (path: string) => Role;

/**
 * The roles of the files of a revision.
 *
 * Whoever keeps a kustomization in a directory deploys what it lists; so what stands there or below, and no kustomization
 * that is built lists, is not deployed, unless somebody deploys that directory as it stands. Everything that no kustomization stands above is plain, unless one takes it.
 * To be mentioned as data makes no file disappear: a manifest that is somewhere put into a ConfigMap is applied all the same.
 */
export function rolesOf(
  { chartOf, kustomizations }: Ground,
  roots: readonly string[],
  deployed: ReadonlyMap<string, Extent>,
): RoleOf {
  const built = closureOf(kustomizations, roots);
  const taken = new Set(built.flatMap(({ resources }) => resources));
  const changes = new Set(built.flatMap((item) => item.changes));
  const data = new Set(built.flatMap((item) => item.data));
  const own = new Set([...kustomizations.values()].flatMap(({ files }) => files));
  const findGovernor = nearestFinder<Kustomization>((directory) => {
    const kustomization = kustomizations.get(directory);
    return kustomization ?? (deployed.get(directory) === "all-below" ? null : undefined);
  });
  const governorOf = (directory: string) =>
    deployed.has(directory) && !kustomizations.has(directory) ? null : findGovernor(directory);
  const roles = new Map<string, Role>();
  const decide = (path: string): Role => {
    if (taken.has(path)) return TAKEN;
    if (own.has(path) || changes.has(path)) return PART;
    const chart = chartOf(path);
    if (chart !== null) return isSent(chart, path) ? TAKEN : PART;
    const governor = governorOf(directoryOf(path));
    if (governor === null) return PLAIN;
    return data.has(path) ? PART : { type: "unused", kustomization: governor };
  };
  return (path) => {
    const role = roles.get(path) ?? decide(path);
    roles.set(path, role);
    return role;
  };
}
