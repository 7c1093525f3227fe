import { bucketsOf } from "./buckets.ts";
import type { GroundFile } from "./ground-file.ts";
import type { PlacesRoot } from "./model.ts";
import { resolvePath } from "../paths.ts";
import { textField } from "./scalar.ts";
import { dependenciesOf } from "./values.ts";

/** The input that a renderer names; null: it names none of them. */
export type FindFile = (path: string | null) => GroundFile | null;

/**
 * Reads what a renderer says as a path of the repository, as one relative to the root's directory, and of a chart as one
 * that starts with the chart's name: `shop/charts/db/templates/policy.yaml`. A subchart may be named by an alias, and may
 * stand elsewhere in the repository: then the only input that ends alike is meant.
 */
export function createFindFile(root: PlacesRoot, files: ReadonlyMap<string, GroundFile>): FindFile {
  const byEnd = bucketsOf([...files.keys()].map((path) => [endOf(path), path] as const));
  return (path) => {
    if (path === null) return null;
    const inChart = resolvePath(root.directory, unaliased(root.directory, path.slice(path.indexOf("/") + 1), files));
    const candidates = [path, resolvePath(root.directory, path), root.type === "chart" ? inChart : null];
    const found = candidates.find((candidate) => candidate !== null && files.has(candidate));
    if (found !== undefined && found !== null) return files.get(found) ?? null;
    const alike = byEnd.get(endOf(inChart ?? path)) ?? [];
    return alike.length === 1 ? (files.get(alike[0] ?? "") ?? null) : null;
  };
}

/** From the directory of the innermost chart on. */
function endOf(path: string): string {
  const templates = path.lastIndexOf("/templates/");
  return templates === -1 ? path : path.slice(Math.max(0, path.lastIndexOf("/", templates - 1)));
}

/** The path in a chart with each alias of a subchart replaced by its name, which is its directory's. */
function unaliased(directory: string, path: string, files: ReadonlyMap<string, GroundFile>): string {
  const [word, alias, ...rest] = path.split("/");
  if (word !== "charts" || alias === undefined) return path;
  const dependency = dependenciesOf(directory, files).find((item) => textField(item, "alias") === alias);
  const name = (dependency === undefined ? null : textField(dependency, "name")) ?? alias;
  const inside = resolvePath(directory, `charts/${name}`) ?? directory;
  return `charts/${name}/${unaliased(inside, rest.join("/"), files)}`;
}
