import type { Direction, WorkloadEndpoint } from "../../engine/index.ts";
import type { Discovery } from "../discovery.ts";
import { placeAt } from "../places.ts";
import type { ChangeRule } from "../rule.ts";

/** Where not all neighbours are isolated, that is the custom of the place, and a new workload only follows it. */
export const notIsolated: ChangeRule<"not-isolated"> = {
  id: "not-isolated",
  scope: "change",
  level: "failure",
  summary: "No policy isolates a new workload, although all others of its namespace are isolated.",
  find: ({ comparison: { endpoints, isolation } }) => {
    const states = { ingress: new Map<string, Neighbours>(), egress: new Map<string, Neighbours>() };
    const directions = ["ingress", "egress"] as const;
    endpoints.forEach((endpoint, index) => {
      const now = isolation[index]?.head ?? null;
      if (endpoint.type !== "workload" || now === null) return;
      for (const direction of directions) {
        const known = states[direction].get(endpoint.namespace) ?? { old: 0, isolated: 0 };
        const isOld = endpoint.only === null;
        states[direction].set(endpoint.namespace, {
          old: known.old + (isOld ? 1 : 0),
          isolated: known.isolated + (isOld && now[direction] === "isolated" ? 1 : 0),
        });
      }
    });
    return endpoints.flatMap((endpoint, index) => {
      if (endpoint.type !== "workload" || endpoint.only !== "head") return [];
      const open = directions.filter((direction) => {
        const { old, isolated } = states[direction].get(endpoint.namespace) ?? { old: 0, isolated: 0 };
        return old > 0 && old === isolated && isolation[index]?.head?.[direction] === "open";
      });
      return open.length === 0 ? [] : [discovery(endpoint, index, open)];
    });
  },
};

/** Workloads of a namespace that were there before, and those of them that are isolated now. */
interface Neighbours {
  readonly old: number;
  readonly isolated: number;
}

function discovery(endpoint: WorkloadEndpoint, index: number, open: readonly Direction[]): Discovery {
  return {
    subjects: open.map((direction) => JSON.stringify([endpoint.id, direction])).toSorted(),
    endpoints: [index],
    message:
      `new, and no policy isolates it for ${open.join(" and ")}, as all others of \`${endpoint.namespace}\` are: ` +
      "add a policy that selects it",
    flows: [],
    causes: [],
    place: placeAt("head", endpoint.origin),
    fix: null,
  };
}
