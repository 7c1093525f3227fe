import { workloadId, type Direction, type WorkloadEndpoint } from "../../engine/index.ts";
import type { Discovery } from "../discovery.ts";
import { createForerunner } from "../forerunner.ts";
import { placeAt } from "../places.ts";
import type { ChangeRule } from "../rule.ts";

/** Where not all neighbours are isolated, that is the custom of the place, and a new workload only follows it. */
export const notIsolated: ChangeRule<"not-isolated"> = {
  id: "not-isolated",
  scope: "change",
  level: "failure",
  summary: "No policy isolates a new workload, although all others of its namespace, or the one it follows, were.",
  find: (change) => {
    const {
      head,
      settings,
      comparison: { endpoints, isolation },
    } = change;
    const forerunner = createForerunner(change);
    // No policy affects pods that are their node.
    const onNode = new Set(
      settings.hostNetworkPods === "pod"
        ? []
        : head.cluster.workloads.filter(({ template }) => template.hostNetwork).map((workload) => workloadId(workload)),
    );
    const states = { ingress: new Map<string, Neighbours>(), egress: new Map<string, Neighbours>() };
    endpoints.forEach((endpoint, index) => {
      const { base, head: now } = isolation[index] ?? { base: null, head: null };
      if (endpoint.type !== "workload" || base === null || onNode.has(endpoint.id)) return;
      for (const direction of DIRECTIONS) {
        const known = states[direction].get(endpoint.namespace) ?? { all: 0, before: 0, after: 0 };
        states[direction].set(endpoint.namespace, {
          all: known.all + 1,
          before: known.before + (base[direction] === "isolated" ? 1 : 0),
          // One that goes leaves the custom of its namespace as it was: it may go on under another name.
          after: known.after + ((now ?? base)[direction] === "isolated" ? 1 : 0),
        });
      }
    });
    return endpoints.flatMap((endpoint, index) => {
      if (endpoint.type !== "workload" || endpoint.only !== "head" || onNode.has(endpoint.id)) return [];
      const open = DIRECTIONS.filter((direction) => isolation[index]?.head?.[direction] === "open");
      const among = open.filter((direction) => {
        const neighbours = states[direction].get(endpoint.namespace);
        if (neighbours === undefined) return false;
        const { all, before, after } = neighbours;
        // Were all isolated before, the policies may have gone together with the old name.
        return all === before || (all === after && before > 0);
      });
      if (among.length > 0)
        return [discovery(endpoint, index, among, `as all others of \`${endpoint.namespace}\` are or were`)];
      const followed = open.flatMap((direction) => {
        const found = forerunner(index, direction);
        return found === null ? [] : [{ direction, ...found }];
      });
      const likely = followed.filter((one) => one.likely);
      const [told, verb] = likely.length > 0 ? [likely, "seems to"] : [followed, "may"];
      const [first] = told;
      if (first === undefined) return [];
      const directions = told.map(({ direction }) => direction);
      const own = discovery(endpoint, index, directions, `as \`${first.id}\` was, which it ${verb} follow`);
      return [first.likely ? own : { ...own, atMost: "warning" }];
    });
  },
};

const DIRECTIONS = ["ingress", "egress"] as const;

/** Workloads of a namespace that were there before, and those of them that are isolated before and after. */
interface Neighbours {
  readonly all: number;
  readonly before: number;
  readonly after: number;
}

function discovery(endpoint: WorkloadEndpoint, index: number, open: readonly Direction[], as: string): Discovery {
  return {
    subjects: open.map((direction) => JSON.stringify([endpoint.id, direction])).toSorted(),
    endpoints: [index],
    message: `new, and no policy isolates it for ${open.join(" and ")}, ${as}: add a policy that selects it`,
    flows: [],
    causes: [],
    place: placeAt("head", endpoint.origin),
    fix: null,
  };
}
