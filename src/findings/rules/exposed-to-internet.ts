import { everyone, createFlowSubject, isCommon, narrowed, those, thoseFor } from "../flows.ts";
import { createIsInternet } from "../outside.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { createSpeaks } from "../subjects.ts";
import { createSuccession } from "../succession.ts";

/**
 * Addresses of private networks are not meant: what the company's own network may call is no exposure.
 *
 * A new workload counts where policies isolate it: then a rule lets the outside in. One that nobody isolates is what
 * `not-isolated` is about.
 */
export const exposedToInternet: ChangeRule<"exposed-to-internet"> = {
  id: "exposed-to-internet",
  scope: "change",
  level: "failure",
  summary: "A workload newly accepts connections from the internet.",
  find: (change) => {
    const { endpoints, isolation, newlyAllowed } = change.comparison;
    const outside = those(createIsInternet(endpoints));
    const flows = narrowed(newlyAllowed, outside, everyone);
    const speaks = createSpeaks(
      change,
      flows.map(({ to, causes }) => ({ endpoints: to, causes })),
    );
    const exposed = thoseFor(
      (index, causes) =>
        endpoints[index]?.type !== "external" &&
        speaks(index, causes) &&
        (isCommon(endpoints[index]) || isolation[index]?.head?.ingress === "isolated"),
    );
    const subjectOf = createFlowSubject(endpoints);
    const fresh = createSuccession(change, outside);
    return fresh(narrowed(flows, outside, exposed), "to").map((flow) => ({
      subjects: [subjectOf(flow)],
      endpoints: flow.to,
      message: "newly open to the internet: let in only those addresses that need it",
      flows: [{ change: "allowed", flow }],
      causes: flow.causes,
      place: placeOfFlow(flow),
      fix: null,
    }));
  },
};
