import { at } from "./collections.ts";
import { findAssumptions } from "./assumptions.ts";
import { settle } from "./endpoints/population.ts";
import { gainedFlows } from "./flows.ts";
import type { Cluster, ClusterSettings } from "./model.ts";
import { findRectangles } from "./rectangles.ts";
import type { Reachability } from "./result.ts";
import { decidedIn, sortFlows } from "./order.ts";

/**
 * Which endpoint can reach which, on which ports: new connections, as the policies of the cluster allow them.
 *
 * Source: Network Policies, "The two sorts of pod isolation". An empty cluster has external endpoints only and no flow.
 */
export function reach(cluster: Cluster, settings: ClusterSettings): Reachability {
  const { universe, population } = settle([cluster], settings, null, 0);
  const { endpoints, elements } = population;
  const found = findRectangles(universe, elements, { before: null, after: 0 });
  const flows = gainedFlows(found, elements, endpoints, universe.space);
  return {
    endpoints,
    flows: sortFlows(flows),
    assumptions: findAssumptions(universe, at(universe.sides, 0).policies, decidedIn(flows)),
  };
}
