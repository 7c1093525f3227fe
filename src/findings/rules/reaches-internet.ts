import { everyone, createFlowSubject, isCommon, narrowed, those, thoseFor } from "../flows.ts";
import { createIsInternet } from "../outside.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { createSpeaks } from "../subjects.ts";
import { createSuccession } from "../succession.ts";

/** The mirror image of `exposed-to-internet`: again a new workload counts only where policies isolate it. */
export const reachesInternet: ChangeRule<"reaches-internet"> = {
  id: "reaches-internet",
  scope: "change",
  level: "notice",
  summary: "A workload may newly call the internet.",
  find: (change) => {
    const { endpoints, isolation, newlyAllowed } = change.comparison;
    const outside = those(createIsInternet(endpoints));
    const flows = narrowed(newlyAllowed, everyone, outside);
    const speaks = createSpeaks(
      change,
      flows.map(({ from, causes }) => ({ endpoints: from, causes })),
    );
    const free = thoseFor(
      (index, causes) =>
        endpoints[index]?.type !== "external" &&
        speaks(index, causes) &&
        (isCommon(endpoints[index]) || isolation[index]?.head?.egress === "isolated"),
    );
    const subjectOf = createFlowSubject(endpoints);
    const fresh = createSuccession(change, outside);
    return fresh(narrowed(flows, free, outside), "from").map((flow) => ({
      subjects: [subjectOf(flow)],
      endpoints: flow.from,
      message: "may newly call the internet: name the addresses it needs, if that is not meant",
      flows: [{ change: "allowed", flow }],
      causes: flow.causes,
      place: placeOfFlow(flow),
      fix: null,
    }));
  },
};
