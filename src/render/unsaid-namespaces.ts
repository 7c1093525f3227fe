import type { Side } from "../engine/index.ts";
import type { Plans } from "./continuity.ts";
import type { ObjectsOf } from "./deployed-objects.ts";
import { isRendered } from "./render-plans.ts";
import type { RootPlan } from "./roots/index.ts";

/** Roots of both sides that are compared with one another. */
export type Compared = Readonly<Record<Side, readonly RootPlan[]>>;

/** In which namespace roots are deployed that name none, and those of which it is not known. */
export interface UnsaidNamespaces {
  readonly known: ReadonlyMap<RootPlan, string>;
  /** With the namespaces in which their objects are on the other side. */
  readonly unknown: ReadonlyMap<RootPlan, readonly string[]>;
}

/**
 * Templates of charts name no namespace as a rule, manifests do: whoever deploys a root chooses it. Where objects of such a
 * root are, by kind and name, in one namespace on the other side, all of the root is deployed there. Where they are in several
 * nobody knows. Of plain files only where all of a root goes or comes: what stays is compared with itself.
 */
export function unsaidNamespaces(
  compared: readonly Compared[],
  { base, head }: Plans,
  objectsOf: ObjectsOf,
): UnsaidNamespaces {
  const byName = {
    base: new Map(base.map((plan) => [plan.name, plan])),
    head: new Map(head.map((plan) => [plan.name, plan])),
  };
  const isWhole = (plan: RootPlan, other: Side): boolean => {
    const same = byName[other].get(plan.name);
    return isRendered(plan) || same === undefined || objectsOf(same, other).deployed.length === 0;
  };
  const known = new Map<RootPlan, string>();
  const unknown = new Map<RootPlan, readonly string[]>();
  for (const sides of compared) {
    for (const side of ["base", "head"] as const) {
      const other = side === "base" ? "head" : "base";
      const unsaid = sides[side].filter((plan) => plan.namespace === null && isWhole(plan, other));
      const without = unsaid.filter((plan) => namesWithout(plan, side, objectsOf).size > 0);
      if (without.length === 0) continue;
      const there = namespacesByName(sides[other], other, objectsOf);
      for (const plan of without) {
        const names = namesWithout(plan, side, objectsOf);
        const found = [...new Set([...names].flatMap((name) => [...(there.get(name) ?? [])]))].sort();
        const [first] = found;
        if (found.length > 1) unknown.set(plan, found);
        else if (first !== undefined) known.set(plan, first);
      }
    }
  }
  return { known, unknown };
}

function namesWithout(plan: RootPlan, side: Side, objectsOf: ObjectsOf): ReadonlySet<string> {
  const own = objectsOf(plan, side).deployed.filter(({ namespace }) => namespace === null);
  return new Set(own.map(({ name }) => name));
}

function namespacesByName(
  plans: readonly RootPlan[],
  side: Side,
  objectsOf: ObjectsOf,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, namespace } of plans.flatMap((plan) => objectsOf(plan, side).deployed)) {
    if (namespace !== null) found.set(name, (found.get(name) ?? new Set<string>()).add(namespace));
  }
  return found;
}
