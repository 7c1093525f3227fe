import { everyone, createFlowSubject, isCommon, narrowed, those, type Choice } from "../flows.ts";
import { createIsInternet } from "../outside.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { withEchoes } from "../echoes.ts";
import { createVoices, type Voice } from "../voices.ts";
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
    const byVoice = createVoices(
      change,
      flows.map(({ to, causes }) => ({ endpoints: to, causes })),
    );
    const counts = those(
      (index) =>
        endpoints[index]?.type !== "external" &&
        (isCommon(endpoints[index]) || isolation[index]?.head?.ingress === "isolated"),
    );
    const exposed =
      (voice: Voice): Choice =>
      (indices, causes) =>
        counts(byVoice(indices, causes).get(voice) ?? [], causes);
    const subjectOf = createFlowSubject(endpoints);
    const fresh = createSuccession(change, outside);
    return withEchoes(change, { direction: () => "ingress", what: () => "newly open to the internet" }, (voice) =>
      fresh(narrowed(flows, outside, exposed(voice)), "to").map((flow) => ({
        subjects: [subjectOf(flow)],
        endpoints: flow.to,
        message: "newly open to the internet: let in only those addresses that need it",
        flows: [{ change: "allowed", flow }],
        causes: flow.causes,
        place: placeOfFlow(flow),
        fix: null,
      })),
    );
  },
};
