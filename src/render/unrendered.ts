import type { Side } from "../engine/index.ts";
import { diagnosticAt, type Diagnostic, type SourceFile } from "../manifests/index.ts";
import type { FilesByPath } from "./inputs.ts";
import type { RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** Changed files of one root that are named one by one. */
const MAX_NAMED = 20;

/**
 * An error for each changed file of a root that neither side can render: what patches, values and the kustomization itself
 * do is unknown, even where resources are read as they stand. Nothing where nothing changed.
 */
export function unrenderedChanges(
  plans: Readonly<Record<Side, RootPlan | undefined>>,
  renderings: Readonly<Record<Side, Rendering | null>>,
  files: Readonly<Record<Side, FilesByPath>>,
): readonly Diagnostic[] {
  const { base, head } = plans;
  if (base === undefined || head === undefined || !hasFailed(renderings.base) || !hasFailed(renderings.head)) return [];
  const changed = [...new Set([...base.inputs, ...head.inputs])]
    .filter((path) => files.base.get(path)?.blobId !== files.head.get(path)?.blobId)
    .sort();
  const more = changed.length - MAX_NAMED;
  return changed.slice(0, MAX_NAMED).map((path, index) => {
    const others = more > 0 && index === MAX_NAMED - 1 ? `, nor what ${String(more)} more files do` : "";
    const message =
      `\`${head.name}\` can be rendered neither before nor after the change: ` +
      `what the change does in this file is not analysed${others}`;
    const line = firstDifference(files.base.get(path), files.head.get(path));
    return diagnosticAt("error", "render-failed", message, { path, line, column: 1 });
  });
}

function hasFailed(rendering: Rendering | null): boolean {
  return rendering !== null && "failed" in rendering;
}

/** The first line of the head that is another one than in the base; of a file that is gone, or only longer, the first. */
function firstDifference(before: SourceFile | undefined, after: SourceFile | undefined): number {
  if (before === undefined || after === undefined) return 1;
  const [old, now] = [before, after].map(({ bytes }) => new TextDecoder().decode(bytes).split("\n"));
  const index = (now ?? []).findIndex((text, line) => text !== old?.[line]);
  return Math.max(index, 0) + 1;
}
