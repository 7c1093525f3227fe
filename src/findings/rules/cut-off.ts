import type { Direction, Reachability } from "../../engine/index.ts";
import type { Discovery } from "../discovery.ts";
import { isCommon, narrowed } from "../flows.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";

/** Those whose last connection in a direction goes. One that never had any in it is none the worse. */
export const cutOff: ChangeRule<"cut-off"> = {
  id: "cut-off",
  scope: "change",
  level: "warning",
  summary: "A workload had callers and has none any more, or called others and can call nobody any more.",
  find: ({ comparison: { endpoints, newlyDenied }, reachability }) => {
    const isOld = (index: number): boolean => endpoints[index]?.type === "workload" && isCommon(endpoints[index]);
    const anybody = (): boolean => true;
    return (["ingress", "egress"] as const).flatMap((direction): readonly Discovery[] => {
      const own = direction === "ingress" ? "to" : "from";
      const lost =
        direction === "ingress" ? narrowed(newlyDenied, anybody, isOld) : narrowed(newlyDenied, isOld, anybody);
      if (lost.length === 0) return [];
      const alive = connected(reachability("head"), direction);
      const seen = new Set<number>();
      return lost.flatMap((flow) => {
        const cut = flow[own].filter((index) => !alive.has(endpoints[index]?.id ?? "") && !seen.has(index));
        for (const index of cut) seen.add(index);
        return cut.length === 0
          ? []
          : [
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
    });
  },
};

/** Ids of the endpoints that may be called, or may call, somebody else. */
function connected({ endpoints, flows }: Reachability, direction: Direction): ReadonlySet<string> {
  const [own, other] = direction === "ingress" ? (["to", "from"] as const) : (["from", "to"] as const);
  const found = new Set<number>();
  for (const flow of flows) {
    const [only] = flow[other];
    for (const index of flow[own]) if (flow[other].length > 1 || only !== index) found.add(index);
  }
  return new Set([...found].map((index) => endpoints[index]?.id ?? ""));
}
