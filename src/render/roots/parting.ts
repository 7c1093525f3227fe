import type { Definition } from "./definitions.ts";
import { comparePaths, directoryOf } from "../paths.ts";

/** Two definitions of one object, in different directories. */
export interface Pair {
  readonly first: Definition;
  readonly second: Definition;
}

/**
 * The directories at which definitions of one object part: some stand in one of its directories, some in another one or in
 * itself. Each with the first two that do. Two definitions in one directory part nowhere: they are a mistake that the
 * reader of manifests names.
 */
export function partings(definitions: ReadonlyMap<string, readonly Definition[]>): ReadonlyMap<string, Pair> {
  const found = new Map<string, Pair>();
  for (const same of definitions.values()) {
    if (same.length < 2) continue;
    // In the order of a walk all places where the ways part lie between neighbours.
    const walked = same.map((definition) => ({ definition, steps: stepsTo(directoryOf(definition.path)) }));
    walked.sort((a, b) => comparePaths(a.steps, b.steps));
    for (const [index, { definition, steps }] of walked.entries()) {
      const before = walked[index - 1];
      if (before === undefined || before.steps === steps) continue;
      const at = commonDirectory(before.steps, steps);
      if (!found.has(at)) found.set(at, { first: before.definition, second: definition });
    }
  }
  return found;
}

/** How much of a directory somebody deploys as a root of its own. */
export type Extent = "all-below" | "this-directory";

/**
 * The root that the plain files of a directory belong to: every directory directly below a parting is one, and so is what
 * somebody deploys by itself, and what is a copy; the rest stays with the root around it.
 */
export function regions(
  partings: ReadonlySet<string>,
  deployed: ReadonlyMap<string, Extent>,
  copies: ReadonlySet<string> = new Set(),
): (directory: string) => string {
  const known = new Map<string, string>([[".", "."]]);
  const around = (directory: string) => {
    const passed: string[] = [];
    let current = directory;
    let region = known.get(current);
    while (region === undefined) {
      passed.push(current);
      const above = directoryOf(current);
      const isRoot = deployed.get(current) === "all-below" || partings.has(above) || copies.has(current);
      region = isRoot ? current : known.get(above);
      current = above;
    }
    for (const path of passed) known.set(path, region);
    return region;
  };
  return (directory) => (deployed.has(directory) ? directory : around(directory));
}

/** A directory as text whose order is that of a walk; each step ends with a zero. */
function stepsTo(directory: string): string {
  return directory === "." ? "" : `${directory.replaceAll("/", "\0")}\0`;
}

function commonDirectory(a: string, b: string): string {
  let end = 0;
  for (let index = 0; index < a.length && a[index] === b[index]; index += 1) {
    if (a[index] === "\0") end = index;
  }
  return end === 0 ? "." : a.slice(0, end).replaceAll("\0", "/");
}
