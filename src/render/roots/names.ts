import type { RootDraft } from "./draft.ts";
import { onBothSides, type Sides } from "./plan.ts";

/**
 * Drafts by names that are unique within a revision and mean the same in both: where one revision has a chart and a
 * kustomization in a directory, each says in both which it is. A directory that is one thing before and another after
 * keeps its name, for these are compared.
 */
export function byUniqueName(drafts: Sides<readonly RootDraft[]>): Sides<ReadonlyMap<string, RootDraft>> {
  const ambiguous = new Set([...repeatedNames(drafts.base), ...repeatedNames(drafts.head)]);
  return onBothSides(
    drafts,
    (side) =>
      new Map(side.map((draft) => [ambiguous.has(draft.name) ? `${draft.name} (${draft.type})` : draft.name, draft])),
  );
}

function repeatedNames(drafts: readonly RootDraft[]): readonly string[] {
  const seen = new Set<string>();
  return drafts.flatMap(({ name }) => {
    if (seen.has(name)) return [name];
    seen.add(name);
    return [];
  });
}
