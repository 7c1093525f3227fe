import { lineAbove } from "../fixes.ts";
import { flawsOf } from "../flaws.ts";
import type { SideRule } from "../rule.ts";

/** Often meant, and never said. Source: networking/v1 `NetworkPolicySpec`, "policyTypes". */
export const impliedIngressDeny: SideRule<"implied-ingress-deny"> = {
  id: "implied-ingress-deny",
  scope: "side",
  level: "notice",
  summary: "A policy with egress rules alone names no policyTypes, so that it denies all ingress, too.",
  // The line that changes nothing, but says it.
  find: (side) =>
    flawsOf(side, "implied-ingress-deny", "", (_, origin) =>
      lineAbove(side.lineAt, origin, "policyTypes: [Ingress, Egress]"),
    ),
};
