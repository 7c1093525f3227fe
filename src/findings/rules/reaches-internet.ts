import { everyone, createFlowSubject, isCommon, narrowed, those, type Choice } from "../flows.ts";
import { createIsInternet } from "../outside.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { withEchoes } from "../echoes.ts";
import { createVoices, type Voice } from "../voices.ts";
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
    const byVoice = createVoices(
      change,
      flows.map(({ from, causes }) => ({ endpoints: from, causes })),
    );
    const counts = those(
      (index) =>
        endpoints[index]?.type !== "external" &&
        (isCommon(endpoints[index]) || isolation[index]?.head?.egress === "isolated"),
    );
    const free =
      (voice: Voice): Choice =>
      (indices, causes) =>
        counts(byVoice(indices, causes).get(voice) ?? [], causes);
    const subjectOf = createFlowSubject(endpoints);
    const fresh = createSuccession(change, outside);
    return withEchoes(change, { direction: () => "egress", what: () => "may newly call the internet" }, (voice) =>
      fresh(narrowed(flows, free(voice), outside), "from").map((flow) => ({
        subjects: [subjectOf(flow)],
        endpoints: flow.from,
        message: "may newly call the internet: name the addresses it needs, if that is not meant",
        flows: [{ change: "allowed", flow }],
        causes: flow.causes,
        place: placeOfFlow(flow),
        fix: null,
      })),
    );
  },
};
