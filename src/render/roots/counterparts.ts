import { diagnosticAt, type Diagnostic, type FileFacts } from "../../manifests/index.ts";
import { plainDraft, type RootDraft } from "./draft.ts";
import type { Ground } from "./ground.ts";
import { closureOf } from "./kustomizations.ts";
import { directoryOf, isWithin, nearestFinder } from "../paths.ts";
import type { IsPlain } from "./plain.ts";
import type { RenderedDirectories } from "./rendered.ts";
import type { RoleOf } from "./roles.ts";

/** A revision as one looks at it from the other one. */
export interface View {
  readonly ground: Ground;
  readonly rendered: RenderedDirectories;
  readonly roleOf: RoleOf;
}

/**
 * The plain files of a revision that the other one renders, in roots that this one does not have: what is plain becomes a
 * kustomization or a chart, or was one.
 */
export function renderedElsewhere(own: View, other: View): IsPlain {
  const isNew = newDirectories(own, other);
  const built = closureOf(other.ground.kustomizations, other.rendered.kustomizations.filter(isNew));
  const taken = new Set(built.flatMap(({ resources, changes }) => [...resources, ...changes]));
  const ownerOf = nearestFinder((directory) => (isNew(directory) ? directory : undefined));
  return (path) => {
    if (own.roleOf(path).type !== "plain" || other.roleOf(path).type === "plain") return false;
    if (taken.has(path)) return true;
    const chart = other.ground.chartOf(path);
    return chart === null ? ownerOf(directoryOf(path)) !== null : isNew(chart.directory);
  };
}

/** Says of a directory whether the other revision renders it and this one does not. */
function newDirectories(own: View, other: View): (directory: string) => boolean {
  const known = new Set([...own.rendered.kustomizations, ...own.rendered.charts]);
  const added = [...other.rendered.kustomizations, ...other.rendered.charts].filter((path) => !known.has(path));
  const set = new Set(added);
  return (directory) => set.has(directory);
}

/**
 * For each root that only the base renders one of plain files under its name: those of `moved` that it was made from, so
 * that they are compared with it, and not with nothing.
 */
export function counterparts(
  { tree }: Ground,
  moved: IsPlain,
  own: readonly RootDraft[],
  others: readonly RootDraft[],
): readonly RootDraft[] {
  const files = tree.paths.filter(moved);
  if (files.length === 0) return [];
  const names = new Set(own.map(({ name }) => name));
  const added = others.filter(({ type, name }) => type !== "plain" && !names.has(name));
  return added.map(({ type, name, directory, plan }) => ({
    type,
    name,
    directory,
    plan: (unique) => {
      const rendered = plan(unique);
      if (rendered === null) return null;
      const inputs = new Set(rendered.plan.inputs);
      const before = files.filter((path) => inputs.has(path) || isWithin(path, directory));
      return before.length === 0 ? null : plainDraft(name, before, rendered.plan).plan(unique);
    },
  }));
}

/**
 * What is rendered by itself is no longer read together with the plain files that are left, once it is merged: flows between
 * them are not seen then, which is said once, at the first of its files.
 */
export function renderedDiagnostics(files: readonly FileFacts[], moved: IsPlain): readonly Diagnostic[] {
  const [first, ...others] = files.filter(({ path }) => moved(path));
  if (first === undefined || others.length + 1 === files.length) return [];
  const more = others.length === 0 ? "" : ` and ${String(others.length)} more files`;
  const message =
    `a kustomization or chart has this file${more} from now on: once this is merged, flows between what it deploys and ` +
    "the manifests that they were read with are not seen";
  return [diagnosticAt("warning", "root-split", message, { path: first.path, line: 1, column: 1 })];
}
