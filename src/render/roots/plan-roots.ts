import type { Snapshot } from "../../manifests/index.ts";
import { draftOf, type RootDraft } from "./draft.ts";
import { inEnvironments } from "./environments.ts";
import { groundOf } from "./ground.ts";
import { listedDiagnostics, plansWithinLimits } from "./limits.ts";
import { byUniqueName } from "./names.ts";
import { plainRoots } from "./plain.ts";
import { onBothSides, type PlanOptions, type Plans } from "./plan.ts";
import { chartDrafts, kustomizationDraft, renderedDirectories } from "./rendered.ts";
import { rolesOf } from "./roles.ts";
import { unusedDiagnostics } from "./unused.ts";

/**
 * What two revisions of a repository deploy, root by root: what nobody else builds on, with nothing configured. Roots of
 * the same name are the same one before and after; either revision may be empty. Never throws on what files hold, and names
 * no path outside of the revision. A repository without kustomizations, charts and copies of objects is one root, `.`.
 */
export function planRoots(base: Snapshot, head: Snapshot, { environments, reader }: PlanOptions): Plans {
  const grounds = onBothSides({ base, head }, groundOf);
  const rendered = renderedDirectories(grounds);
  const roles = onBothSides(grounds, (ground, side) => rolesOf(ground, rendered[side].kustomizations));
  const isRendered = [rendered.base, rendered.head].some(
    ({ kustomizations, charts }) => kustomizations.length + charts.length > 0,
  );
  const plain = plainRoots(grounds, roles, reader, isRendered ? "none" : "the-top");
  const drafts = onBothSides(grounds, (ground, side): readonly RootDraft[] => [
    ...plain.plans[side].map(draftOf),
    ...rendered[side].kustomizations.map((directory) => kustomizationDraft(ground, directory)),
    ...rendered[side].charts.flatMap((directory) => chartDrafts(ground, directory)),
  ]);
  const { plans, diagnostics: limits } = plansWithinLimits(byUniqueName(drafts));
  const unused = unusedDiagnostics(grounds, roles, reader);
  const diagnostics: Plans["diagnostics"] = {
    base: listedDiagnostics(unused.base),
    head: listedDiagnostics([...limits, ...plain.diagnostics, ...unused.head]),
  };
  return { ...onBothSides(plans, (side) => inEnvironments(side, environments)), diagnostics };
}
