import { flowSubject, isCommon, narrowed, type Chosen } from "../flows.ts";
import { isInternet } from "../outside.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { createSpeaks } from "../subjects.ts";

/** The mirror image of `exposed-to-internet`: again a new workload counts only where policies isolate it. */
export const reachesInternet: ChangeRule<"reaches-internet"> = {
  id: "reaches-internet",
  scope: "change",
  level: "notice",
  summary: "A workload may newly call the internet.",
  find: (change) => {
    const { endpoints, isolation, newlyAllowed } = change.comparison;
    const speaks = createSpeaks(change);
    const isFree: Chosen = (index, causes) =>
      endpoints[index]?.type !== "external" &&
      speaks(index, causes) &&
      (isCommon(endpoints[index]) || isolation[index]?.head?.egress === "isolated");
    return narrowed(newlyAllowed, isFree, (index) => isInternet(endpoints[index])).map((flow) => ({
      subjects: [flowSubject(flow, endpoints)],
      endpoints: flow.from,
      message: "may newly call the internet: name the addresses it needs, if that is not meant",
      flows: [{ change: "allowed", flow }],
      causes: flow.causes,
      place: placeOfFlow(flow),
      fix: null,
    }));
  },
};
