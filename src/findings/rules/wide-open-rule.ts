import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";
import { ruleName, ruleSubject } from "../identity.ts";

/**
 * A warning only: `egress: [{}]` is how many say that they close ingress alone. What such a rule opens in truth, the rules
 * about flows tell. One with ports but without peers says at least what it opens.
 */
export const wideOpenRule: SideRule<"wide-open-rule"> = {
  id: "wide-open-rule",
  scope: "side",
  level: "warning",
  summary: "A rule names neither peers nor ports, so that it allows everything in its direction.",
  find: ({ side, rules, wording }) =>
    rules
      .filter(({ rule }) => rule.peers === null && rule.ports === null)
      .map((placed) => ({
        subjects: [JSON.stringify(ruleSubject(placed, wording))],
        endpoints: [],
        message:
          `${ruleName(placed)} has nothing in it, so that ` +
          `${placed.direction === "ingress" ? "everything may connect" : "it may connect to everything"}: ` +
          `name the \`${placed.direction === "ingress" ? "from" : "to"}\` and \`ports\` that are meant`,
        flows: [],
        causes: [],
        place: placeAt(side, placed.rule.origin),
        fix: null,
      })),
};
