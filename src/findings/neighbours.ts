import { formatSelector } from "../engine/index.ts";
import { groupBy } from "./collections.ts";
import type { PlacedRule } from "./identity.ts";

/** Most rules for the same pods in the same direction that are compared with each other. */
const MAX_COMPARED = 200;

/** Rules that hold for all pods that a rule holds for, in its direction: those of policies for the same, or for all. */
export type Neighbours = (placed: PlacedRule) => readonly PlacedRule[];

/** Where more rules than can be compared hold for the same pods, none of them has neighbours. */
export function createNeighbours(rules: readonly PlacedRule[]): Neighbours {
  const groups = groupBy(rules, (placed) => keyOf(placed, formatSelector(placed.policy.subject)));
  const ofRule = new Map([...groups.values()].flatMap((group) => group.map((placed) => [placed, group] as const)));
  return (placed) => {
    const own = ofRule.get(placed) ?? [];
    const forAll = groups.get(keyOf(placed, EVERYTHING)) ?? [];
    const found = own === forAll ? [own] : [own, forAll];
    return found.some(({ length }) => length > MAX_COMPARED) ? [] : found.flat().filter((other) => other !== placed);
  };
}

const EVERYTHING = formatSelector({ requirements: [] });

/** Names hold no blanks, and a subject comes last. */
function keyOf({ policy: { namespace }, direction }: PlacedRule, subject: string): string {
  return `${direction} ${namespace} ${subject}`;
}
