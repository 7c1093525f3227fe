import type { Discovery } from "../discovery.ts";
import { isCommon } from "../flows.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";

/** Those whose last connection in a direction goes. One that never had any in it is none the worse. */
export const cutOff: ChangeRule<"cut-off"> = {
  id: "cut-off",
  scope: "change",
  level: "warning",
  summary: "A workload had callers and has none any more, or called others and can call nobody any more.",
  find: ({ comparison: { endpoints, newlyDenied, severed } }) =>
    (["ingress", "egress"] as const).flatMap((direction): readonly Discovery[] => {
      const left = new Set(
        severed
          .filter((entry) => entry.direction === direction)
          .flatMap((entry) => entry.endpoints)
          .filter((index) => endpoints[index]?.type === "workload" && isCommon(endpoints[index])),
      );
      // Flows share the lists of their ends.
      const seen = new Set<readonly number[]>();
      return newlyDenied.flatMap((flow) => {
        const ends = flow[direction === "ingress" ? "to" : "from"];
        if (flow.certainty === "unknown" || left.size === 0 || seen.has(ends)) return [];
        seen.add(ends);
        const cut = ends.filter((index) => left.delete(index));
        if (cut.length === 0) return [];
        return [
          {
            subjects: cut.map((index) => JSON.stringify([endpoints[index]?.id, direction])).toSorted(),
            endpoints: cut,
            message:
              direction === "ingress"
                ? "had callers, and nobody can connect any more: allow those that need it"
                : "called others, and can connect to nobody any more: allow what it needs",
            flows: [],
            causes: flow.causes,
            place: placeOfFlow(flow),
            fix: null,
          },
        ];
      });
    }),
};
