import { createCells, createDeltas } from "./cells.ts";
import { createChangeSpace } from "./changes.ts";
import { at } from "./collections.ts";
import { findAssumptions } from "./assumptions.ts";
import { settle } from "./endpoints/population.ts";
import { createProducts, gradedConnections } from "./flows.ts";
import type { Cluster, ClusterSettings } from "./model.ts";
import { findRectangles, type Effort } from "./rectangles.ts";
import type { Flow, Reachability } from "./result.ts";
import { decidedIn, sortFlows } from "./order.ts";

/**
 * Which endpoint can reach which, on which ports: new connections, as the policies of the cluster allow them.
 *
 * Source: Network Policies, "The two sorts of pod isolation". An empty cluster has external endpoints only and no flow.
 */
export function reach(cluster: Cluster, settings: ClusterSettings): Reachability {
  const { universe, population } = settle([cluster], settings, null, 0);
  const { space, bounds, items, partition, rows } = universe;
  const { endpoints, elements } = population;
  const changes = createChangeSpace(space, bounds);
  const sides = { before: null, after: 0 };
  const cells = createCells(items, partition.classes, rows, space, bounds);
  const effort: Effort = { cells: 0 };
  const rectangles = findRectangles(elements, rows, sides, createDeltas(cells, changes, sides), effort);
  const products = createProducts(elements, endpoints);

  const flows = rectangles.flatMap(({ from, to, change }): Flow[] => {
    const found = at(changes.changes, change);
    const connections = gradedConnections(found.gained, found, space);
    return products(from, to).flatMap((product) => connections.map((connection) => ({ ...product, ...connection })));
  });
  return {
    endpoints,
    flows: sortFlows(flows),
    assumptions: findAssumptions(universe, cluster.policies, decidedIn(flows)),
  };
}
