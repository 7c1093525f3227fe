import type { Attribution } from "./causes.ts";
import { ABSENT } from "./cells.ts";
import { at, getOrMake } from "./collections.ts";
import type { Population } from "./endpoints/population.ts";
import type { Direction } from "./model.ts";
import type { EndpointIsolation, Isolation, IsolationLoss } from "./result.ts";
import type { Universe } from "./universe/universe.ts";

const STATES = { surely: "isolated", perhaps: "perhaps", no: "open" } as const;

const DIRECTIONS: readonly Direction[] = ["ingress", "egress"];

/** By endpoint, whether policies isolate it before and after; and where they no longer do. */
export interface IsolationFindings {
  readonly isolation: readonly EndpointIsolation[];
  readonly losses: readonly IsolationLoss[];
}

/**
 * Finds who is isolated. What policies do to addresses outside of the cluster is nothing: those are never isolated.
 *
 * Source: Network Policies, "The two sorts of pod isolation".
 */
export function findIsolation(
  { rows }: Universe,
  { endpoints, elements }: Population,
  attribution: Pick<Attribution, "isolation">,
): IsolationFindings {
  const known = new Map<number, Isolation>();
  const stateOf = (side: number, direction: Direction, classIndex: number): Isolation[Direction] =>
    STATES[rows.isolates(at(at(rows.sides, side)[direction], classIndex))];
  const isolationOf = (side: number, classIndex: number): Isolation | null =>
    classIndex === ABSENT
      ? null
      : getOrMake(known, classIndex * 2 + side, () => ({
          ingress: stateOf(side, "ingress", classIndex),
          egress: stateOf(side, "egress", classIndex),
        }));

  const isolation: EndpointIsolation[] = endpoints.map(() => ({ base: null, head: null }));
  const losses: IsolationLoss[] = [];
  for (const element of elements) {
    const own = { base: isolationOf(0, element.before), head: isolationOf(1, element.after) };
    for (const endpoint of element.endpoints) isolation[endpoint] = own;
    const { base, head } = own;
    if (base === null || head === null) continue;
    for (const direction of DIRECTIONS) {
      if (base[direction] !== "isolated" || head[direction] === "isolated") continue;
      const causes = attribution.isolation(element, direction, "gained");
      const certainty = head[direction] === "open" ? "certain" : "unknown";
      losses.push({ endpoints: element.endpoints, direction, certainty, causes });
    }
  }
  return { isolation, losses };
}
