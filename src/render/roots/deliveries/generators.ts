import { readYaml, type YamlNode } from "../../../manifests/index.ts";
import { globOf, matchesGlob, type Glob } from "../glob.ts";
import { itemsAt, textAt, textsAt, valueAt } from "../nodes.ts";
import { directoryOf } from "../../paths.ts";
import type { FileTree } from "../tree.ts";
import type { Fill } from "./application.ts";
import { fileParameters, filler, flattened, pathParameters, type Parameters } from "./parameters.ts";

/** Sets of parameters of one generator; more are cut off. */
export const MAX_SETS = 2_000;

/** Generators inside one another; Argo CD permits two. */
const MAX_NESTING = 4;

/** What a generator looks at. */
export interface GeneratorGround {
  readonly tree: FileTree;
  /** All directories with files below them, in order. */
  readonly directories: () => readonly string[];
  /** How many more comparisons of a path with a pattern are made for all generators. */
  readonly budget: { comparisons: number };
}

/** Nothing is known of what other generators say: clusters, pull requests, plugins … */
const UNKNOWN: readonly Parameters[] = [new Map()];

/**
 * The sets of parameters that a generator gives; placeholders in it are filled from `outer`. One that depends on more than
 * the repository gives a single empty set, so that its placeholders stay without a value.
 * Source: Argo CD, "Generators": list, git, matrix, merge.
 */
export function parameterSets(
  generator: YamlNode,
  ground: GeneratorGround,
  outer: Parameters = new Map(),
  nesting = 0,
): readonly Parameters[] {
  const inner = (node: YamlNode, known: Parameters) => parameterSets(node, ground, known, nesting + 1);
  // A selector leaves sets out, and a template of its own changes what is made of them.
  if (nesting > MAX_NESTING || valueAt(generator, "selector") !== null) return UNKNOWN;
  const list = valueAt(generator, "list");
  const git = valueAt(generator, "git");
  const matrix = valueAt(generator, "matrix");
  const merge = valueAt(generator, "merge");
  if (list !== null) return listSets(list);
  if (git !== null) return gitSets(git, ground, filler(outer)).slice(0, MAX_SETS);
  if (matrix !== null) return matrixSets(itemsAt(matrix, "generators"), outer, inner);
  if (merge !== null) return mergeSets(merge, (node) => inner(node, outer));
  return UNKNOWN;
}

function listSets(list: YamlNode): readonly Parameters[] {
  if (valueAt(list, "elementsYaml") !== null) return UNKNOWN;
  return itemsAt(list, "elements")
    .slice(0, MAX_SETS)
    .map((item) => flattened(item));
}

function gitSets(git: YamlNode, { tree, directories, budget }: GeneratorGround, fill: Fill): readonly Parameters[] {
  const prefix = textAt(git, "pathParamPrefix") ?? "";
  const fixed = flattened(valueAt(git, "values") ?? { type: "mapping", entries: [], offset: 0 }, "values");
  const withFixed = (sets: readonly Parameters[]) => sets.map((set) => new Map([...fixed, ...set]));
  const folders = itemsAt(git, "directories");
  if (folders.length > 0) {
    const isHidden = (path: string) => path === "." || /(?:^|\/)\./.test(path);
    const visible = directories().filter((path) => !isHidden(path));
    const chosen = matching(visible, folders, fill, budget);
    return chosen === null ? UNKNOWN : withFixed(chosen.map((path) => pathParameters(path, prefix)));
  }
  const chosen = matching(tree.paths, itemsAt(git, "files"), fill, budget);
  if (chosen === null) return UNKNOWN;
  return withFixed(
    chosen.slice(0, MAX_SETS).flatMap((path) => {
      const content = contentsOf(path, tree);
      return content.map((node) => new Map([...flattened(node), ...fileParameters(path, prefix)]));
    }),
  );
}

/** The paths that a list of `path:` with `exclude:` chooses; `null` when there is too much to compare. */
function matching(
  paths: readonly string[],
  items: readonly YamlNode[],
  fill: Fill,
  budget: GeneratorGround["budget"],
): readonly string[] | null {
  budget.comparisons -= paths.length * items.length;
  if (budget.comparisons < 0) return null;
  const globs = (exclude: "true" | "false") =>
    items
      .filter((item) => (textAt(item, "exclude") ?? "false") === exclude)
      .flatMap((item): readonly Glob[] => {
        const path = fill(textAt(item, "path") ?? "");
        return path === null ? [] : [globOf(path.replace(/^\.?\/|\/$/g, ""))];
      });
  const wanted = globs("false");
  const excluded = globs("true");
  const isIn = (list: readonly Glob[], path: string) => list.some((glob) => matchesGlob(glob, path));
  return paths.filter((path) => isIn(wanted, path) && !isIn(excluded, path));
}

/** A file holds one mapping, or a list of them. */
function contentsOf(path: string, tree: FileTree): readonly YamlNode[] {
  const file = tree.file(path);
  const root = file === undefined ? null : (readYaml(file.bytes, () => true).documents[0]?.root ?? null);
  return root === null ? [] : root.type === "sequence" ? root.items : [root];
}

/** Every set of the first generator with every one of the second, which may name parameters of the first. */
function matrixSets(
  generators: readonly YamlNode[],
  outer: Parameters,
  inner: (generator: YamlNode, known: Parameters) => readonly Parameters[],
): readonly Parameters[] {
  let sets: readonly Parameters[] = [outer];
  for (const generator of generators.slice(0, MAX_NESTING)) {
    const next: Parameters[] = [];
    for (const set of sets) {
      for (const more of inner(generator, set)) {
        if (next.length < MAX_SETS) next.push(new Map([...set, ...more]));
      }
      if (next.length >= MAX_SETS) break;
    }
    sets = next;
  }
  return sets;
}

/** The sets of the first generator; those of the others with the same keys override parameters. */
function mergeSets(merge: YamlNode, inner: (generator: YamlNode) => readonly Parameters[]): readonly Parameters[] {
  const keys = textsAt(merge, "mergeKeys");
  const keyOf = (set: Parameters) => JSON.stringify(keys.map((key) => set.get(key) ?? null));
  const [first, ...others] = itemsAt(merge, "generators");
  if (first === undefined) return [];
  const sets = new Map(inner(first).map((set) => [keyOf(set), set]));
  for (const generator of others.slice(0, MAX_NESTING)) {
    for (const more of inner(generator)) {
      const known = sets.get(keyOf(more));
      if (known !== undefined) sets.set(keyOf(more), new Map([...known, ...more]));
    }
  }
  return [...sets.values()];
}

/** All directories above some paths, in order of the paths. */
export function directoriesOf(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) {
    for (let directory = directoryOf(path); !found.has(directory); directory = directoryOf(directory)) {
      found.add(directory);
    }
  }
  return [...found].sort();
}
