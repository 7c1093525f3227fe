import type { Side } from "../engine/index.ts";
import { fingerprintOf, type FilesByPath } from "./inputs.ts";
import { isRendered, renderPlans, type RenderAll } from "./render-plans.ts";
import type { PlannedRoot } from "./render-root.ts";
import type { RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/**
 * What the plans of all roots are rendered to. What both sides have alike is rendered once, `done` is already.
 *
 * @throws AbortError, where `renderAll` does
 */
export async function renderBoth(
  groups: readonly PlannedRoot[],
  files: Readonly<Record<Side, FilesByPath>>,
  renderAll: RenderAll,
  done: ReadonlyMap<RootPlan, Rendering>,
): Promise<ReadonlyMap<RootPlan, Rendering>> {
  const onBase = new Set<RootPlan>(groups.flatMap(({ base }) => base));
  const before = await renderPlans(
    [...onBase].filter(isRendered).filter((plan) => !done.has(plan)),
    files.base,
    renderAll,
  );
  const known = new Map(
    [...done, ...before]
      .filter(([plan]) => onBase.has(plan))
      .map(([plan, rendering]) => [fingerprintOf(plan, files.base), rendering]),
  );
  const same = new Map<RootPlan, Rendering>();
  const rest = groups
    .flatMap(({ head }) => head.filter(isRendered))
    .filter((plan) => !done.has(plan))
    .filter((plan) => {
      const rendering = known.get(fingerprintOf(plan, files.head));
      if (rendering !== undefined) same.set(plan, rendering);
      return rendering === undefined;
    });
  return new Map([...done, ...before, ...same, ...(await renderPlans(rest, files.head, renderAll))]);
}

/** Whether a root is made otherwise, or from other files, on the two sides. */
export function isChanged({ base, head }: PlannedRoot, files: Readonly<Record<Side, FilesByPath>>): boolean {
  const [before, after] = [
    base.map((plan) => fingerprintOf(plan, files.base)),
    head.map((plan) => fingerprintOf(plan, files.head)),
  ];
  return before.length !== after.length || before.some((text, index) => text !== after[index]);
}
