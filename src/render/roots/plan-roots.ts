import type { Snapshot } from "../../manifests/index.ts";
import { counterparts, renderedDiagnostics, renderedElsewhere } from "./counterparts.ts";
import { factsOf } from "./definitions.ts";
import { deliveredDirectories, missingValues } from "./delivered.ts";
import {
  createObjectReader,
  findDeliveries,
  localDeliveries,
  objectsIn,
  unfollowedChanges,
} from "./deliveries/index.ts";
import { rootDrafts } from "./drafts.ts";
import { inEnvironments } from "./environments.ts";
import { fluxFileDiagnostics } from "./flux-files.ts";
import { groundOf } from "./ground.ts";
import { listedDiagnostics, plansWithinLimits } from "./limits.ts";
import { byUniqueName } from "./names.ts";
import { plainRoots } from "./plain.ts";
import { onBothSides, type PlanOptions, type Plans } from "./plan.ts";
import { renderedDirectories } from "./rendered.ts";
import { rolesOf } from "./roles.ts";
import { unusedDiagnostics } from "./unused.ts";

/**
 * What two revisions of a repository deploy, root by root. Roots of the same name are the same one before and after; either
 * revision may be empty. Never throws on what files hold, and names no path outside of the revision. A repository without
 * kustomizations, charts, copies of objects, and objects of Argo CD or Flux is one root, `.`.
 */
export function planRoots(base: Snapshot, head: Snapshot, { environments, reader }: PlanOptions): Plans {
  const grounds = onBothSides({ base, head }, groundOf);
  const read = createObjectReader();
  const objects = onBothSides(grounds, ({ tree, isTemplate }) => objectsIn(tree, isTemplate, read));
  const found = onBothSides(grounds, ({ tree }, side) => findDeliveries(tree, objects[side]));
  const local = localDeliveries(
    onBothSides(grounds, ({ tree }) => tree),
    onBothSides(found, ({ deliveries }) => deliveries),
  );
  const rendered = renderedDirectories(
    grounds,
    onBothSides(local, ({ deliveries }) => deliveries),
  );
  const views = onBothSides(grounds, (ground, side) => {
    const { deliveries } = local[side];
    const delivered = deliveredDirectories(ground, deliveries);
    const built = [...rendered[side].kustomizations, ...deliveries.flatMap(({ kustomize }) => kustomize.components)];
    return { ground, delivered, rendered: rendered[side], roleOf: rolesOf(ground, built, delivered.extents) };
  });
  const taken = renderedElsewhere(views.base, views.head);
  const given = renderedElsewhere(views.head, views.base);
  const plainViews = {
    base: { ...views.base, isPlain: (path: string) => views.base.roleOf(path).type === "plain" },
    head: { ...views.head, isPlain: (path: string) => views.head.roleOf(path).type === "plain" && !given(path) },
  };
  const isPlainOnly = [views.base, views.head].every(
    (view) => view.rendered.kustomizations.length + view.rendered.charts.length === 0,
  );
  const plain = plainRoots(plainViews, reader, isPlainOnly ? "the-top" : "none");
  const drafts = rootDrafts(onBothSides(views, (view, side) => ({ ...view, plain: plain.files[side] })));
  const compared = {
    base: drafts.base,
    head: [...drafts.head, ...counterparts(grounds.head, given, drafts.head, drafts.base)],
  };
  const { plans, diagnostics: limits } = plansWithinLimits(byUniqueName(compared));
  const unused = unusedDiagnostics(
    grounds,
    onBothSides(views, ({ roleOf }) => roleOf),
    reader,
  );
  const before = grounds.base.tree.paths.filter((path) => views.base.roleOf(path).type === "plain");
  const split = [...plain.diagnostics, ...renderedDiagnostics(factsOf(grounds.base.tree, before, reader), taken)];
  const about = onBothSides(grounds, (_, side) => [
    ...found[side].diagnostics,
    ...local[side].diagnostics,
    ...missingValues(grounds[side], views[side].delivered),
    ...unused[side],
    ...fluxFileDiagnostics(grounds[side], read),
  ]);
  const diagnostics = {
    base: listedDiagnostics(about.base),
    head: listedDiagnostics([...limits, ...split, ...about.head, ...unfollowedChanges(objects)]),
  };
  return { ...onBothSides(plans, (side) => inEnvironments(side, environments)), diagnostics };
}
