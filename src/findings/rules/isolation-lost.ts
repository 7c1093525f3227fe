import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";

export const isolationLost: ChangeRule<"isolation-lost"> = {
  id: "isolation-lost",
  scope: "change",
  level: "failure",
  summary: "A workload was isolated by policies in a direction and is no longer.",
  find: ({ comparison: { endpoints, isolationLosses } }) =>
    isolationLosses
      .filter(({ certainty }) => certainty === "certain")
      .map((loss) => ({
        subjects: loss.endpoints.map((index) => JSON.stringify([endpoints[index]?.id, loss.direction])).toSorted(),
        endpoints: loss.endpoints,
        message:
          loss.direction === "ingress"
            ? "no longer isolated for ingress, so that everything may connect to it: keep a policy that selects it"
            : "no longer isolated for egress, so that it may connect to everything: keep a policy that selects it",
        flows: [],
        causes: loss.causes,
        place: placeOfFlow(loss),
        fix: null,
      })),
};
