import type { SourceFile } from "../../manifests/index.ts";
import { CHART_FILE, isKustomizationName } from "../file-names.ts";
import { readKustomizationFile, readPluginFile } from "./kustomization-file.ts";
import type { KustomizationFile } from "./kustomization-file.ts";
import { comparePaths, directoryOf, joinPath, resolvePath, sortedPaths } from "../paths.ts";
import type { FileTree } from "./tree.ts";

/** A directory with a kustomization; all paths are those of files and directories that exist. */
export interface Kustomization {
  readonly directory: string;
  readonly kind: KustomizationFile["kind"];
  /** One as a rule; Kustomize refuses a directory with several. */
  readonly files: readonly string[];
  /** Other directories with a kustomization that it builds on. */
  readonly parts: readonly string[];
  /** Files whose objects it takes. */
  readonly resources: readonly string[];
  /** Files that change objects. */
  readonly changes: readonly string[];
  /** Files that are taken as data. */
  readonly data: readonly string[];
  /** Directories of local charts that it renders. */
  readonly charts: readonly string[];
}

/** By directory, in order. */
export type Kustomizations = ReadonlyMap<string, Kustomization>;

/** The kustomizations of one revision, without those that a chart has among its templates. */
export function findKustomizations(tree: FileTree, isTemplate: (path: string) => boolean): Kustomizations {
  const files = new Map<string, { readonly path: string; readonly content: KustomizationFile }[]>();
  for (const path of tree.paths) {
    if (!isKustomizationName(path) || isTemplate(path)) continue;
    const file = tree.file(path);
    const content = file === undefined ? null : readKustomizationFile(file);
    if (content === null) continue;
    const directory = directoryOf(path);
    const known = files.get(directory);
    if (known === undefined) files.set(directory, [{ path, content }]);
    else known.push({ path, content });
  }
  const directories = [...files].sort(([a], [b]) => comparePaths(a, b));
  return new Map(
    directories.map(([directory, found]) => {
      const contents = found.map(({ content }) => content);
      const isDirectory = (path: string) => files.has(path);
      const paths = found.map(({ path }) => path);
      return [directory, linked(directory, contents, paths, isDirectory, tree)];
    }),
  );
}

/** Replaces references by what they lead to. */
function linked(
  directory: string,
  contents: readonly KustomizationFile[],
  files: readonly string[],
  isKustomization: (path: string) => boolean,
  tree: FileTree,
): Kustomization {
  const resolved = (reference: string) => resolvePath(directory, reference) ?? [];
  const all = (of: (content: KustomizationFile) => readonly string[]) => contents.flatMap(of).flatMap(resolved);
  const existing = (paths: readonly string[]) => sortedPaths(paths.filter((path) => tree.file(path) !== undefined));
  const plugins = all((content) => content.plugins);
  const pluginFiles = plugins.flatMap((path): SourceFile | readonly [] => tree.file(path) ?? []).map(readPluginFile);
  const referenced = [...all((content) => content.resources), ...all((content) => content.components), ...plugins];
  const charts = [...all((content) => content.charts), ...pluginFiles.flatMap((file) => file.charts).flatMap(resolved)];
  return {
    directory,
    kind: contents.some(({ kind }) => kind === "Component") ? "Component" : "Kustomization",
    files,
    parts: sortedPaths(referenced.filter((path) => path !== directory && isKustomization(path))),
    resources: existing(all((content) => content.resources)),
    changes: existing([
      ...plugins,
      ...all((content) => content.changes),
      ...pluginFiles.flatMap((file) => file.changes).flatMap(resolved),
    ]),
    data: existing([...all((content) => content.data), ...pluginFiles.flatMap((file) => file.data).flatMap(resolved)]),
    charts: sortedPaths(charts.filter((path) => path !== "." && tree.file(joinPath(path, CHART_FILE)) !== undefined)),
  };
}

/**
 * The directories that nobody else builds on. Where some build on one another in a circle, the first of them: Kustomize
 * refuses them, and that must be said of one. A component is no root, but what only an unused component takes is.
 */
export function rootDirectories(kustomizations: Kustomizations): readonly string[] {
  const referenced = new Set([...kustomizations.values()].flatMap(({ parts }) => parts));
  const reached = new Set<string>();
  const roots: string[] = [];
  const add = (directory: string) => {
    roots.push(directory);
    for (const { directory: part } of closureOf(kustomizations, [directory], reached)) reached.add(part);
  };
  const candidates = [...kustomizations.values()].filter(({ kind }) => kind === "Kustomization");
  for (const { directory } of candidates) if (!referenced.has(directory)) add(directory);
  for (const { directory } of candidates) if (!reached.has(directory)) add(directory);
  return roots.sort(comparePaths);
}

/** Some kustomizations with all that they build on, each once; what is in `known` is passed over. */
export function closureOf(
  kustomizations: Kustomizations,
  directories: readonly string[],
  known: ReadonlySet<string> = new Set(),
): readonly Kustomization[] {
  const seen = new Set<string>();
  const waiting = [...directories];
  const found: Kustomization[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const kustomization = kustomizations.get(next);
    if (kustomization === undefined || seen.has(next) || known.has(next)) continue;
    seen.add(next);
    found.push(kustomization);
    for (const part of kustomization.parts) waiting.push(part);
  }
  return found;
}
