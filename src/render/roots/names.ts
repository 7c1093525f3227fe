import type { RootDraft } from "./draft.ts";
import { onBothSides, type Sides } from "./plan.ts";

/** A root as somebody deploys it. */
export interface DeployedDraft {
  readonly draft: RootDraft;
  /** The name of the object that says so. */
  readonly object: string;
}

/**
 * Names roots that are deployed. Where one revision deploys a directory in several ways, each has the name of its object
 * behind that of the directory, in both.
 */
export function namedByObject(deployed: Sides<readonly DeployedDraft[]>): Sides<readonly RootDraft[]> {
  const namesOf = (side: readonly DeployedDraft[]) => repeated(side.map(({ draft }) => draft.name));
  const crowded = new Set([...namesOf(deployed.base), ...namesOf(deployed.head)]);
  return onBothSides(deployed, (side) => {
    const taken = new Map<string, number>();
    return side.map(({ draft, object }) => {
      const name = crowded.has(draft.name) ? `${draft.name} (${object})` : draft.name;
      const count = (taken.get(name) ?? 0) + 1;
      taken.set(name, count);
      return { ...draft, name: count === 1 ? name : `${name} #${String(count)}` };
    });
  });
}

/**
 * Drafts by names that are unique within a revision and mean the same in both: where one revision has a chart and a
 * kustomization in a directory, each says in both which it is. A directory that is one thing before and another after
 * keeps its name, for these are compared.
 */
export function byUniqueName(drafts: Sides<readonly RootDraft[]>): Sides<ReadonlyMap<string, RootDraft>> {
  const namesOf = (side: readonly RootDraft[]) => repeated(side.map(({ name }) => name));
  const ambiguous = new Set([...namesOf(drafts.base), ...namesOf(drafts.head)]);
  return onBothSides(
    drafts,
    (side) =>
      new Map(side.map((draft) => [ambiguous.has(draft.name) ? `${draft.name} (${draft.type})` : draft.name, draft])),
  );
}

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated;
  });
}
