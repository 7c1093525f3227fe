import type { FlatEntry, FlatTree } from "./files.ts";
import type { ObjectStore } from "./objects.ts";

/** A merge of trees; `conflicts` are sorted paths, and `files` holds a side's version for them. */
export interface TreeMerge {
  readonly files: FlatTree;
  readonly conflicts: readonly string[];
}

/** Three-way merge of whole files: a path that both sides changed in different ways is a conflict. */
export function mergeTrees(base: FlatTree, ours: FlatTree, theirs: FlatTree): TreeMerge {
  const files = new Map<string, FlatEntry>();
  const conflicts = new Set<string>();
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, left, right] = [base.get(path), ours.get(path), theirs.get(path)];
    const merged = same(left, right) || same(before, right) ? left : right;
    if (!same(left, right) && !same(before, left) && !same(before, right)) conflicts.add(path);
    if (merged !== undefined) files.set(path, merged);
  }
  for (const path of files.keys()) {
    // One side made a directory where the other has a file.
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      if (files.has(path.slice(0, slash))) conflicts.add(path.slice(0, slash));
    }
  }
  return { files, conflicts: [...conflicts].sort() };
}

function same(a: FlatEntry | undefined, b: FlatEntry | undefined): boolean {
  return a?.sha === b?.sha && a?.mode === b?.mode;
}

/** A commit and all that came before it, newest first along every line. */
export function ancestors(store: ObjectStore, sha: string): ReadonlySet<string> {
  const seen = new Set([sha]);
  for (const id of seen) for (const parent of store.commits.get(id)?.parents ?? []) seen.add(parent);
  return seen;
}

/** The best common ancestor of two commits, or `null` when their histories do not touch. */
export function mergeBase(store: ObjectStore, a: string, b: string): string | null {
  const ofA = ancestors(store, a);
  const common = [...ancestors(store, b)].filter((sha) => ofA.has(sha));
  const older = new Set(common.flatMap((sha) => store.commits.get(sha)?.parents ?? []));
  return common.find((sha) => !older.has(sha)) ?? null;
}
