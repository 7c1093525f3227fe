import { coversRule } from "../covering.ts";
import { ruleName, ruleSubject, type PlacedRule } from "../identity.ts";
import { createNeighbours } from "../neighbours.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";

/**
 * Only what one other rule allows as a whole: several that do so together are too much to ask a reader to see. The
 * isolation of a policy does not depend on its rules, therefore removing one of these changes nothing.
 */
export const redundantRule: SideRule<"redundant-rule"> = {
  id: "redundant-rule",
  scope: "side",
  level: "notice",
  summary: "Another rule for the same pods allows all that a rule allows, so that removing it changes nothing.",
  find: ({ side, rules, wording }) => {
    const neighbours = createNeighbours(rules);
    const subjectOf = (placed: PlacedRule): string => JSON.stringify(ruleSubject(placed, wording));
    const places = new Map(rules.map((placed, index) => [placed, index]));
    // Of two that say the same one is told: whichever, if not by its place.
    const isLater = (placed: PlacedRule, other: PlacedRule): boolean => {
      const [own, theirs] = [subjectOf(placed), subjectOf(other)];
      return own === theirs ? (places.get(other) ?? 0) < (places.get(placed) ?? 0) : theirs < own;
    };
    const isTold = (placed: PlacedRule, other: PlacedRule): boolean =>
      coversRule(other.rule, placed.rule) && (!isMutual(placed, other) || isLater(placed, other));
    return rules.flatMap((placed) => {
      const other = neighbours(placed).find((candidate) => isTold(placed, candidate));
      if (other === undefined) return [];
      return [
        {
          subjects: [subjectOf(placed)],
          endpoints: [],
          message:
            `${ruleName(placed)} allows nothing that ${ruleName(other)} does not allow: ` +
            "remove it, or narrow the other one",
          flows: [],
          causes: [],
          place: placeAt(side, placed.rule.origin),
          fix: null,
        },
      ];
    });
  },
};

/** Whether each of two rules allows all that the other does, to the same pods. */
function isMutual(a: PlacedRule, b: PlacedRule): boolean {
  const holdsForAll = ({ policy }: PlacedRule): boolean => policy.subject.requirements.length === 0;
  return coversRule(a.rule, b.rule) && (holdsForAll(a) || !holdsForAll(b));
}
