import { formatSelector, type Selector } from "../engine/index.ts";
import type { PlacedRule } from "./identity.ts";

/** Most rules for the same pods in the same direction that are compared with each other. */
const MAX_COMPARED = 200;

/** Rules that hold for all pods that a rule holds for, in its direction: those of policies for the same, or for all. */
export type Neighbours = (placed: PlacedRule) => readonly PlacedRule[];

/** Where more rules than can be compared hold for the same pods, none of them has neighbours. */
export function createNeighbours(rules: readonly PlacedRule[]): Neighbours {
  const groups = new Map<string, PlacedRule[]>();
  for (const placed of rules) {
    const key = keyOf(placed, placed.policy.subject);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [placed]);
    else group.push(placed);
  }
  return (placed) => {
    const keys = new Set([keyOf(placed, placed.policy.subject), keyOf(placed, EVERYTHING)]);
    const found = [...keys].map((key) => groups.get(key) ?? []);
    return found.some(({ length }) => length > MAX_COMPARED) ? [] : found.flat().filter((other) => other !== placed);
  };
}

const EVERYTHING: Selector = { requirements: [] };

function keyOf({ policy: { namespace }, direction }: PlacedRule, subject: Selector): string {
  return JSON.stringify([namespace, direction, formatSelector(subject)]);
}
