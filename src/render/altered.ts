import type { Side } from "../engine/index.ts";
import type { FilesByPath } from "./inputs.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { Alteration } from "./rendered-root.ts";
import type { RootPlan } from "./roots/index.ts";

/** What a change does to roots, before anything is rendered. */
export function alterationOf(roots: readonly PlannedRoot[], files: Readonly<Record<Side, FilesByPath>>): Alteration {
  const settings = (plans: readonly RootPlan[]): string =>
    JSON.stringify(plans.map(({ inputs: _inputs, ...plan }) => plan));
  const paths = roots.flatMap((root) => {
    const read = { base: inputsIn(root.base), head: inputsIn(root.head) };
    return [...new Set([...read.base, ...read.head])].filter(
      (path) =>
        read.base.has(path) !== read.head.has(path) || files.base.get(path)?.blobId !== files.head.get(path)?.blobId,
    );
  });
  return {
    plans: roots.every(({ base, head }) => settings(base) === settings(head)) ? "same" : "changed",
    paths: new Set(paths),
  };
}

function inputsIn(plans: readonly RootPlan[]): ReadonlySet<string> {
  return new Set(plans.flatMap(({ inputs }) => inputs));
}
